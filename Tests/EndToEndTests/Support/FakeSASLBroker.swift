#if Kafka
import LabValues
import Synchronization

/// A broker that knows no password: it speaks as far as authentication and refuses that (error 58).
///
/// Source: Apache Kafka protocol guide: ApiVersions (18), SaslHandshake (17), SaslAuthenticate (36), error codes.
final class FakeSASLBroker: Sendable {
    /// What has come so far.
    struct Counts: Sendable, Equatable {
        var connections = 0
        var refusals = 0
    }

    let port: UInt16
    private let listener: LoopbackSocket
    private let counter = Counter()

    static func start() throws -> FakeSASLBroker { try FakeSASLBroker() }

    private init() throws {
        port = try LoopbackSocket.freePort()
        listener = try LoopbackSocket.listening(on: port)
        startThread { [listener, counter] in
            while let client = listener.accepted() {
                counter.value.withLock { $0.connections += 1 }
                startThread { Conversation(client: client, counter: counter).go() }
            }
        }
    }

    deinit { stop() }

    var bootstrap: String { "127.0.0.1:\(port)" }
    var counts: Counts { counter.value.withLock { $0 } }

    func stop() { listener.shutDown() }
}

private final class Counter: Sendable {
    let value = Mutex(FakeSASLBroker.Counts())
}

private struct Conversation: Sendable {
    let client: LoopbackSocket
    let counter: Counter

    /// UNSUPPORTED_VERSION and SASL_AUTHENTICATION_FAILED.
    private static let (unsupportedVersion, authenticationFailed) = (35, 58)

    /// Answers until it has refused, or the client goes.
    func go() {
        while let request = KafkaFrame(from: client), let number = request.requestNumber {
            var response = KafkaFrame()
            response.append(number, size: 4)
            switch request.key {
            case .apiVersions: versions(&response, asked: request.version)
            case .saslHandshake: mechanisms(&response)
            case .saslAuthenticate:
                refuse(&response, version: request.version)
                counter.value.withLock { $0.refusals += 1 }
                _ = response.send(to: client)  // gone already: as refused
                return client.shutDown()
            default: return client.shutDown()  // a broker hangs up on a client without a name, too
            }
            if !response.send(to: client) { return }
        }
    }

    /// Version 0 only: a newer question gets the answer that makes clients ask again so (KIP-511).
    private func versions(_ response: inout KafkaFrame, asked: Int) {
        response.append(asked == 0 ? 0 : Self.unsupportedVersion, size: 2)
        let keys: [(KafkaFrame.Key, Int)] = [
            (.produce, 7), (.metadata, 4), (.findCoordinator, 2), (.saslHandshake, 1), (.apiVersions, 0),
            (.saslAuthenticate, 1),
        ]
        response.append(keys.count, size: 4)
        for (key, newest) in keys {
            response.append(key.rawValue, size: 2)
            response.append(0, size: 2)
            response.append(newest, size: 2)
        }
    }

    private func mechanisms(_ response: inout KafkaFrame) {
        let names = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
        response.append(0, size: 2)
        response.append(names.count, size: 4)
        for name in names { response.append(name) }
    }

    private func refuse(_ response: inout KafkaFrame, version: Int) {
        response.append(Self.authenticationFailed, size: 2)
        response.append("Authentication failed: Invalid username or password")
        response.append(0, size: 4)  // no bytes of the mechanism
        if version >= 1 { response.append(0, size: 8) }  // no lifetime of a session
    }
}
#endif
