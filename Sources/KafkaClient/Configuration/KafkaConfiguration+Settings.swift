#if Kafka
extension KafkaConfiguration {
    /// True when an override lets a broker confirm what its replicas do not have yet: what it confirms can be lost.
    public var voidsAcknowledgement: Bool {
        guard let acks = properties["acks"] ?? properties["request.required.acks"] else { return false }
        return acks != "all" && acks != "-1"
    }

    /// False when an override switched the producer's idempotence off: retries may then duplicate and reorder.
    public var isIdempotent: Bool {
        guard let chosen = properties["enable.idempotence"] else { return !voidsAcknowledgement }
        return chosen == "true"
    }

    /// The protocol that holds after the overrides.
    var effectiveSecurity: String { (properties["security.protocol"] ?? security.rawValue).uppercased() }

    /// What is set for a role before the overrides, in order.
    func settings(for role: Handle.Role) -> [(name: String, value: String)] {
        common + securitySettings + (role == .producer ? producerSettings : [])
    }

    private var common: [(String, String)] {
        var settings = [
            ("bootstrap.servers", servers.map(\.description).joined(separator: ",")), ("client.id", clientID),
            // The default of 10 s kept the first message after an outage waiting for 8 s; with 1 s it is 0.5 s.
            ("reconnect.backoff.ms", "50"), ("reconnect.backoff.max.ms", "1000"),
        ]
        if let statisticsInterval {
            settings.append(("statistics.interval.ms", "\(statisticsInterval.milliseconds)"))
        }
        return settings
    }

    private var securitySettings: [(String, String)] {
        var settings = [("security.protocol", security.rawValue)]
        if let sasl {
            settings += [
                ("sasl.mechanisms", sasl.mechanism.rawValue), ("sasl.username", sasl.username),
                ("sasl.password", sasl.password.revealed),
            ]
        }
        settings += [
            ("ssl.ca.location", authorityFile), ("ssl.certificate.location", certificateFile),
            ("ssl.key.location", keyFile), ("ssl.key.password", keyPassword?.revealed),
        ].compactMap { name, value in value.map { (name, $0) } }
        return settings
    }

    private var producerSettings: [(String, String)] {
        guard isIdempotent else { return [("message.timeout.ms", "0")] + presetSettings }
        return [("enable.idempotence", "true"), ("acks", "all"), ("message.timeout.ms", "0")] + presetSettings + order
    }

    /// Three things together send nothing behind a message that was refused: one request at a time; a fatal error at
    /// the first refusal, so that no further request is made; and `crdkafka_purge_when_fatal`, which throws away the
    /// one request that may stand ready (the library makes it when fewer than five messages are under way).
    ///
    /// Measured against brokers in the process, refusals amid some hundred messages, sent again from the first that was
    /// not delivered: order broken in 0 of 216 runs as here, in 2 of 80 with five requests at a time, in 3 of 3 without
    /// the purge, in 20 of 20 without the fatal error.
    private var order: [(String, String)] {
        preset == .reliable ? [("max.in.flight", "1"), ("enable.gapless.guarantee", "true")] : []
    }

    private var presetSettings: [(String, String)] {
        switch preset {
        // With one request at a time, what comes meanwhile gathers for the next: no timer is needed. Measured against
        // brokers in the process: batches of 100 get through ten times as fast as with the default of 5 ms.
        case .reliable: [("linger.ms", "0")]
        case .throughput: [("compression.codec", "lz4"), ("linger.ms", "20"), ("batch.size", "4000000")]
        case .lowLatency: [("linger.ms", "0")]
        }
    }
}
#endif
