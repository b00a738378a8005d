#if Kafka
import Synchronization
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct RequestReplyTests {
    @Test func `many requests at a time get each its own reply`() async throws {
        let line = try await Line()
        await line.serve { line in
            let replies = try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<100 {
                    group.addTask { (number, try await line.ask(number).message.number) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(replies == Dictionary(uniqueKeysWithValues: (0..<100).map { ($0, $0 + 1000) }))
            #expect(line.requester.counts.awaited == 100 && line.requester.waitingCount == 0)
            #expect(line.replier.counts.answered == 100)
        }
    }

    @Test func `a partition of one's own serves as the place of replies`() async throws {
        let line = try await Line(repliesAt: ReplyPlace("replies", partition: 2))
        await line.serve { line in
            let reply = try await line.ask(1)
            #expect(reply.message.number == 1001 && reply.partition == 2)
        }
    }

    @Test func `a reply of an earlier life is not read`() async throws {
        let cluster = try await Line.cluster()
        try await cluster.store(0..<5, topic: "replies")
        let line = try await Line(cluster)
        await line.serve { line in
            _ = try await line.ask(1)
            #expect(line.requester.counts.unknown == 0)
        }
    }

    @Test func `a request that comes again is dealt with once, and gets the same reply`() async throws {
        let line = try await Line()
        let id = CorrelationID.random()
        await line.serve { line in
            let first = try await line.ask(1, id: id)
            let second = try await line.ask(2, id: id)
            #expect(first.value == second.value, "the reply to the first")
            #expect(line.replier.counts.answered == 1 && line.replier.counts.repeated == 1)
        }
    }

    @Test func `without a reply the wait ends at its limit, and a reply after that is late`() async throws {
        let line = try await Line()
        let id = CorrelationID.random()
        let error = await #expect(throws: RequestError.self) {
            _ = try await line.ask(1, id: id, within: .milliseconds(300))
        }
        guard case .noReply(.milliseconds(300), true, nil) = error else { Issue.record("\(error as Any)"); return }
        await line.serve { line in
            while line.requester.counts.late == 0 { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await line.ask(7)
            #expect(line.requester.counts.late == 1)
        }
    }

    @Test func `further and strange replies are counted and hurt nobody`() async throws {
        let line = try await Line()
        let id = CorrelationID.random()
        await line.serve { line in
            _ = try await line.ask(1, id: id)
            var (further, nobodys) = (
                KafkaMessage.numbered(5, topic: "replies"), KafkaMessage.numbered(6, topic: "replies")
            )
            further.correlationID = id
            nobodys.correlationID = .random()
            try await line.cluster.store([further, nobodys, .numbered(7, topic: "replies")])
            _ = try await line.ask(2)
            while line.requester.counts.unknown < 2 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(line.requester.counts.duplicate == 1 && line.requester.counts.awaited == 2)
        }
    }

    @Test func `several replies to one request are shown until the last`() async throws {
        let line = try await Line()
        let id = CorrelationID.random()
        let seen = Mutex<[Int]>([])
        async let last = line.requester.request(
            .request(1, id: id), within: .seconds(60),
            until: { reply in
                seen.withLock { $0.append(reply.message.number ?? -1) }
                return reply.message.number == 3
            })
        let replies = (1...3).map { number in
            var reply = KafkaMessage.numbered(number, topic: "replies")
            reply.correlationID = id
            return reply
        }
        while line.requester.waitingCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await line.cluster.store(replies)
        #expect(try await last.message.number == 3)
        #expect(seen.withLock { $0 } == [1, 2, 3])
        await line.close()
    }

    @Test func `one request more than may wait is refused at once`() async throws {
        var options = Requester.Options()
        options.inFlight = 2
        let line = try await Line(options: options)
        async let one: Void? = try? { _ = try await line.ask(1) }()
        async let two: Void? = try? { _ = try await line.ask(2) }()
        while line.requester.waitingCount < 2 { try await Task.sleep(for: .milliseconds(5)) }
        await #expect(throws: RequestError.tooMany(inFlight: 2)) { _ = try await line.ask(3) }
        await line.close()
        _ = await (one, two)
    }

    @Test func `a cancelled wait ends, and so does every wait when the requester closes`() async throws {
        let line = try await Line()
        let cancelled = Task { try await line.ask(1) }
        let waiting = Task { try await line.ask(2) }
        while line.requester.waitingCount < 2 { try await Task.sleep(for: .milliseconds(5)) }
        cancelled.cancel()
        await #expect(throws: RequestError.cancelled) { _ = try await cancelled.value }
        #expect(line.requester.waitingCount == 1)
        await line.close()
        await #expect(throws: RequestError.closed) { _ = try await waiting.value }
        await #expect(throws: RequestError.closed) { _ = try await line.ask(3) }
    }

    @Test func `a cluster that goes away is told of, ends nothing, and closing does not wait for it`() async throws {
        let line = try await Line()
        line.cluster.down()
        let error = await #expect(throws: RequestError.self) { _ = try await line.ask(1, within: .milliseconds(500)) }
        guard case .noReply(_, false, _) = error else { Issue.record("\(error as Any)"); return }
        let start = ContinuousClock.now
        await line.close(within: .seconds(2))
        #expect(ContinuousClock.now - start < .seconds(20), "a hang guard")
    }

    @Test func `a request over an outage is answered when the cluster is back`() async throws {
        let line = try await Line()
        await line.serve { line in
            _ = try await line.ask(1)
            line.cluster.down()
            async let reply = line.ask(2)
            try await Task.sleep(for: .milliseconds(300))  // what is tested is time
            line.cluster.up()
            #expect(try await reply.message.number == 1002)
        }
    }

    @Test func `who throws may be asked again, and who wants no reply is left alone`() async throws {
        let line = try await Line()
        let id = CorrelationID.random()
        await line.serve(failing: 1) { line in
            try await line.cluster.store(0..<1, topic: "requests")
            await #expect(throws: RequestError.self) { _ = try await line.ask(5, id: id, within: .milliseconds(500)) }
            #expect(try await line.ask(5, id: id).message.number == 1005)
            #expect(line.replier.counts.unanswerable == 1 && line.replier.counts.failed == 1)
        }
    }

    @Test func `a place that is not allowed gets no reply`() async throws {
        var options = Replier.Options()
        options.allows = { $0.topic == "others" }
        let line = try await Line(replier: options)
        await line.serve { line in
            await #expect(throws: RequestError.self) { _ = try await line.ask(1, within: .milliseconds(500)) }
            #expect(line.replier.counts.unanswerable == 1)
        }
    }

    @Test func `a place that is not there is refused before anything is sent`() async throws {
        let cluster = try await Line.cluster()
        cluster.setError(.unknownTopicOrPartition, topic: "nowhere")
        await #expect(throws: KafkaError.refused(.unknownTopicOrPartition, subject: "nowhere")) {
            _ = try await Requester(cluster.configuration, repliesAt: ReplyPlace("nowhere"), logger: .silent)
        }
        await #expect(throws: KafkaError.refused(.unknownPartition, subject: "replies")) {
            _ = try await Requester(
                cluster.configuration, repliesAt: ReplyPlace("replies", partition: 9), logger: .silent)
        }
    }

    @Test func `a producer that has no room takes nothing and waits for nothing`() async throws {
        let cluster = try await Line.cluster()
        let producer = try KafkaProducer(cluster.configuration, window: .init(messages: 3), logger: .silent)
        cluster.down()
        let outcomes = Mutex<[MessageOutcome]>([])
        let taken = (0..<10).map { number in
            producer.offer(.numbered(number, topic: "requests")) { outcome in outcomes.withLock { $0.append(outcome) } }
        }
        #expect(taken == [true, true, true] + Array(repeating: false, count: 7))
        cluster.up()
        await producer.flush(within: .seconds(60))
        #expect(outcomes.withLock { $0.map(\.isDelivered) } == [true, true, true])
        await producer.close(within: .seconds(10))
    }
}

