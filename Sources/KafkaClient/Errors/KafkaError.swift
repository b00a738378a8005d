#if Kafka
/// What can go wrong with a cluster or its configuration, with the facts and without a secret.
public enum KafkaError: Error, Sendable, Hashable {
    // The configuration.
    case noServers
    /// Not HOST:PORT.
    case badServer(String)
    case unknownProperty(String, nearest: String?)
    /// The value and the reason are nil when the property holds a secret.
    case invalidProperty(String, value: String?, reason: String?)
    /// Properties that exclude each other, or a file the library cannot use; the text is the library's.
    case conflict(String)
    case productionNeedsEncryption(String)
    /// The property that switches verification off.
    case productionNeedsVerification(String)
    case credentialsMissing(String)
    case credentialsUnused(String)
    case unreadableFile(property: String, path: String, number: Int32)
    case secretFile(path: String, fault: SecretFileFault)

    // The cluster.
    /// A connection did not come about or broke; `server` where the library names it.
    case connection(KafkaErrorCode, server: String?, cause: ConnectionCause)
    /// Nothing answered in time, and no connection told why.
    case noAnswer(within: Duration)
    /// A broker's or the library's answer; `subject` is the topic or group it is about.
    case refused(KafkaErrorCode, subject: String?)
    /// This client can be used no more; a new one is needed.
    case fatal(KafkaErrorCode)

    // This end.
    case closed
    case cancelled
    case outOfDescriptors

    /// The number behind it, where there is one.
    public var code: KafkaErrorCode? {
        switch self {
        case .connection(let code, _, _), .refused(let code, _), .fatal(let code): code
        default: nil
        }
    }

    /// True when the same call may succeed later without anything being changed at this end.
    public var isRetriable: Bool {
        switch self {
        case .connection(_, _, let cause): cause.passes
        case .noAnswer: true
        case .refused(let code, _): code.isRetriable
        default: false
        }
    }

    /// True when the fault lies in the message itself, so that it would fail alone too.
    public var isAboutOneMessage: Bool {
        if case .refused(let code, _) = self { return code.isAboutOneMessage }
        return false
    }

    /// True when the client can be used no more.
    public var isFatal: Bool {
        if case .fatal = self { return true }
        return false
    }
}
#endif
