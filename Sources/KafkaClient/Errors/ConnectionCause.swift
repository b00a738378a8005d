#if Kafka
/// Why a connection failed, as far as the library's code and words tell.
public enum ConnectionCause: Sendable, Hashable {
    case nameUnknown
    case refused
    case certificate
    case encryption
    case credentials
    case broken

    /// True when waiting may help.
    var passes: Bool { self == .nameUnknown || self == .refused || self == .broken }

    init(_ code: KafkaErrorCode, text: String) {
        let text = text.lowercased()
        self =
            switch code {
            case .resolve: .nameUnknown
            case .ssl: text.contains("certificate") ? .certificate : .encryption
            case .authentication, .saslAuthenticationFailed: .credentials
            default: text.contains("connection refused") ? .refused : .broken
            }
    }
}

extension KafkaError {
    /// A complaint of a connection: `text` is the library's, `HOST:PORT/NODE: what`.
    init(connection code: KafkaErrorCode, text: String) {
        let parts = LibraryText.plain(text).split(separator: ": ", maxSplits: 1)
        var server = parts.first.flatMap { $0.split(separator: "/").first }.map { String($0) }
        if let name = server, let scheme = name.firstRange(of: "://") { server = String(name[scheme.upperBound...]) }
        if server?.contains(":") != true || server?.contains(" ") == true { server = nil }
        self = .connection(code, server: server, cause: ConnectionCause(code, text: text))
    }
}
#endif
