#if Kafka
import CRdKafka

/// Brokers inside this process, for tests: other processes can connect too.
///
/// They keep at most 5 MiB or 100 000 message sets per partition and drop the oldest, know no login and no encryption,
/// and serve no administration: create topics with ``create(topic:partitions:)``, or let them create themselves with
/// four partitions.
package final class MockCluster: @unchecked Sendable {
    // @unchecked: the library hands every call to the cluster's own thread; the pointers never change.

    /// The requests that errors can be pushed for; raw values are Kafka's API keys.
    package enum Request: Int16, Sendable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case offsetCommit = 8
        case offsetFetch = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case syncGroup = 14
        case initProducerID = 22
    }

    /// Addresses for a client, `HOST:PORT,…`.
    package let servers: String
    /// Broker ids, from 1.
    package let brokers: ClosedRange<Int32>
    private let client: OpaquePointer
    private let cluster: OpaquePointer

    /// Starts the brokers on free ports of the loopback.
    package init(brokers count: Int32 = 1) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        let settings = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(settings) { _, _, _, _ in }
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &text, text.count) else {
            rd_kafka_conf_destroy(settings)
            throw .outOfDescriptors
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, count) else {
            rd_kafka_destroy(client)
            throw .outOfDescriptors
        }
        self.client = client
        self.cluster = cluster
        brokers = 1...count
        servers = rd_kafka_mock_cluster_bootstraps(cluster).map { String(cString: $0) } ?? ""
    }

    deinit {
        nonisolated(unsafe) let (client, cluster) = (client, cluster)
        startThread {
            rd_kafka_mock_cluster_destroy(cluster)
            rd_kafka_destroy(client)
        }
    }

    /// A configuration that leads here.
    package var configuration: KafkaConfiguration {
        get throws(KafkaError) { try KafkaConfiguration(servers: servers) }
    }

    /// Makes a topic.
    package func create(topic: String, partitions: Int32 = 1) {
        rd_kafka_mock_topic_create(cluster, topic, partitions, Int32(min(3, brokers.count)))
    }

    /// Lets each of the next requests of a kind fail with its error, in order, whichever broker gets it.
    package func push(_ errors: [KafkaErrorCode], for request: Request = .produce) {
        let errors = errors.map(\.native)
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// Lets the next request of a kind at one broker fail with `error` after `delay`; ``KafkaErrorCode/none``: succeed.
    ///
    /// A request that succeeds is carried out at once; only its answer waits. A delay beyond `socket.timeout.ms` is
    /// thus an acknowledgement that is lost. These brokers do not recognise the retry: it is stored a second time.
    package func push(
        _ error: KafkaErrorCode, after delay: Duration, broker: Int32 = 1, for request: Request = .produce
    ) {
        _ = crdkafka_mock_push_error(cluster, broker, request.rawValue, error.native, delay.milliseconds)
    }

    /// Forgets every pushed error of a kind.
    package func clearErrors(for request: Request = .produce) {
        rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
    }

    /// Lets metadata requests for a topic answer with an error; ``KafkaErrorCode/none`` ends that.
    package func setError(_ error: KafkaErrorCode, topic: String) {
        rd_kafka_mock_topic_set_error(cluster, topic, error.native)
    }

    /// Closes a broker's port and connections.
    package func down(broker: Int32 = 1) { rd_kafka_mock_broker_set_down(cluster, broker) }

    /// Opens a broker's port again.
    package func up(broker: Int32 = 1) { rd_kafka_mock_broker_set_up(cluster, broker) }

    /// How long a broker takes to answer.
    package func setRoundTrip(_ time: Duration, broker: Int32 = 1) {
        rd_kafka_mock_broker_set_rtt(cluster, broker, time.milliseconds)
    }
}
#endif
