#if Kafka
import LabControl
import LabKafka
import LabValues
import Testing

@testable import LabRunnerKit

struct KafkaChannelTests {
    private let now = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)

    @Test func `a command says who sends it from where, where replies go, and how long it is good`() throws {
        let sent = try channel(key: nil).prepared(command())
        #expect(sent.replyTo == "echem_replies" && sent.nonce?.utf8.count == 16)
        #expect(sent.issuer?.hasPrefix("ada@") == true)
        #expect(sent.expires == now + .seconds(300) && sent.signature == nil)
    }

    @Test func `with a key everything that is sent is under its signature`() throws {
        let key = try SigningKey(id: "bench", secret: [UInt8](0..<32))
        let sent = try channel(key: key).prepared(command())
        #expect(sent.keyID == "bench" && key.isSignature(of: sent))
        var other = sent
        other.replyTo = "elsewhere"
        #expect(!key.isSignature(of: other))
    }

    @Test func `two commands have two nonces`() throws {
        let channel = try channel(key: nil)
        #expect(try channel.prepared(command()).nonce != channel.prepared(command()).nonce)
    }

    private func channel(key: SigningKey?) throws -> KafkaChannel {
        let settings = try KafkaSettings(servers: "127.0.0.1:1", Settings())
        return KafkaChannel(
            servers: "127.0.0.1:1", client: KafkaCommandClient(settings, clock: SystemClock()), key: key)
    }

    private func command() -> Command {
        var command = Command("resume", timestamp: now)
        (command.id, command.issuer) = ("1", "ada")
        return command
    }
}
#endif
