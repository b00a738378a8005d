import Testing

@testable import LabPublishing

struct FanOutPublisherTests {
    @Test func `a repeated call gives nothing to those who have it already`() async throws {
        let (steady, shaky) = (RehearsedPublisher(), RehearsedPublisher([.fail, .fail]))
        let fanOut = FanOutPublisher([steady, shaky])
        let first = try records([note(), note()])
        await #expect(throws: Outage.self) { try await fanOut.publish(first) }
        let more = try first + records([note()], from: 3)
        await #expect(throws: Outage.self) { try await fanOut.publish(more) }
        try await fanOut.publish(more)
        #expect(steady.calls == [[1, 2], [3]])
        #expect(shaky.calls == [[1, 2], [1, 2, 3], [1, 2, 3]])
    }

    @Test func `a refusal is told once all the others have the rest`() async throws {
        let (strict, shaky) = (RehearsedPublisher([.refuse([2])]), RehearsedPublisher([.fail]))
        let fanOut = FanOutPublisher([strict, shaky])
        let batch = try records([note(), note(), note()])
        await #expect(throws: Outage.self) { try await fanOut.publish(batch) }
        await #expect(throws: RecordsRefused(seqs: [2], reason: "too large")) { try await fanOut.publish(batch) }
        try await fanOut.publish(try records([note()], from: 4))
        #expect(strict.calls == [[1, 2, 3], [4]])
    }
}
