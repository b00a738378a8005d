#if Kafka
import LabValues
import Synchronization
import Testing

/// A broker's double: passes on whole Kafka frames and lets connections, answers and time go wrong on demand.
///
/// It writes its own port (or `advertising`) into what the broker tells of itself, so clients keep coming through it.
final class FrameProxy: Sendable {
    /// What has passed so far.
    struct Counts: Sendable, Equatable {
        var connections = 0
        var produceRequests = 0
        var produceResponses = 0
        var droppedResponses = 0
    }

    let port: UInt16
    private let desk: Desk

    /// - Parameters:
    ///   - upstream: the broker's port.
    ///   - advertising: the port clients shall use, when something stands before the proxy.
    static func start(to upstream: UInt16, advertising: UInt16? = nil) throws -> FrameProxy {
        let port = try LoopbackSocket.freePort()
        let desk = Desk(port: port, upstream: upstream, advertised: advertising ?? port)
        try desk.open()
        return FrameProxy(port, desk)
    }

    private init(_ port: UInt16, _ desk: Desk) { (self.port, self.desk) = (port, desk) }

    deinit { stop() }

    var bootstrap: String { "127.0.0.1:\(port)" }
    var kcat: Kcat { Kcat(bootstrap) }
    var counts: Counts { desk.state.withLock { $0.counts } }

    /// Swallows the next answers to Produce requests, then cuts the connection of the last of them; or half a second
    /// after one that nothing follows, for a client that waits for its answers sends no more.
    func dropProduceResponses(_ count: Int) { desk.state.withLock { $0.toDrop = count } }

    /// Holds every answer back for so long; the answers behind it wait.
    func delayResponses(by delay: Duration) { desk.state.withLock { $0.delay = delay } }

    /// Ends every connection; new ones are welcome.
    func cutConnections() { desk.cut() }

    /// Ends every connection and refuses new ones, as a broker that is away.
    func beginOutage() { desk.close() }

    /// Takes connections again.
    func endOutage() throws { try desk.open() }

    /// For good.
    func stop() { desk.close() }
}

/// What its threads share; they end when it closes.
private final class Desk: Sendable {
    struct State {
        var listener: LoopbackSocket?
        var pairs: [Int: Pair] = [:]
        var toDrop = 0
        var delay = Duration.zero
        var counts = FrameProxy.Counts()
    }
    /// What becomes of an answer.
    enum Fate { case pass, drop, dropAndCut }

    let port, upstream, advertised: UInt16
    let state = Mutex(State())

    init(port: UInt16, upstream: UInt16, advertised: UInt16) {
        (self.port, self.upstream, self.advertised) = (port, upstream, advertised)
    }

    func open() throws {
        let listener = try LoopbackSocket.listening(on: port)
        state.withLock { $0.listener = listener }
        startThread { self.welcome(listener) }
    }

    func close() {
        state.withLock { $0.listener.take()?.shutDown() }
        cut()
    }

    func cut() {
        for pair in state.withLock({ $0.pairs.values.map(\.self) }) { pair.cut() }
    }

    private func welcome(_ listener: LoopbackSocket) {
        while let client = listener.accepted() {
            guard let broker = try? LoopbackSocket.connected(to: upstream) else { continue }  // away: so are we
            let pair = Pair(client: client, broker: broker)
            let number = state.withLock { state -> Int? in
                guard state.listener === listener else { return nil }
                state.counts.connections += 1
                state.pairs[state.counts.connections] = pair
                return state.counts.connections
            }
            guard let number else { return pair.cut() }
            startThread { self.passRequests(pair, number) }
            startThread { self.passResponses(pair, number) }
        }
    }

    private func passRequests(_ pair: Pair, _ number: Int) {
        while let frame = KafkaFrame(from: pair.client) {
            if frame.key == .produce { state.withLock { $0.counts.produceRequests += 1 } }
            pair.note(frame)
            if !frame.send(to: pair.broker) { break }
        }
        end(pair, number)
    }

    private func passResponses(_ pair: Pair, _ number: Int) {
        loop: while var frame = KafkaFrame(from: pair.broker) {
            let key = pair.kind(of: frame)
            let (fate, dropped) = fate(of: key)
            switch fate {
            case .drop:
                startThread { self.giveUp(pair, after: dropped) }
                continue loop
            case .dropAndCut: break loop
            case .pass: break
            }
            if [.metadata, .findCoordinator, .describeCluster].contains(key) {
                frame.replacePort(upstream, with: advertised)
            }
            wait(for: state.withLock { $0.delay })
            if !frame.send(to: pair.client) { break }
        }
        end(pair, number)
    }

    /// What becomes of an answer, and how many were dropped with it.
    private func fate(of key: KafkaFrame.Key?) -> (Fate, Int) {
        guard key == .produce else { return (.pass, 0) }
        return state.withLock { state in
            guard state.toDrop > 0 else {
                state.counts.produceResponses += 1
                return (.pass, 0)
            }
            state.toDrop -= 1
            state.counts.droppedResponses += 1
            return (state.toDrop == 0 ? .dropAndCut : .drop, state.counts.droppedResponses)
        }
    }

    /// Cuts a pair when the answer dropped last is still the last; no more are dropped then.
    private func giveUp(_ pair: Pair, after dropped: Int) {
        wait(for: .milliseconds(500))
        let isLast = state.withLock { state in
            guard state.toDrop > 0, state.counts.droppedResponses == dropped else { return false }
            state.toDrop = 0
            return true
        }
        if isLast { pair.cut() }
    }

    /// Blocks this thread of our own.
    private func wait(for delay: Duration) {
        if delay > .zero { _ = Monitor(()).wait(for: delay) { _ in Bool?.none } }
    }

    private func end(_ pair: Pair, _ number: Int) {
        pair.cut()
        state.withLock { $0.pairs[number] = nil }
    }
}

/// A client and its broker.
private final class Pair: Sendable {
    let client, broker: LoopbackSocket
    private let kinds = Mutex([Int: KafkaFrame.Key]())

    init(client: LoopbackSocket, broker: LoopbackSocket) { (self.client, self.broker) = (client, broker) }

    func cut() {
        client.shutDown()
        broker.shutDown()
    }

    /// Remembers what a request asks, for its answer does not say.
    func note(_ request: KafkaFrame) {
        guard let number = request.requestNumber, let key = request.key else { return }
        kinds.withLock { $0[number] = key }
    }

    func kind(of response: KafkaFrame) -> KafkaFrame.Key? {
        response.responseNumber.flatMap { number in kinds.withLock { $0.removeValue(forKey: number) } }
    }
}
#endif
