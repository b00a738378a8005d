import LabPublishing
import LabValues
import Testing

@testable import LabOutbox

/// Whether a run has said how it ended.
struct LastWordTests {
    private func lacksLastWord(after events: [EventName]) async throws -> Bool {
        let station = try Station()
        let journal = try station.journal(try station.begin(), [])
        let messages = events.map { LabMessage(timestamp: morning, content: .event($0, data: JSONObject())) }
        try journal.append(messages + (events.isEmpty ? [] : [points()]))
        await journal.close()
        // A new outbox without a message goes without a trace.
        guard !events.isEmpty else { return try station.begin().lacksLastWord() }
        let outbox = try station.reopen()
        defer { try? outbox.close() }  // the test is over
        return try outbox.lacksLastWord()
    }

    @Test(
        arguments: [
            ([], false), ([.warning], false), ([.experimentStarted], true),
            ([.experimentStarted, .cellState, .note], true), ([.experimentStarted, .experimentFinished], false),
            ([.experimentStarted, .experimentFinished, .experimentResumed, .note], true),
            ([.experimentStarted, .experimentFinished, .experimentResumed, .experimentFinished], false),
        ] as [([EventName], Bool)])
    func `only a run that began and did not end lacks it`(events: [EventName], lacks: Bool) async throws {
        #expect(try await lacksLastWord(after: events) == lacks)
    }
}
