#if Kafka
import Testing

@testable import KafkaClient

struct RequestHeaderTests {
    @Test func `an id and a place travel as Spring writes them`() {
        var message = KafkaMessage(topic: "requests", value: nil)
        message.correlationID = CorrelationID([1, 2, 255])
        message.replyPlace = ReplyPlace("replies", partition: 258)
        #expect(
            message.headers == [
                KafkaHeader("kafka_correlationId", [1, 2, 255]), KafkaHeader("kafka_replyTopic", "replies"),
                KafkaHeader("kafka_replyPartition", [0, 0, 1, 2]),
            ])
        #expect(message.replyPlace == ReplyPlace("replies", partition: 258))
        message.replyPlace = ReplyPlace("others")
        #expect(message.headers.count == 2 && message.replyPlace == ReplyPlace("others"))
    }

    private static let partitions: [([UInt8], Int32?)] = [
        (Array("7".utf8), 7), (Array("1234".utf8), 1234), ([0, 0, 0, 3], 3), ([255, 0, 0, 0], nil), ([1], nil),
        (Array("99999999999".utf8), nil), ([], nil),
    ]

    @Test(arguments: partitions) func `a partition is four bytes, or digits`(bytes: [UInt8], partition: Int32?) {
        var message = KafkaMessage(topic: "requests", value: nil)
        message.headers = [KafkaHeader("kafka_replyTopic", "replies"), KafkaHeader("kafka_replyPartition", bytes)]
        #expect(message.replyPlace == ReplyPlace("replies", partition: partition))
    }

    @Test func `an id without bytes, or of too many, is none`() {
        for count in [0, 129] {
            let header = KafkaHeader("kafka_correlationId", [UInt8](repeating: 1, count: count))
            #expect(KafkaMessage(topic: "requests", value: nil, headers: [header]).correlationID == nil)
        }
    }
}
#endif
