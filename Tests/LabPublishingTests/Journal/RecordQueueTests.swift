import Testing

@testable import LabPublishing

struct RecordQueueTests {
    @Test func `records come out in the order they went in, and the weight returns to nothing`() throws {
        var queue = RecordQueue()
        var next = 1
        var expected = 1
        for round in 1...200 {
            let records = try records(Array(repeating: note("x"), count: round % 7), from: next)
            queue.append(records)
            next += records.count
            let batch = queue.first(atMost: round % 5, bytes: .max)
            #expect(batch.map(\.seq) == Array(expected..<(expected + batch.count)))
            queue.removeFirst(batch.count)
            expected += batch.count
            #expect(queue.count == next - expected)
        }
        queue.removeFirst(queue.count)
        #expect(queue.isEmpty && queue.footprint == 0)
    }

    @Test func `a record larger than a batch travels alone`() throws {
        var queue = RecordQueue()
        queue.append(try records([note(String(repeating: "x", count: 500)), note(), note()]))
        #expect(queue.first(atMost: 10, bytes: 400).map(\.seq) == [1])
        queue.removeFirst(1)
        #expect(queue.first(atMost: 10, bytes: 400).map(\.seq) == [2, 3])
    }
}
