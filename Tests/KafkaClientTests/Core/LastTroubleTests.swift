#if Kafka
import Testing

@testable import KafkaClient

struct LastTroubleTests {
    private let certificate = KafkaError.connection(.ssl, server: "a:9092", cause: .certificate)
    private let broken = KafkaError.connection(.transport, server: "a:9092", cause: .broken)
    private let refused = KafkaError.connection(.transport, server: "a:9092", cause: .refused)

    @Test func `a connection that merely broke hides nothing that was wrong with it`() {
        let trouble = LastTrouble()
        trouble.note(broken)
        #expect(trouble.error == broken)
        trouble.note(certificate)
        trouble.note(broken)
        #expect(trouble.error == certificate)
        trouble.note(refused)
        #expect(trouble.error == refused)
        trouble.forget()
        trouble.note(broken)
        #expect(trouble.error == broken)
    }
}
#endif
