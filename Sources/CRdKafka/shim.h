#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <sys/eventfd.h>

// Swift cannot call variadic functions: the one error and round-trip time a mock broker is to answer with next.
static inline rd_kafka_resp_err_t
crdkafka_mock_push_error(rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t api, rd_kafka_resp_err_t error,
                         int milliseconds) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api, 1, error, milliseconds);
}

// One request may stand ready behind the one under way. When that one ends the client (a fatal error), the ready one
// must not leave: this runs on the thread that reads answers, before it sends again, and throws the ready one away.
static rd_kafka_resp_err_t
crdkafka_on_acknowledgement(rd_kafka_t *client, rd_kafka_message_t *message, void *purged) {
    if (message->err && rd_kafka_fatal_error(client, NULL, 0) && !__atomic_exchange_n((int *)purged, 1, __ATOMIC_SEQ_CST))
        rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t
crdkafka_on_new(rd_kafka_t *client, const rd_kafka_conf_t *settings, void *purged, char *text, size_t size) {
    (void)settings, (void)text, (void)size;
    return rd_kafka_interceptor_add_on_acknowledgement(client, "order", crdkafka_on_acknowledgement, purged);
}

// `purged` must be 0 and outlive the client.
static inline rd_kafka_resp_err_t crdkafka_purge_when_fatal(rd_kafka_conf_t *settings, int *purged) {
    return rd_kafka_conf_interceptor_add_on_new(settings, "order", crdkafka_on_new, purged);
}
