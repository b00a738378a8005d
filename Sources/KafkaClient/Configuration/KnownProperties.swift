#if Kafka
import CRdKafka

/// The names the library knows, for suggestions, and which of them hold secrets.
enum KnownProperties {
    /// Names that the library takes but does not list, being second names of listed ones.
    private static let aliases = [
        "acks", "bootstrap.servers", "linger.ms", "delivery.timeout.ms", "max.in.flight", "sasl.mechanism", "retries",
        "compression.type", "fetch.wait.max.ms",
    ]

    /// Every name, as `rd_kafka_conf_dump` tells them.
    static let names: [String] = {
        let global = rd_kafka_conf_new()
        let topic = rd_kafka_topic_conf_new()
        defer {
            rd_kafka_conf_destroy(global)
            rd_kafka_topic_conf_destroy(topic)
        }
        var count = 0
        let first = names(in: rd_kafka_conf_dump(global, &count), count)
        return first + names(in: rd_kafka_topic_conf_dump(topic, &count), count) + aliases
    }()

    /// The known name that is nearest to a wrong one, when it is near enough to be meant.
    static func nearest(to wrong: String) -> String? {
        guard wrong.utf8.count <= 100 else { return nil }
        let limit = max(2, wrong.utf8.count / 3)
        let ranked = names.map { (name: $0, distance: distance($0, wrong)) }.min { $0.distance < $1.distance }
        return ranked.flatMap { $0.distance <= limit ? $0.name : nil }
    }

    /// True when the value must never be shown.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["password", "secret", "token", "pem", "ssl_key", "ssl.key", "oauthbearer", "jaas"]
            .contains { name.contains($0) } && !name.hasSuffix(".location")
    }

    private static func names(in list: UnsafeMutablePointer<UnsafePointer<CChar>?>?, _ count: Int) -> [String] {
        guard let list else { return [] }
        defer { rd_kafka_conf_dump_free(list, count) }
        return stride(from: 0, to: count, by: 2).compactMap { list[$0].map { String(cString: $0) } }
    }

    /// Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let above = row[column + 1]
                row[column + 1] = min(above + 1, row[column] + 1, diagonal + (byte == right[column] ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
#endif
