import Foundation
import LabValues
import Testing

@testable import LabPublishing

@Suite(.timeLimit(.minutes(1))) struct ResumedExperimentTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private let messages: [LabMessage] = [
        event(.experimentStarted, ["program": "a"]), points([(0, 0.1, 1e-6)]),
        event(.experimentFinished, ["outcome": "stopped"]),
    ]

    private func write(_ messages: [LabMessage], from seq: Int, isResumed: Bool) async throws {
        let publisher = try FilePublisher(in: directory.path, for: experiment(), isResumed: isResumed)
        try await publisher.publish(try records(messages, from: seq))
        await publisher.close()
    }

    private func summary() throws -> JSONValue {
        try JSONReader.read(try Data(contentsOf: URL(filePath: "\(directory.path)/exp-1/run.json")))
    }

    @Test func `run.json keeps the start, lists each resumption, and forgets the end of the life before`() async throws
    {
        try await write(messages, from: 1, isResumed: false)
        try await write([event(.experimentResumed, ["last_seq": 3])], from: 4, isResumed: true)
        let running = try summary()
        #expect(running["started"]?["program"] == "a" && running["finished"] == .null)
        #expect(running["resumed"]?.elements?.count == 1)
        try await write([event(.experimentFinished, ["outcome": "completed"])], from: 5, isResumed: true)
        let ended = try summary()
        #expect(ended["finished"]?["outcome"] == "completed" && ended["resumed"]?.elements?.count == 1)
    }

    @Test func `the events of an experiment can be read without touching its files`() async throws {
        try await write(messages, from: 1, isResumed: false)
        var seqs: [Int] = []
        let last = try FilePublisher.eachEvent(in: directory.path, for: experiment()) { seqs.append($0.seq) }
        #expect(seqs == [1, 3] && last == morning)
        #expect(try FilePublisher.eachEvent(in: directory.path, for: experiment("exp-2")) { _ in } == nil)
    }
}
