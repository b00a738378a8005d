#if Kafka
import Foundation
import Testing

/// Keys and certificates made for one test: two authorities, a server's and a client's, both signed by the first.
struct Certificates: Sendable {
    let directory: URL

    /// The authority that signed the server and the client, as PEM.
    var authority: URL { directory.appending(path: "authority.pem") }
    /// One that signed nothing here.
    var wrongAuthority: URL { directory.appending(path: "stranger.pem") }
    var server: URL { directory.appending(path: "server.pem") }
    var serverKey: URL { directory.appending(path: "server.key") }
    var client: URL { directory.appending(path: "client.pem") }
    var clientKey: URL { directory.appending(path: "client.key") }

    /// - Parameter names: what the server is called, as openssl writes it.
    static func make(in directory: URL, names: String = "IP:127.0.0.1,DNS:localhost") async throws -> Certificates {
        let certificates = Certificates(directory: directory)
        let settings = """
            [req]
            distinguished_name = name
            prompt = no
            [name]
            O = Test bench
            [authority]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            [server]
            basicConstraints = critical, CA:FALSE
            extendedKeyUsage = serverAuth
            subjectAltName = \(names)
            [client]
            basicConstraints = critical, CA:FALSE
            extendedKeyUsage = clientAuth
            """
        try Data(settings.utf8).write(to: directory.appending(path: "openssl.cnf"))
        try await certificates.make("authority", as: "authority", signed: false)
        try await certificates.make("stranger", as: "authority", signed: false)
        try await certificates.make("server", as: "server", signed: true)
        try await certificates.make("client", as: "client", signed: true)
        return certificates
    }

    private func make(_ name: String, as extensions: String, signed: Bool) async throws {
        let signing = signed ? ["-CA", "authority.pem", "-CAkey", "authority.key"] : []
        let words =
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-config", "openssl.cnf", "-subj", "/CN=\(name)", "-extensions", extensions, "-keyout",
                "\(name).key", "-out", "\(name).pem",
            ] + signing
        let ending = try await ProgramRun(TestTools.program("openssl"), words, in: directory).ending()
        try #require(ending.exitCode == 0, "openssl: \(ending.errors)")
    }
}
#endif
