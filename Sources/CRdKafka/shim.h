#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <sys/eventfd.h>

// Swift cannot call variadic functions: the one error and round-trip time a mock broker is to answer with next.
static inline rd_kafka_resp_err_t
crdkafka_mock_push_error(rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api, rd_kafka_resp_err_t error,
                         int milliseconds) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api, 1, error, milliseconds);
}
