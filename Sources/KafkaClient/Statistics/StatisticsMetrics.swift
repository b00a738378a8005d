#if Kafka
import FoundationEssentials
import Metrics

/// A client's statistics as gauges of swift-metrics, labelled `kafka_…` with the dimension `client`.
///
/// The library counts totals since its start; they are recorded as they are.
struct StatisticsMetrics: Sendable {
    private let client: String

    init(client: String) { self.client = client }

    /// Records one set, as `STATISTICS.md` of librdkafka describes it.
    func record(json: String) throws {
        let statistics = try JSONDecoder().decode(Statistics.self, from: FoundationEssentials.Data(json.utf8))
        for (label, value) in statistics.totals { gauge(label, []).record(value) }
        for broker in statistics.brokers.values where broker.nodeid >= 0 {
            for (label, value) in broker.figures { gauge(label, [("broker", "\(broker.nodeid)")]).record(value) }
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> Gauge {
        Gauge(label: "kafka_\(label)", dimensions: [("client", client)] + dimensions)
    }
}

/// The part of the library's statistics that is passed on; names as the library writes them.
private struct Statistics: Decodable {
    struct RoundTrip: Decodable {
        let avg: Int64
        let p99: Int64
    }

    struct Broker: Decodable {
        let nodeid: Int32
        let outbuf_cnt: Int64
        let waitresp_cnt: Int64
        let txerrs: Int64
        let txretries: Int64
        let req_timeouts: Int64
        let rtt: RoundTrip

        var figures: [(String, Int64)] {
            [
                ("requests_waiting", outbuf_cnt), ("requests_in_flight", waitresp_cnt), ("send_errors", txerrs),
                ("send_retries", txretries), ("request_timeouts", req_timeouts),
                ("round_trip_average_us", rtt.avg), ("round_trip_p99_us", rtt.p99),
            ]
        }
    }

    let msg_cnt: Int64
    let msg_size: Int64
    let txmsgs: Int64
    let txmsg_bytes: Int64
    let rxmsgs: Int64
    let rxmsg_bytes: Int64
    let brokers: [String: Broker]

    var totals: [(String, Int64)] {
        [
            ("queued_messages", msg_cnt), ("queued_bytes", msg_size), ("sent_messages", txmsgs),
            ("sent_bytes", txmsg_bytes), ("received_messages", rxmsgs), ("received_bytes", rxmsg_bytes),
        ]
    }
}
#endif
