#if Kafka
import Glibc
import Testing

@testable import KafkaClient

struct SecretTests {
    private static let password = "hunter2-hunter2"

    private func withFile(_ content: [UInt8], mode: mode_t, _ body: (String) throws -> Void) throws {
        var path = Array("/tmp/kafka-secret-XXXXXX".utf8CString)
        let descriptor = try #require([mkstemp(&path)].first { $0 >= 0 })
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        #expect(write(descriptor, content, content.count) == content.count)
        fchmod(descriptor, mode)
        close(descriptor)
        try body(name)
    }

    @Test func `nothing prints a secret`() throws {
        var configuration = try KafkaConfiguration(servers: "127.0.0.1:9092")
        configuration.security = .saslSSL
        configuration.sasl = .init(username: "bench", password: Secret(Self.password))
        configuration.keyPassword = Secret(Self.password)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\(Secret(Self.password))"] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test(arguments: ["ssl.key.pem", "ssl.certificate.pem", "ssl.key.password", "sasl.password", "sasl.pasword"])
    func `no error shows a secret, also not a mistyped one`(_ name: String) throws {
        var configuration = try KafkaConfiguration(servers: "127.0.0.1:9092")
        configuration.security = .ssl
        configuration.properties = [name: Self.password]
        do { try configuration.validate() } catch {
            #expect(!"\(error) \(String(reflecting: error))".contains("hunter2"))
        }
        #expect(KnownProperties.isSecret(name) || name == "sasl.pasword")
    }

    @Test func `a file that others can read is refused`() throws {
        try withFile(Array("s3cret\n".utf8), mode: 0o640) { path in
            #expect(throws: KafkaError.secretFile(path: path, fault: .openToOthers(mode: 0o640))) {
                try Secret(file: path)
            }
        }
    }

    @Test func `a private file gives its text without the last line end`() throws {
        for text in ["s3cret\n", "s3cret\r\n", "s3cret"] {
            try withFile(Array(text.utf8), mode: 0o600) { path in
                let secret = try Secret(file: path)
                #expect(secret.revealed == "s3cret")
            }
        }
    }

    @Test func `files that hold no secret are refused`() throws {
        try withFile([], mode: 0o600) { path in
            #expect(throws: KafkaError.secretFile(path: path, fault: .empty)) { try Secret(file: path) }
        }
        try withFile([0xff, 0xfe], mode: 0o600) { path in
            #expect(throws: KafkaError.secretFile(path: path, fault: .notText)) { try Secret(file: path) }
        }
        try withFile(Array(repeating: 65, count: 65_537), mode: 0o600) { path in
            #expect(throws: KafkaError.secretFile(path: path, fault: .tooLarge)) { try Secret(file: path) }
        }
        #expect(throws: KafkaError.secretFile(path: "/tmp", fault: .notAFile)) { try Secret(file: "/tmp") }
        #expect(throws: KafkaError.secretFile(path: "/nowhere", fault: .unreadable(ENOENT))) {
            try Secret(file: "/nowhere")
        }
    }
}
#endif
