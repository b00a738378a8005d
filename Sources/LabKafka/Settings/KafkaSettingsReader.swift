#if Kafka
import KafkaClient
import LabValues

/// Makes a client's configuration of settings, and finds the setting behind a client's complaint.
struct KafkaSettingsReader {
    private let settings: Settings

    init(_ settings: Settings) { self.settings = settings }

    func configuration(_ servers: String) throws -> KafkaConfiguration {
        var configuration: KafkaConfiguration
        do { configuration = try KafkaConfiguration(servers: servers) } catch {
            throw KafkaFault.address(text: "kafka:\(servers)", error)
        }
        configuration.preset = try choice(KafkaKeys.preset) ?? .reliable
        configuration.profile = try choice(KafkaKeys.profile) ?? .development
        configuration.security = try choice(KafkaKeys.securityProtocol) ?? .plaintext
        configuration.sasl = try credentials()
        configuration.authorityFile = try settings.text(KafkaKeys.caFile)
        configuration.certificateFile = try settings.text(KafkaKeys.certificateFile)
        configuration.keyFile = try settings.text(KafkaKeys.keyFile)
        configuration.keyPassword = try settings.secret(KafkaKeys.keyPassword, orIn: KafkaKeys.keyPasswordFile)
            .map { Secret($0) }
        configuration.clientID = try settings.text(KafkaKeys.clientName) ?? "lab-runner"
        for (name, value) in settings.entries(of: KafkaKeys.properties) {
            configuration.properties[name] = value.text
        }
        return configuration
    }

    func layout() throws -> TopicLayout {
        TopicLayout(
            events: try topic(KafkaKeys.eventsTopic), data: try topic(KafkaKeys.dataTopic),
            commands: try topic(KafkaKeys.commandsTopic), replies: try topic(KafkaKeys.repliesTopic),
            arrangement: try choice(KafkaKeys.topicLayout) ?? .perKind)
    }

    /// Nil when missing topics are not to be created.
    func creation(_ profile: KafkaConfiguration.Profile) throws -> TopicCreation? {
        let creation = TopicCreation(
            partitions: try settings.integer(KafkaKeys.partitions) ?? 1,
            replicationFactor: try settings.integer(KafkaKeys.replicationFactor))
        return try settings.flag(KafkaKeys.createTopics) ?? (profile == .development) ? creation : nil
    }

    func notices(_ configuration: KafkaConfiguration) -> [String] {
        if configuration.voidsAcknowledgement {
            return [
                "\(place("acks")) lets a broker confirm messages that its replicas do not have: "
                    + "what Kafka confirms can then be lost; only acks=all keeps every message."
            ]
        }
        if !configuration.isIdempotent {
            return ["\(place("enable.idempotence")) lets messages arrive twice and out of order after a failure."]
        }
        return []
    }

    private func credentials() throws -> KafkaConfiguration.SASLCredentials? {
        let password = try settings.secret(KafkaKeys.password, orIn: KafkaKeys.passwordFile).map { Secret($0) }
        guard let username = try settings.text(KafkaKeys.username) else {
            guard password == nil else {
                throw SettingFault.missing(key: KafkaKeys.username.name, why: "a password is given, but nobody’s")
            }
            return nil
        }
        guard let password else {
            throw SettingFault.missing(
                key: KafkaKeys.passwordFile.name, why: "\(KafkaKeys.username.name) needs a password")
        }
        return .init(try choice(KafkaKeys.saslMechanism) ?? .plain, username: username, password: password)
    }

    private func topic(_ key: SettingKey) throws -> TopicName? {
        guard let text = try settings.text(key) else { return nil }
        guard let name = TopicName(text) else {
            throw SettingFault.malformed(
                key: key.name, source: settings[key]?.source ?? "", text: text,
                expected: "the name of a topic: up to \(TopicName.longest) of A–Z a–z 0–9 . _ -")
        }
        return name
    }

    private func choice<Choice: RawRepresentable<String>>(_ key: SettingKey) throws -> Choice? {
        try settings.text(key).flatMap(Choice.init(rawValue:))
    }
}

extension KafkaSettingsReader {
    /// The setting behind what a client complains of.
    func fault(_ error: KafkaError) -> any LabFault {
        switch error {
        case .noServers, .badServer: KafkaFault.cluster(error)
        case .unknownProperty(let name, let nearest):
            SettingFault.unknown(
                key: full(name), source: source(of: full(name)) ?? "", nearest: nearest.map { full($0) })
        case .invalidProperty(let property, _, _), .productionNeedsVerification(let property),
            .unreadableFile(let property, _, _):
            fault(about: property, error)
        case .productionNeedsEncryption, .credentialsUnused: fault(about: "security.protocol", error)
        case .credentialsMissing: fault(about: "sasl.username", error)
        case .secretFile: fault(about: "sasl.password", error)
        case .conflict(let reason): fault(ofFile: reason) ?? KafkaFault.setting(key: "kafka", source: anySource, error)
        default: KafkaFault.setting(key: "kafka", source: anySource, error)
        }
    }

    /// The library reads certificates and keys only when it makes a client: `ssl.ca.location failed: …`.
    private func fault(ofFile reason: String) -> KafkaFault? {
        guard let property = Self.keys.keys.first(where: { reason.hasPrefix("\($0) failed") }) else { return nil }
        let path = settings.values[full(property)]?.text ?? Self.keys[property].flatMap { settings[$0]?.text } ?? ""
        return fault(
            about: property,
            .invalidProperty(property, value: path, reason: "that file holds nothing in PEM form that can be used"))
    }

    private func fault(about property: String, _ error: KafkaError) -> KafkaFault {
        let overriding = full(property)
        if let source = source(of: overriding) { return .setting(key: overriding, source: source, error) }
        let key = Self.keys[property]
        return .setting(key: key?.name ?? overriding, source: key.flatMap { settings[$0]?.source }, error)
    }

    /// Where a property is written, for the beginning of a sentence.
    private func place(_ property: String) -> String {
        "\(full(property)) (\(source(of: full(property)) ?? anySource ?? "the configuration"))"
    }

    private func full(_ property: String) -> String { "\(KafkaKeys.properties.name).\(property)" }
    private func source(of name: String) -> String? { settings.values[name]?.source }

    /// Where anything about Kafka is written, when a complaint names no setting.
    private var anySource: String? {
        settings.values.filter { $0.key.hasPrefix("kafka.") }.min { $0.key < $1.key }?.value.source
    }

    private static let keys: [String: SettingKey] = [
        "security.protocol": KafkaKeys.securityProtocol, "sasl.mechanisms": KafkaKeys.saslMechanism,
        "sasl.username": KafkaKeys.username, "sasl.password": KafkaKeys.passwordFile,
        "ssl.ca.location": KafkaKeys.caFile, "ssl.certificate.location": KafkaKeys.certificateFile,
        "ssl.key.location": KafkaKeys.keyFile, "ssl.key.password": KafkaKeys.keyPasswordFile,
        "client.id": KafkaKeys.clientName,
    ]
}
#endif
