#if Kafka
import CRdKafka

/// Writes messages into the form of `rd_kafka_produceva`, in memory that is used again and again.
final class MessageWriter: @unchecked Sendable {
    // @unchecked: used only under the producer's lock.
    private let fields: UnsafeMutablePointer<rd_kafka_vu_t>
    /// More than one message has fields.
    private let capacity = 16
    private var count = 0

    init() {
        fields = .allocate(capacity: capacity)
        fields.initialize(repeating: rd_kafka_vu_t(), count: capacity)
    }

    deinit { fields.deallocate() }

    /// Hands one message to the library, which copies it.
    func produce(
        _ message: KafkaMessage, to topic: OpaquePointer, tag: UnsafeMutableRawPointer?, with client: OpaquePointer
    ) -> KafkaErrorCode {
        start(message, topic, tag)
        let headers = Self.list(of: message.headers)
        if let headers { add(RD_KAFKA_VTYPE_HEADERS) { $0.headers = headers } }
        let code = Self.withBytes(message.value) { value, valueSize in
            add(RD_KAFKA_VTYPE_VALUE) { $0.mem = .init(ptr: value, size: valueSize) }
            return Self.withBytes(message.key) { key, keySize in
                add(RD_KAFKA_VTYPE_KEY) { $0.mem = .init(ptr: key, size: keySize) }
                return Self.code(rd_kafka_produceva(client, fields, count))
            }
        }
        // A message that was taken takes its headers along; those of a refused one stay ours.
        if let headers, code != .none { rd_kafka_headers_destroy(headers) }
        return code
    }

    private func start(_ message: KafkaMessage, _ topic: OpaquePointer, _ tag: UnsafeMutableRawPointer?) {
        count = 0
        add(RD_KAFKA_VTYPE_RKT) { $0.rkt = topic }
        add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.i = RD_KAFKA_MSG_F_COPY }
        add(RD_KAFKA_VTYPE_OPAQUE) { $0.ptr = tag }
        if let partition = message.partition { add(RD_KAFKA_VTYPE_PARTITION) { $0.i32 = partition } }
        if let timestamp = message.timestamp { add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.i64 = timestamp } }
    }

    /// The headers as a list of the library, which copies them.
    ///
    /// A list and not single fields: 2.0.2 frees single ones twice when the partition turns out to be unknown.
    private static func list(of headers: [KafkaHeader]) -> OpaquePointer? {
        guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            _ = withBytes(header.value) { value, size in
                header.name.withCString { rd_kafka_header_add(list, $0, -1, value, size) }
            }
        }
        return list
    }

    private func add(_ type: rd_kafka_vtype_t, _ write: (inout rd_kafka_vu_t.__Unnamed_union_u) -> Void) {
        fields[count].vtype = type
        write(&fields[count].u)
        count += 1
    }

    /// Nil stays nil; an empty array is a place with no bytes, which the library tells from nil.
    private static func withBytes<Result>(
        _ bytes: [UInt8]?, _ body: (UnsafeMutableRawPointer?, Int) -> Result
    ) -> Result {
        guard let bytes else { return body(nil, 0) }
        return bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                var nothing: UInt8 = 0
                return withUnsafeMutableBytes(of: &nothing) { body($0.baseAddress, 0) }
            }
            return body(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }

    private static func code(_ error: OpaquePointer?) -> KafkaErrorCode {
        guard let error else { return .none }
        defer { rd_kafka_error_destroy(error) }
        return KafkaErrorCode(rd_kafka_error_code(error))
    }
}
#endif
