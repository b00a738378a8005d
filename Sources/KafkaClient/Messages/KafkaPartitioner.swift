#if Kafka
/// Which partition a key belongs to, as Java's default partitioner has it.
public enum KafkaPartitioner {
    /// The partition of `key` among `count`.
    ///
    /// - Source: `DefaultPartitioner` of Apache Kafka: murmur2, sign bit cut off, modulo the number of partitions.
    public static func partition(forKey key: some Sequence<UInt8>, count: Int32) -> Int32 {
        guard count > 0 else { return 0 }
        return (murmur2(key) & 0x7fff_ffff) % count
    }

    /// Murmur2 with the seed 0x9747b28c.
    ///
    /// - Source: `org.apache.kafka.common.utils.Utils.murmur2`.
    static func murmur2(_ key: some Sequence<UInt8>) -> Int32 {
        let bytes = Array(key)
        let factor: UInt32 = 0x5bd1_e995
        var hash = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
        let whole = bytes.count & ~3
        for start in stride(from: 0, to: whole, by: 4) {
            var word = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            word = word &* factor
            word = (word ^ word >> 24) &* factor
            hash = hash &* factor ^ word
        }
        if whole < bytes.count {
            hash ^= bytes[whole...].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            hash = hash &* factor
        }
        hash = (hash ^ hash >> 13) &* factor
        return Int32(bitPattern: hash ^ hash >> 15)
    }
}
#endif
