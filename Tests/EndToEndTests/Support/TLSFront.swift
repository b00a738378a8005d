#if Kafka
import Foundation
import Testing

/// TLS in front of a broker that has none: stunnel, and behind it a `FrameProxy` that advertises stunnel's port.
final class TLSFront: Sendable {
    let port: UInt16
    let certificates: Certificates
    /// What stands between the TLS and the broker; faults can be made here too.
    let proxy: FrameProxy
    private let process: RigProcess

    /// Returns when it takes connections.
    ///
    /// - Parameters:
    ///   - upstream: the broker's port.
    ///   - names: what the server's certificate calls it.
    ///   - wantsClientCertificate: whether a client must show one signed by the authority.
    static func start(
        before upstream: UInt16, names: String = "IP:127.0.0.1,DNS:localhost", wantsClientCertificate: Bool = false
    ) async throws -> TLSFront {
        let directory = try TestTools.freshDirectory("tls")
        let certificates = try await Certificates.make(in: directory, names: names)
        let port = try LoopbackSocket.freePort()
        let proxy = try FrameProxy.start(to: upstream, advertising: port)
        let settings = """
            foreground = yes
            pid =
            debug = warning
            [kafka]
            accept = 127.0.0.1:\(port)
            connect = 127.0.0.1:\(proxy.port)
            cert = \(certificates.server.path)
            key = \(certificates.serverKey.path)
            TIMEOUTclose = 0
            \(wantsClientCertificate ? "verifyChain = yes\nCAfile = \(certificates.authority.path)" : "")
            """
        let file = directory.appending(path: "stunnel.conf")
        try Data("\(settings)\n".utf8).write(to: file)
        let process = try await RigProcess.start("stunnel", [file.path], log: directory.appending(path: "log"))
        try await eventually("stunnel listens") { (try? LoopbackSocket.connected(to: port)) != nil }
        return TLSFront(port, certificates, proxy, process)
    }

    private init(_ port: UInt16, _ certificates: Certificates, _ proxy: FrameProxy, _ process: RigProcess) {
        (self.port, self.certificates, self.proxy, self.process) = (port, certificates, proxy, process)
    }

    deinit {
        process.send(SIGKILL)
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: certificates.directory)
    }

    var bootstrap: String { "127.0.0.1:\(port)" }

    /// librdkafka properties of a client that trusts the right authority.
    var clientSettings: [String: String] {
        ["security.protocol": "ssl", "ssl.ca.location": certificates.authority.path]
    }

    /// With a certificate of the client's own.
    var identifiedClientSettings: [String: String] {
        clientSettings.merging([
            "ssl.certificate.location": certificates.client.path, "ssl.key.location": certificates.clientKey.path,
        ]) { $1 }
    }

    func stop() async {
        await process.stop()
        proxy.stop()
    }
}
#endif
