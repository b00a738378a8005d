#if Kafka
import Testing

@testable import KafkaClient

struct KafkaPartitionerTests {
    /// Source: `UtilsTest.testMurmur2` of Apache Kafka.
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `murmur2 is Java's`(_ key: String, _ hash: Int32) {
        #expect(KafkaPartitioner.murmur2(key.utf8) == hash)
    }

    @Test func `a key's partition is within the count`() {
        #expect(KafkaPartitioner.partition(forKey: "foobar".utf8, count: 7) == (-790_332_482 & 0x7fff_ffff) % 7)
        #expect(KafkaPartitioner.partition(forKey: "foobar".utf8, count: 0) == 0)
    }
}
#endif
