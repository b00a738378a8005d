#if Kafka
import CRdKafka
import Glibc

/// A configuration in the library's own form, on its way to becoming a client.
struct NativeConfiguration: ~Copyable {
    private static let events =
        RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG
    private let pointer: OpaquePointer

    /// Writes every setting.
    ///
    /// - Parameters:
    ///   - more: what the owner of the client sets beside the configuration, before the overrides.
    ///   - events: kinds of events beside reports, errors, statistics and log lines.
    ///   - isTrial: leaves the addresses out, so that a client made of it connects to nothing.
    /// - Throws: the first fault, told without a secret.
    init(
        _ configuration: KafkaConfiguration, for role: Handle.Role, more: [(name: String, value: String)] = [],
        events: Int32 = 0, isTrial: Bool = false
    ) throws(KafkaError) {
        pointer = rd_kafka_conf_new()
        try configuration.checkSecurity()
        for (name, value) in configuration.settings(for: role) + more
        where !(isTrial && Self.isAddress(name)) {
            try set(name, value)
        }
        for (name, value) in configuration.properties.sorted(by: { $0.key < $1.key }) {
            let isLeftOut = isTrial && Self.isAddress(name)
            if !isLeftOut { try set(name, value) }
        }
        try set("log.queue", "true")
        rd_kafka_conf_set_events(pointer, Self.events | events)
        // Lines written before the log queue is there would go to stderr.
        rd_kafka_conf_set_log_cb(pointer) { _, _, _, _ in }
    }

    deinit { rd_kafka_conf_destroy(pointer) }

    /// Makes the client.
    ///
    /// - Parameter purged: 0, and to be kept until the client is gone; nil for a client that sends nothing.
    /// - Throws: ``KafkaError/conflict(_:)`` with the library's reason.
    consuming func makeClient(
        _ role: Handle.Role, purged: UnsafeMutablePointer<Int32>? = nil
    ) throws(KafkaError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        guard let copy = rd_kafka_conf_dup(pointer) else { throw .outOfDescriptors }
        if let purged { crdkafka_purge_when_fatal(copy, purged) }
        guard let client = rd_kafka_new(role.type, copy, &text, text.count) else {
            rd_kafka_conf_destroy(copy)
            throw .conflict(LibraryText.plain(Self.string(text)))
        }
        return client
    }

    private func set(_ name: String, _ value: String) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        switch rd_kafka_conf_set(pointer, name, value, &text, text.count) {
        case RD_KAFKA_CONF_OK: return
        case RD_KAFKA_CONF_UNKNOWN: throw .unknownProperty(name, nearest: KnownProperties.nearest(to: name))
        default: throw Self.refusal(name, value, because: Self.string(text))
        }
    }

    private static func refusal(_ name: String, _ value: String, because reason: String) -> KafkaError {
        if KnownProperties.isSecret(name) { return .invalidProperty(name, value: nil, reason: nil) }
        return .invalidProperty(name, value: value, reason: reason)
    }

    private static func isAddress(_ name: String) -> Bool {
        name == "bootstrap.servers" || name == "metadata.broker.list"
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
#endif
