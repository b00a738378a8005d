#if Kafka
import Testing

@testable import KafkaClient

struct ReplyBookTests {
    private let one = CorrelationID.random()
    private let two = CorrelationID.random()

    @Test func `late, further and strange replies are told apart and counted`() throws {
        var book = ReplyBook<Int>(capacity: 4, memory: 4)
        try book.open(one, 1)
        try book.open(two, 2)
        #expect(book.receive(one) == 1)
        let ends = [
            book.end(one, isAnswered: true), book.end(one, isAnswered: false), book.end(two, isAnswered: false),
        ]
        #expect(ends == [true, false, true])
        #expect(
            [book.receive(one), book.receive(two), book.receive(.random()), book.receive(nil)] == [nil, nil, nil, nil])
        let counts = book.counts
        #expect([counts.awaited, counts.duplicate, counts.late, counts.unknown] == [1, 1, 1, 2])
    }

    @Test func `no more requests wait than may`() throws {
        var book = ReplyBook<Int>(capacity: 1, memory: 4)
        try book.open(one, 1)
        #expect(throws: RequestError.tooMany(inFlight: 1)) { try book.open(two, 2) }
        _ = book.end(one, isAnswered: false)
        try book.open(one, 3)
        #expect(throws: RequestError.tooMany(inFlight: 1)) { try book.open(one, 4) }
    }

    @Test func `an id waits once, and may be asked with again`() throws {
        var book = ReplyBook<Int>(capacity: 9, memory: 4)
        try book.open(one, 1)
        #expect(throws: RequestError.idInUse(one)) { try book.open(one, 2) }
        _ = book.end(one, isAnswered: false)
        try book.open(one, 3)
        #expect(book.receive(one) == 3)
    }

    @Test func `the end of an earlier wait does not end a later one of the same id`() throws {
        var book = ReplyBook<Int>(capacity: 9, memory: 4)
        try book.open(one, 1)
        _ = book.end(one, isAnswered: true)
        try book.open(one, 2)
        let isEnd = book.end(one, isAnswered: false) { $0 == 1 }
        #expect(!isEnd)
        #expect(book.receive(one) == 2)
    }

    @Test func `a closed book gives everybody back and takes nobody`() throws {
        var book = ReplyBook<Int>(capacity: 9, memory: 4)
        try book.open(one, 1)
        try book.open(two, 2)
        #expect(book.close().sorted() == [1, 2])
        #expect(throws: RequestError.closed) { try book.open(.random(), 3) }
    }

    @Test func `memory stays bounded however many requests end`() throws {
        var book = ReplyBook<Int>(capacity: 1, memory: 100)
        for number in 0..<10_000 {
            let id = CorrelationID.random()
            try book.open(id, number)
            _ = book.end(id, isAnswered: true)
        }
        var recent = RecentIDs<Int>(capacity: 100)
        let ids = (0..<1000).map { _ in CorrelationID.random() }
        for (number, id) in ids.enumerated() { recent.remember(number, of: id) }
        #expect(recent.count == 100)
        #expect(recent[ids[899]] == nil && recent[ids[900]] == 900)
    }

    @Test func `replies are kept up to a number and up to a size, the latest last`() {
        var cache = ReplyCache(count: 3, bytes: 10)
        let ids = (0..<5).map { _ in CorrelationID.random() }
        for id in ids.prefix(4) { cache.keep([1], for: id) }
        #expect(cache.count == 3 && cache.size == 3 && cache[ids[0]] == nil && cache[ids[1]] == [1])
        cache.keep([UInt8](repeating: 0, count: 9), for: ids[4])
        #expect(cache.size == 10 && cache[ids[3]] == [1] && cache[ids[2]] == nil)
        cache.keep([UInt8](repeating: 0, count: 11), for: ids[0])
        #expect(cache[ids[0]] == nil && cache.size == 10)
    }
}
#endif
