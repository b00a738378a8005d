#if Kafka
import CRdKafka
import Logging

/// Owns one `rd_kafka_t` and everything that belongs to it; freed in order when the last reference goes.
///
/// The order is: stop the event thread, let the queues go, destroy the client (which may block, hence on a thread of
/// its own), close the event descriptor. What needs the client meanwhile holds a reference through ``use(_:)``.
final class Handle: @unchecked Sendable {
    // @unchecked: librdkafka locks `pointer` itself; everything else is immutable or Sendable.
    enum Role {
        case producer
        case consumer

        var type: rd_kafka_type_t { self == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER }
    }

    /// Opens when the client is destroyed and its threads have ended.
    let destroyed = Latch()
    private let pointer: OpaquePointer
    /// Set by the library's threads when a fatal error has emptied the queues; see `crdkafka_purge_when_fatal`.
    private let purged: UnsafeMutablePointer<Int32>
    private let loop: EventLoop
    private let trouble: LastTrouble
    private let report: HandleReport
    private let receive: EventLoop.Receive
    private let onFatal: @Sendable (KafkaErrorCode) -> Void

    /// Makes the client; no connection is waited for.
    ///
    /// - Parameters:
    ///   - settings: what the owner sets beside the configuration, before the configuration's own overrides.
    ///   - events: kinds of events (`RD_KAFKA_EVENT_…`) beside reports, errors, statistics and log lines.
    ///   - receive: gets every event that is not a log line, a statistic or an error, on the event thread.
    ///   - after: called on the event thread after each event, when its memory is free again.
    ///   - onFatal: told once or more, on the event thread, that this client is of no use any more.
    init(
        _ role: Role, _ configuration: KafkaConfiguration, settings: [(name: String, value: String)] = [],
        events: Int32 = 0, logger: Logger, trouble: LastTrouble = LastTrouble(),
        onFatal: @escaping @Sendable (KafkaErrorCode) -> Void = { _ in },
        receive: @escaping EventLoop.Receive = { _ in }, after: @escaping @Sendable () -> Void = {}
    ) throws(KafkaError) {
        let native = try NativeConfiguration(configuration, for: role, more: settings, events: events)
        let purged = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        purged.initialize(to: 0)
        let pointer: OpaquePointer
        do throws(KafkaError) {
            pointer = try native.makeClient(role, purged: role == .producer ? purged : nil)
        } catch {
            purged.deallocate()
            throw error
        }
        guard let loop = EventLoop(), let main = rd_kafka_queue_get_main(pointer) else {
            rd_kafka_destroy(pointer)
            purged.deallocate()
            throw .outOfDescriptors
        }
        self.pointer = pointer
        self.purged = purged
        self.loop = loop
        self.receive = receive
        self.trouble = trouble
        self.onFatal = onFatal
        report = HandleReport(client: String(cString: rd_kafka_name(pointer)), logger: logger)
        rd_kafka_set_log_queue(pointer, nil)
        loop.attach(main, receive: { [weak self] in self?.take($0) }, after: after)
    }

    deinit {
        nonisolated(unsafe) let (pointer, purged) = (pointer, purged)
        startThread { [loop, destroyed] in
            loop.stop()
            // A consumer is closed by its owner, who serves the queue meanwhile: closing here would wait for nobody.
            rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            loop.close()
            purged.deallocate()
            destroyed.open()
        }
    }

    /// Lends the client for one call; it is not destroyed meanwhile.
    func use<Result>(_ body: (_ client: OpaquePointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(pointer) }
    }

    /// Lends the client to a call that blocks, on a thread of its own.
    func useOnOwnThread<Result: Sendable>(_ body: @escaping @Sendable (OpaquePointer) -> Result) async -> Result {
        await onOwnThread { [self] in use(body) }
    }

    /// Drains one more queue on the event thread; takes the queue over. See ``EventLoop/attach(_:wantsMore:receive:)``.
    func attach(
        _ queue: OpaquePointer, wantsMore: @escaping @Sendable () -> Bool = { true },
        receive: @escaping EventLoop.Receive
    ) {
        loop.attach(queue, wantsMore: wantsMore, receive: receive)
    }

    /// Lends the client to a call that blocks, on a thread of its own; nil when it takes longer than `limit`.
    ///
    /// The call then goes on without being waited for, and the client lives until it is over.
    func useOnOwnThread<Result: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable (OpaquePointer) -> Result
    ) async -> Result? {
        let answer = LateAnswer<Result>()
        startThread { [self] in answer.give(use(body)) }
        return await onOwnThread { answer.wait(for: limit) }
    }

    /// Runs `body` on the event thread, between two events.
    func onEventThread<Result: Sendable>(
        _ body: @escaping @Sendable (_ client: OpaquePointer) -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            perform { continuation.resume(returning: body($0)) }
        }
    }

    /// Runs `body` on the event thread, between two events, without waiting for it.
    func perform(_ body: @escaping @Sendable (_ client: OpaquePointer) -> Void) {
        loop.perform { [self] in use(body) }
    }

    /// Makes the event thread look at every queue once more.
    func wake() { loop.wake() }

    /// What the connections complained of last, nil when nothing has been wrong since ``forgetTrouble()``.
    var lastTrouble: KafkaError? { trouble.error }

    /// Called when something went right: an old complaint explains nothing any more.
    func forgetTrouble() { trouble.forget() }

    /// Takes one event: common ones are dealt with here, all others go to the owner. For owners of attached queues too.
    func take(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_LOG: report.log(event)
        case RD_KAFKA_EVENT_STATS: report.count(event)
        case RD_KAFKA_EVENT_ERROR: note(event)
        default: receive(event)
        }
    }

    private func note(_ event: OpaquePointer) {
        if rd_kafka_event_error_is_fatal(event) != 0 { return onFatal(fatalCode) }
        let code = KafkaErrorCode(rd_kafka_event_error(event))
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        let error = code.isOfConnection ? KafkaError(connection: code, text: text) : .refused(code, subject: nil)
        trouble.note(error)
        report.note(error)
    }

    /// The error behind a fatal one.
    var fatalCode: KafkaErrorCode { KafkaErrorCode(rd_kafka_fatal_error(pointer, nil, 0)) }
}
#endif
