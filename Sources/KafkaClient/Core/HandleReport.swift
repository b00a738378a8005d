#if Kafka
import CRdKafka
import Logging

/// Where a client's log lines, complaints and statistics go: swift-log and swift-metrics, never stderr.
struct HandleReport: Sendable {
    private let client: String
    private let logger: Logger
    private let statistics: StatisticsMetrics

    init(client: String, logger: Logger) {
        var logger = logger
        logger[metadataKey: "client"] = "\(client)"
        self.client = client
        self.logger = logger
        statistics = StatisticsMetrics(client: client)
    }

    /// One line of the library's log.
    func log(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var severity: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &severity) == 0, let text else { return }
        let name = facility.map { String(cString: $0) } ?? ""
        let line = LibraryText.plain(String(cString: text))
        logger.log(level: LibraryText.level(severity, facility: name), "\(line)", metadata: ["facility": "\(name)"])
    }

    /// A connection's complaint. The connection is tried again without end, so it is worth a notice and no more.
    func note(_ error: KafkaError) {
        logger.notice("\(error)", metadata: ["code": "\(error.code?.name ?? "")"])
    }

    /// One set of statistics.
    func count(_ event: OpaquePointer) {
        guard let text = rd_kafka_event_stats(event) else { return }
        do {
            try statistics.record(json: String(cString: text))
        } catch {
            logger.debug("The library's statistics could not be read.", metadata: ["reason": "\(error)"])
        }
    }
}
#endif