/// A requester and a replier that adds 1000.
private struct Line {
    let cluster: MockCluster
    let requester: Requester
    let replier: Replier

    static func cluster() async throws -> MockCluster {
        let cluster = try MockCluster()
        cluster.create(topic: "requests", partitions: 2)
        cluster.create(topic: "replies", partitions: 3)
        return cluster
    }

    init(
        _ cluster: MockCluster? = nil, repliesAt place: ReplyPlace = ReplyPlace("replies"),
        options: Requester.Options = .init(), replier: Replier.Options = .init()
    ) async throws {
        if let cluster { self.cluster = cluster } else { self.cluster = try await Self.cluster() }
        let configuration = try self.cluster.configuration
        self.replier = try await Replier(configuration, .fromNow(topic: "requests"), options: replier, logger: .silent)
        requester = try await Requester(configuration, repliesAt: place, options: options, logger: .silent)
    }

    func ask(
        _ number: Int, id: CorrelationID? = nil, within limit: Duration = .seconds(60)
    ) async throws(RequestError) -> ConsumedMessage {
        try await requester.request(.request(number, id: id), within: limit)
    }

    /// Lets the replier work during `body`; its first answers fail.
    func serve(failing failures: Int = 0, _ body: (Line) async throws -> Void) async {
        let left = Mutex(failures)
        let service = Task { [replier] in
            try await replier.serve { request in
                if left.withLock({ left in
                    left -= 1; return left >= 0
                }) {
                    throw RequestError.closed
                }
                return Array("\((request.message.number ?? 0) + 1000)".utf8)
            }
        }
        do { try await body(self) } catch { Issue.record(error) }
        await close()
        await #expect(throws: Never.self) { try await service.value }
    }

    func close(within limit: Duration = .seconds(10)) async {
        await requester.close(within: limit)
        await replier.close(within: limit)
    }
}

extension KafkaMessage {
    fileprivate static func request(_ number: Int, id: CorrelationID?) -> KafkaMessage {
        var message = KafkaMessage.numbered(number, topic: "requests", partition: nil)
        message.correlationID = id
        return message
    }
}
#endif
