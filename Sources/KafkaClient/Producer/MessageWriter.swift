#if Kafka
import CRdKafka

/// Writes messages into the form of `rd_kafka_produceva`, in memory that is used again and again.
final class MessageWriter: @unchecked Sendable {
    // @unchecked: used only under the producer's lock.
    private var fields: UnsafeMutablePointer<rd_kafka_vu_t>
    private var capacity = 16
    private var count = 0
    /// Header names and values of the message being written.
    private var text: UnsafeMutableRawPointer
    private var textCapacity = 1024

    init() {
        fields = .allocate(capacity: capacity)
        fields.initialize(repeating: rd_kafka_vu_t(), count: capacity)
        text = .allocate(byteCount: textCapacity, alignment: 1)
    }

    deinit {
        fields.deallocate()
        text.deallocate()
    }

    /// Hands one message to the library, which copies it.
    func produce(
        _ message: KafkaMessage, to topic: OpaquePointer, tag: UnsafeMutableRawPointer?, with client: OpaquePointer
    ) -> KafkaErrorCode {
        start(message, topic, tag)
        writeHeaders(message.headers)
        return Self.withBytes(message.value) { value, valueSize in
            add(RD_KAFKA_VTYPE_VALUE) { $0.mem = .init(ptr: value, size: valueSize) }
            return Self.withBytes(message.key) { key, keySize in
                add(RD_KAFKA_VTYPE_KEY) { $0.mem = .init(ptr: key, size: keySize) }
                return Self.code(rd_kafka_produceva(client, fields, count))
            }
        }
    }

    private func start(_ message: KafkaMessage, _ topic: OpaquePointer, _ tag: UnsafeMutableRawPointer?) {
        reserve(fields: 8 + message.headers.count)
        count = 0
        add(RD_KAFKA_VTYPE_RKT) { $0.rkt = topic }
        add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.i = RD_KAFKA_MSG_F_COPY }
        add(RD_KAFKA_VTYPE_OPAQUE) { $0.ptr = tag }
        if let partition = message.partition { add(RD_KAFKA_VTYPE_PARTITION) { $0.i32 = partition } }
        if let timestamp = message.timestamp { add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.i64 = timestamp } }
    }

    private func writeHeaders(_ headers: [KafkaHeader]) {
        guard !headers.isEmpty else { return }
        reserve(text: headers.reduce(0) { $0 + $1.name.utf8.count + 1 + ($1.value?.count ?? 0) })
        var end = text
        for header in headers {
            let name = UnsafePointer(end.assumingMemoryBound(to: CChar.self))
            end = Self.write(header.name.utf8, to: end)
            end.storeBytes(of: 0, as: UInt8.self)
            end += 1
            let value = header.value.map { _ in UnsafeRawPointer(end) }
            if let bytes = header.value { end = Self.write(bytes, to: end) }
            add(RD_KAFKA_VTYPE_HEADER) { $0.header = .init(name: name, val: value, size: header.value?.count ?? 0) }
        }
    }

    private func add(_ type: rd_kafka_vtype_t, _ write: (inout rd_kafka_vu_t.__Unnamed_union_u) -> Void) {
        fields[count].vtype = type
        write(&fields[count].u)
        count += 1
    }

    private func reserve(fields wanted: Int) {
        guard wanted > capacity else { return }
        fields.deallocate()
        capacity = wanted * 2
        fields = .allocate(capacity: capacity)
        fields.initialize(repeating: rd_kafka_vu_t(), count: capacity)
    }

    private func reserve(text wanted: Int) {
        guard wanted > textCapacity else { return }
        text.deallocate()
        textCapacity = wanted * 2
        text = .allocate(byteCount: textCapacity, alignment: 1)
    }

    private static func write(_ bytes: some Collection<UInt8>, to start: UnsafeMutableRawPointer)
        -> UnsafeMutableRawPointer
    {
        let room = UnsafeMutableRawBufferPointer(start: start, count: bytes.count)
        room.copyBytes(from: bytes)
        return start + bytes.count
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
