#if Kafka
import Testing

@testable import KafkaClient

struct KafkaServerTests {
    @Test(arguments: ["broker-1:9092", "127.0.0.1:1", "[::1]:65535", "[fe80::1]:9092", "kafka.lab_2.example:9093"])
    func `an address is read and written alike`(_ text: String) throws {
        #expect(try KafkaServer(text).description == text)
    }

    @Test(arguments: [
        "", "broker", "broker:", ":9092", "broker:0", "broker:65536", "broker:+1", "broker:9 092", "bro ker:1",
        "::1:9092",
        "[::1]", "[broker]:9092", "kafka://broker:9092", "user:secret@broker:9092", "broker:9092\n",
    ])
    func `what is no address is refused`(_ text: String) {
        #expect(throws: KafkaError.badServer(text)) { try KafkaServer(text) }
    }

    @Test func `a list takes commas and spaces, and must not be empty`() throws {
        #expect(try KafkaServer.list("a:1, b:2 ,[::1]:3").map(\.description) == ["a:1", "b:2", "[::1]:3"])
        #expect(throws: KafkaError.noServers) { try KafkaServer.list(" ") }
        #expect(throws: KafkaError.badServer("")) { try KafkaServer.list("a:1,,b:2") }
        #expect(throws: KafkaError.noServers) { try KafkaConfiguration(servers: []).validate() }
    }
}
#endif
