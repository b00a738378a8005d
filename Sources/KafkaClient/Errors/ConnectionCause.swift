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
        let place = LibraryText.plain(text).split(separator: ": ", maxSplits: 1).first ?? ""
        let address = place.firstRange(of: "://").map { place[$0.upperBound...] } ?? place
        let server = address.split(separator: "/").first.map { String($0) }.flatMap { name in
            try? KafkaServer(name)  // what is no address is prose, and names no server
        }
        self = .connection(code, server: server?.description, cause: ConnectionCause(code, text: text))
    }
}
#endif
