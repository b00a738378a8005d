#if Kafka
import Glibc

extension KafkaError: CustomStringConvertible {
    /// One sentence with what to do next.
    public var description: String {
        switch self {
        case .noServers: "No Kafka server is given: name at least one as HOST:PORT."
        case .badServer(let text): "“\(text)” is not a Kafka server: write HOST:PORT, with the port from 1 to 65535."
        case .unknownProperty(let name, let nearest):
            "librdkafka knows no property “\(name)”\(nearest.map { ": did you mean “\($0)”?" } ?? ".")"
        case .invalidProperty(let name, let value, let reason): Self.told(name, value, reason)
        case .conflict(let reason): "The Kafka configuration contradicts itself: \(reason)."
        case .productionNeedsEncryption(let found):
            "The profile “production” needs the security protocol SASL_SSL, not \(found)."
        case .productionNeedsVerification(let property):
            "The profile “production” verifies brokers: remove the property “\(property)”."
        case .credentialsMissing(let found): "\(found) needs a user name and a password: none are given."
        case .credentialsUnused(let found): "A user name is given, but \(found) has no login: choose SASL_SSL."
        case .unreadableFile(let property, let path, let number):
            "The file \(path) of “\(property)” cannot be read: \(Self.reason(number))."
        case .secretFile(let path, let fault): "The secret file \(path) \(fault.told)."
        case .outOfDescriptors: "The system gives this process no more descriptors: raise its limit (ulimit -n)."
        default: runtimeDescription
        }
    }

    private var runtimeDescription: String {
        switch self {
        case .connection(let code, let server, let cause): cause.told(server ?? "The Kafka server", code)
        case .noAnswer(let limit): "Kafka did not answer within \(limit.told): check that HOST:PORT leads to a broker."
        case .refused(let code, let subject): code.told(subject)
        case .fatal(let code): "The Kafka client had to be replaced after \(code.name): it tries again by itself."
        case .closed: "The Kafka client is closed."
        case .cancelled: "The wait for Kafka was cancelled: what was sent may still arrive."
        default: "Kafka failed."
        }
    }

    private static func told(_ name: String, _ value: String?, _ reason: String?) -> String {
        guard let value else { return "The value of “\(name)” is not accepted; it is not shown, being a secret." }
        return "“\(value)” is not a value for “\(name)”\(reason.map(because) ?? "")."
    }

    /// The library's reason, without its own name of the property and without what was said before.
    private static func because(_ reason: String) -> String {
        if let words = reason.firstRange(of: "outside allowed range ") {
            let bounds = reason[words.upperBound...].split(separator: "..")
            if bounds.count == 2 { return ": it goes from \(bounds[0]) to \(bounds[1])" }
        }
        return reason.hasPrefix("Invalid value") ? "" : ": \(reason)"
    }

    fileprivate static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
}

extension Duration {
    /// `10 s`, `250 ms`.
    fileprivate var told: String {
        let milliseconds = self / .milliseconds(1)
        return milliseconds < 1000 ? "\(Int(milliseconds)) ms" : "\(Int((milliseconds / 1000).rounded())) s"
    }
}

extension SecretFileFault {
    fileprivate var told: String {
        switch self {
        case .unreadable(let number): "cannot be read: \(KafkaError.reason(number))"
        case .notAFile: "is not a regular file"
        case .openToOthers(let mode):
            "can be read or changed by others (mode \(String(mode, radix: 8))): run chmod 600 on it"
        case .tooLarge: "is larger than 64 KiB"
        case .notText: "does not hold text"
        case .empty: "is empty"
        }
    }
}

extension ConnectionCause {
    fileprivate func told(_ server: String, _ code: KafkaErrorCode) -> String {
        switch self {
        case .nameUnknown: "The name of \(server) is not known here: check its spelling and the name server."
        case .refused: "\(server) refused the connection: check that the broker runs and that the port is right."
        case .certificate: "The certificate of \(server) could not be verified: name its authority’s file as CA."
        case .encryption: "No encrypted connection to \(server) came about: check that this port expects TLS."
        case .credentials: "\(server) did not accept the user name and password: check both and the mechanism."
        case .broken:
            "The connection to \(server) broke (\(code.name)): check the address, the security protocol, and whether "
                + "the broker wants a certificate of this client."
        }
    }
}

extension KafkaErrorCode {
    fileprivate func told(_ subject: String?) -> String {
        let name = subject.map { "“\($0)”" } ?? "it"
        return switch self {
        case .unknownTopic, .unknownTopicOrPartition:
            "The topic \(name) is not there: create it, or correct its name."
        case .unknownPartition: "The topic \(name) has no such partition: ask for its partitions again."
        case .topicAuthorizationFailed: "This user may not use the topic \(name): ask for an ACL that allows it."
        case .groupAuthorizationFailed: "This user may not use the group \(name): ask for an ACL that allows it."
        case .clusterAuthorizationFailed: "This user may not do that on the cluster: ask for an ACL that allows it."
        case .messageTooLarge: "A message is larger than \(name) takes: raise max.message.bytes or send less."
        case .authentication, .saslAuthenticationFailed:
            "Kafka did not accept the user name and password: check both and the mechanism."
        case .topicExists: "The topic \(name) is there already."
        default: "Kafka answered \(self.name) (\(rawValue))\(subject.map { " for “\($0)”" } ?? "")."
        }
    }
}
#endif
