#if Kafka
import Testing

@testable import KafkaClient

struct KafkaErrorTests {
    @Test func `a code tells the library's name`() {
        #expect(KafkaErrorCode.transport.name == "_TRANSPORT")
        #expect(KafkaErrorCode.topicAuthorizationFailed.name == "TOPIC_AUTHORIZATION_FAILED")
    }

    @Test func `only two codes are about one message`() {
        let about = (-200...120).map { KafkaErrorCode(rawValue: $0) }.filter(\.isAboutOneMessage)
        #expect(about == [.messageTooLarge, .invalidRecord])
    }

    @Test(arguments: [
        (
            KafkaErrorCode.resolve, "kafka:9092/bootstrap: Failed to resolve 'kafka:9092': Name or service not known",
            "name"
        ),
        (
            .transport, "127.0.0.1:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms)",
            "refused"
        ),
        (.ssl, "ssl://a:2/bootstrap: SSL handshake failed: certificate verify failed (after 1ms)", "certificate"),
        (.authentication, "sasl_ssl://a:2/1: SASL PLAIN authentication failed: wrong", "password"),
        (.transport, "a:2/1: Disconnected (after 3ms): verify that security.protocol is correctly configured", "broke"),
    ])
    func `a connection's complaint becomes a sentence with a next step`(
        _ code: KafkaErrorCode, _ text: String, _ word: String
    ) {
        let sentence = KafkaError(connection: code, text: text).description
        #expect(sentence.contains(word) && sentence.contains("check") || sentence.contains("CA"))
        #expect(!sentence.contains("security.protocol"))
    }

    @Test func `a server is named where the library names it`() {
        let error = KafkaError(connection: .authentication, text: "sasl_ssl://a:2/1: SASL PLAIN authentication failed")
        #expect(error == .connection(.authentication, server: "a:2", cause: .credentials))
        #expect(!error.isRetriable && !error.isFatal && !error.isAboutOneMessage)
        #expect(KafkaError(connection: .allBrokersDown, text: "1/1 brokers are down").code == .allBrokersDown)
    }

    @Test func `the library's guess about the protocol is not passed on`() {
        let line = "[thrd:a:2/1]: a:2/1: Disconnected: verify that security.protocol is correctly configured, broker"
        #expect(LibraryText.plain(line) == "a:2/1: Disconnected")
    }

    @Test func `every error is one sentence`() {
        let errors: [KafkaError] = [
            .noServers, .badServer("x"), .unknownProperty("a", nearest: "b"), .closed, .cancelled, .fatal(.fatal),
            .invalidProperty("a", value: nil, reason: nil), .noAnswer(within: .seconds(3)),
            .refused(.unknownTopicOrPartition, subject: "t"), .refused(.topicAuthorizationFailed, subject: "t"),
            .refused(.policyViolation, subject: nil), .outOfDescriptors,
        ]
        for error in errors { #expect(error.description.hasSuffix(".") || error.description.hasSuffix("?")) }
        #expect(KafkaError.refused(.notLeader, subject: nil).isRetriable)
        #expect(KafkaError.refused(.messageTooLarge, subject: nil).isAboutOneMessage)
        #expect(KafkaError.fatal(.fatal).isFatal)
    }
}
#endif
