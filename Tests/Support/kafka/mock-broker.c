/*
 * librdkafka's mock cluster as a program of its own, so that other programs can be tested against its faults.
 *
 * The first line it prints is the bootstrap address. Then it obeys lines, and answers each with "ok" or "error …":
 *
 *     topic NAME PARTITIONS           make a topic (admin requests are not served by the mock)
 *     errors APIKEY CODE COUNT        the next COUNT requests of that kind get this error code (-195: cut the connection)
 *     clear                           forget all such errors
 *     refuse NAME CODE                the topic answers every produce with this code until it is 0
 *     down N | up N                   broker N stops listening and drops its clients | is back
 *     rtt MS                          every answer of every broker takes this long
 *
 * It ends at the end of its input. For tests only.
 *
 *     cc -o mock-broker mock-broker.c $(pkg-config --cflags --libs rdkafka)
 */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { last_api_key = 100, most_errors = 10000 };

static int push_errors(rd_kafka_mock_cluster_t *cluster, int api_key, int code, int count) {
    if (count < 1 || count > most_errors) return -1;
    rd_kafka_resp_err_t errors[most_errors];
    for (int i = 0; i < count; i++) errors[i] = (rd_kafka_resp_err_t)code;
    rd_kafka_mock_push_request_errors_array(cluster, (int16_t)api_key, (size_t)count, errors);
    return 0;
}

static int set_rtt(rd_kafka_mock_cluster_t *cluster, int brokers, int milliseconds) {
    for (int broker = 1; broker <= brokers; broker++)
        if (rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds) != RD_KAFKA_RESP_ERR_NO_ERROR) return -1;
    return 0;
}

/* 0 when the line was understood and done. */
static int obey(rd_kafka_mock_cluster_t *cluster, int brokers, const char *line) {
    char name[250];
    int a, b, c;
    if (sscanf(line, "topic %249s %d", name, &a) == 2) return rd_kafka_mock_topic_create(cluster, name, a, 1);
    if (sscanf(line, "errors %d %d %d", &a, &b, &c) == 3) return push_errors(cluster, a, b, c);
    if (sscanf(line, "refuse %249s %d", name, &a) == 2) {
        rd_kafka_mock_topic_set_error(cluster, name, (rd_kafka_resp_err_t)a);
        return 0;
    }
    if (sscanf(line, "down %d", &a) == 1) return rd_kafka_mock_broker_set_down(cluster, a);
    if (sscanf(line, "up %d", &a) == 1) return rd_kafka_mock_broker_set_up(cluster, a);
    if (sscanf(line, "rtt %d", &a) == 1) return set_rtt(cluster, brokers, a);
    if (strcmp(line, "clear\n") == 0) {
        for (int16_t key = 0; key <= last_api_key; key++) rd_kafka_mock_clear_request_errors(cluster, key);
        return 0;
    }
    return -1;
}

int main(int count, char **words) {
    int brokers = count > 1 ? atoi(words[1]) : 1;
    char reason[512], line[512];
    rd_kafka_t *handle = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), reason, sizeof reason);
    rd_kafka_mock_cluster_t *cluster = handle ? rd_kafka_mock_cluster_new(handle, brokers) : NULL;
    if (!cluster) {
        fprintf(stderr, "mock-broker: no cluster of %d brokers\n", brokers);
        return 1;
    }
    printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    while (fgets(line, sizeof line, stdin)) {
        int failure = obey(cluster, brokers, line);
        if (failure)
            printf("error %d: %s", failure, line);
        else
            printf("ok\n");
        fflush(stdout);
    }
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
    return 0;
}
