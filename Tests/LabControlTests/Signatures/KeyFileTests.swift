import Glibc
import LabControl
import LabValues
import Testing

struct KeyFileTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private static let publicPEM = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAKay64UG8yvCyLhqU000LxzYeUm0L/hLIl5S8kyKWbdc=
        -----END PUBLIC KEY-----

        """
    private static let privatePEM = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEICAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/
        -----END PRIVATE KEY-----

        """

    private func fault(_ body: () throws -> Void) -> KeyFault? {
        do { try body() } catch { return error as? KeyFault }
        return nil
    }

    @Test func `a shared secret is the file's bytes without one line end, and its name the file's`() throws {
        try directory.write(secret.map { $0 + 65 } + Array("\r\n".utf8), to: "bench.key")
        let key = try KeyFile.read(directory["bench.key"])
        #expect(key.id == "bench")
        #expect(benchKey("bench", secret.map { $0 + 65 }).isSignature(of: try key.sign(command("stop"))))
    }

    @Test(arguments: [
        "Ada's key:\n" + publicPEM, "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5\n",
        "ssh-ed25519 AAAAC3NzaC1lZDI1",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNh", "sk-ssh-ed25519@openssh.com AAAAGnNr", "\u{FEFF} ssh-rsa AAAAB3NzaC1yc2E",
    ])
    func `a public key in a form that is not read never becomes a secret`(text: String) throws {
        try directory.write(Array(text.utf8), to: "ada.key")
        #expect(throws: KeyFault.notAKey(id: "ada")) { try KeyFile.read(directory["ada.key"]) }
    }

    @Test func `a byte order mark and blanks before a key in PEM change nothing`() throws {
        try directory.write(Array("\u{FEFF}\r\n \(Self.publicPEM)".utf8), to: "ada.key")
        let key = try KeyFile.read(directory["ada.key"])
        #expect(throws: KeyFault.cannotSign(id: "ada")) { try key.sign(command("stop")) }
    }

    @Test func `what openssl writes signs, and its public half checks and cannot sign`() throws {
        try directory.write(Array(Self.privatePEM.utf8), to: "ada.key")
        try directory.write(Array(Self.publicPEM.utf8), to: "ada.pub", mode: 0o644)
        let command = try KeyFile.read(directory["ada.key"]).sign(signed("resume"))
        let checker = try KeyFile.read(directory["ada.pub"])
        #expect(checker.isSignature(of: command))
        #expect(fault { _ = try checker.sign(command) } == .cannotSign(id: "ada"))
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o620])
    func `a secret that others may touch is refused`(mode: Int) throws {
        for (name, text) in [("bench", String(repeating: "s", count: 32)), ("ada", Self.privatePEM)] {
            try directory.write(Array(text.utf8), to: name, mode: mode)
            guard case .openToOthers = fault({ _ = try KeyFile.read(directory[name]) }) else {
                Issue.record("\(name) is taken with mode \(mode)")
                continue
            }
        }
    }

    @Test func `a public key that others may write is refused`() throws {
        try directory.write(Array(Self.publicPEM.utf8), to: "ada", mode: 0o664)
        guard case .openToOthers = fault({ _ = try KeyFile.read(directory["ada"]) }) else {
            Issue.record("it is taken")
            return
        }
    }

    @Test func `a short secret, rubbish in PEM, a directory, a pipe and a large file are refused`() throws {
        try directory.write(Array("fifteen letters".utf8), to: "short")
        #expect(fault { _ = try KeyFile.read(directory["short"]) } == .tooShort(id: "short", bytes: 15))
        try directory.write(Array("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n".utf8), to: "rsa")
        #expect(fault { _ = try KeyFile.read(directory["rsa"]) } == .notAKey(id: "rsa"))
        mkfifo(directory["pipe"], 0o600)
        #expect(fault { _ = try KeyFile.read(directory["pipe"]) } == .notAKeyFile(path: directory["pipe"]))
        #expect(fault { _ = try KeyFile.read(directory.path, id: "x") } == .notAKeyFile(path: directory.path))
        try directory.write([UInt8](repeating: 7, count: 5000), to: "large")
        #expect(fault { _ = try KeyFile.read(directory["large"]) } == .notAKeyFile(path: directory["large"]))
        #expect(
            fault { _ = try KeyFile.read(directory["none"]) }
                == .unreadable(path: directory["none"], errorNumber: ENOENT))
    }

    @Test func `no fault shows the secret`() throws {
        try directory.write(Array("topsecret".utf8), to: "short")
        #expect("\(fault { _ = try KeyFile.read(directory["short"]) } as Any)".contains("topsecret") == false)
    }

    @Test func `a ring takes a name once`() throws {
        #expect(fault { _ = try KeyRing([benchKey(), benchKey()]) } == .repeated(id: "bench"))
    }
}
