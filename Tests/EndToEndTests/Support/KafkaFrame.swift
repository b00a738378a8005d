#if Kafka
/// The bytes of one request or response of the Kafka protocol, without the four that tell their number.
///
/// Source: Apache Kafka protocol guide, "Protocol Primitive Types" and "Requests": all numbers big-endian; a request
/// begins with `api_key` INT16, `api_version` INT16, `correlation_id` INT32; a response with `correlation_id`.
struct KafkaFrame: Sendable {
    /// The kinds of request the tests know.
    enum Key: Int {
        case produce = 0
        case metadata = 3
        case findCoordinator = 10
        case saslHandshake = 17
        case apiVersions = 18
        case createTopics = 19
        case saslAuthenticate = 36
        case createPartitions = 37
        case describeCluster = 60
    }

    private(set) var bytes: [UInt8]

    /// An empty one, to append to.
    init() { bytes = [] }

    /// A request with header version 1.
    init(_ key: Key, version: Int) {
        bytes = []
        append(key.rawValue, size: 2)
        append(version, size: 2)
        append(1, size: 4)
        append("rig")
    }

    /// Waits for the next one; `nil` at the end of the connection.
    init?(from socket: LoopbackSocket) {
        guard let head = socket.read(4), let length = KafkaFrame(head).number(at: 0, size: 4),
            (4...200_000_000).contains(length), let body = socket.read(length)
        else { return nil }
        bytes = body
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Sends it; false when nobody reads any more.
    func send(to socket: LoopbackSocket) -> Bool {
        var whole = KafkaFrame()
        whole.append(bytes.count, size: 4)
        return socket.write(whole.bytes + bytes)
    }

    /// In a request: its kind, its version and its number.
    var key: Key? { number(at: 0, size: 2).flatMap(Key.init) }
    var version: Int { number(at: 2, size: 2) ?? 0 }
    var requestNumber: Int? { number(at: 4, size: 4) }
    /// In a response: the number of its request.
    var responseNumber: Int? { number(at: 0, size: 4) }

    /// A signed number at an offset; `nil` behind the end.
    func number(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset + size <= bytes.count else { return nil }
        let unsigned = bytes[offset..<offset + size].reduce(0) { $0 << 8 | Int($1) }
        return (unsigned << (64 - 8 * size)) >> (64 - 8 * size)
    }

    mutating func append(_ number: Int, size: Int) {
        for index in (0..<size).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    mutating func append(_ text: String) {
        append(text.utf8.count, size: 2)
        bytes += text.utf8
    }

    /// Writes another port wherever host and port stand (STRING, INT32; the length stays, so no layout need be known).
    mutating func replacePort(_ old: UInt16, with new: UInt16, of host: String = "127.0.0.1") {
        var pattern = KafkaFrame()
        pattern.bytes += host.utf8
        pattern.append(Int(old), size: 4)
        guard bytes.count >= pattern.bytes.count else { return }
        for start in 0...(bytes.count - pattern.bytes.count)
        where bytes[start..<start + pattern.bytes.count].elementsEqual(pattern.bytes) {
            let end = start + pattern.bytes.count
            bytes[end - 2] = UInt8(new >> 8)
            bytes[end - 1] = UInt8(truncatingIfNeeded: new)
        }
    }
}
#endif
