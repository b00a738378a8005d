#if Kafka
import CRdKafka
import Logging
import Testing

@testable import KafkaClient

@Suite(.timeLimit(.minutes(2)))
struct HandleTests {
    @Test func `a client reaches the brokers and is destroyed when it is let go`() async throws {
        let cluster = try MockCluster()
        cluster.create(topic: "points", partitions: 3)
        var handle: Handle? = try Handle(.producer, cluster.configuration, logger: .silent)
        let count = await handle?.useOnOwnThread { client in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            guard rd_kafka_metadata(client, 1, nil, &metadata, 10_000) == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata
            else { return Int32(-1) }
            defer { rd_kafka_metadata_destroy(metadata) }
            return metadata.pointee.topic_cnt
        }
        #expect(count == 1)
        let destroyed = try #require(handle?.destroyed)
        handle = nil
        #expect(await onOwnThread { destroyed.wait(for: .seconds(20)) })
    }

    @Test func `a refused connection is told in plain words`() async throws {
        let log = LineLog()
        let handle = try Handle(.producer, KafkaConfiguration(servers: "127.0.0.1:1"), logger: log.logger)
        #expect(await log.line { $0.contains("refused the connection") } != nil)
        #expect(handle.lastTrouble?.description.contains("127.0.0.1:1 refused the connection") == true)
        #expect(log.lines.allSatisfy { !$0.contains("security.protocol") })
    }
}
#endif
