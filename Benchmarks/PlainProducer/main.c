/*
 * A producer as small as one can write it in C: what KafkaClient is held against.
 *
 *     plain-producer SERVERS TOPIC COUNT RATE SIZE [PROPERTY=VALUE…]
 *
 * Sends COUNT messages of SIZE bytes, RATE a second (0: as fast as they are taken), waits for every report, and prints
 * one line of JSON: seconds from the first message to the last report, processor seconds of all threads in that time,
 * milliseconds from sending to report (percentiles; only with a RATE), and resident memory. One message goes ahead and is not counted.
 */
#ifdef KAFKA
#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

static double *sent, *waited; /* by message, in milliseconds; only when there is a rate: a clock costs time, too */
static int is_timed;
static atomic_long reported;
static atomic_int failures, is_over;

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double now(void) { return seconds(CLOCK_MONOTONIC) * 1e3; }

static void on_report(rd_kafka_t *client, const rd_kafka_message_t *message, void *nothing) {
    (void)client, (void)nothing;
    size_t place = (size_t)message->_private;
    if (message->err) failures++;
    if (is_timed) waited[place] = now() - sent[place];
    reported++;
}

static void *take_reports(void *client) {
    while (!is_over) rd_kafka_poll(client, 100);
    return NULL;
}

/* The same key and the same bytes as the other side sends. Waits while the library's queue is full. */
static int produce(rd_kafka_t *client, rd_kafka_topic_t *topic, const char *value, size_t size, size_t place) {
    while (1) {
        if (is_timed) sent[place] = now();
        rd_kafka_resp_err_t error = rd_kafka_producev(
            client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY("benchmark", 9), RD_KAFKA_V_VALUE((void *)value, size), RD_KAFKA_V_OPAQUE((void *)place),
            RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) return error;
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
}

static void sleep_until(double moment) {
    struct timespec time = {.tv_sec = (time_t)(moment / 1e3)};
    time.tv_nsec = (long)((moment - (double)time.tv_sec * 1e3) * 1e6);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static void wait_for(long count) {
    while (reported < count) nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
}

static int by_size(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double percentile(long count, int percent) { return waited[(count - 1) * percent / 100]; }

static rd_kafka_t *make_client(const char *servers, int count, char **properties) {
    char reason[512];
    rd_kafka_conf_t *settings = rd_kafka_conf_new();
    rd_kafka_conf_set(settings, "bootstrap.servers", servers, NULL, 0);
    for (int i = 0; i < count; i++) {
        char *value = strchr(properties[i], '=');
        if (!value) return NULL;
        *value++ = '\0';
        if (rd_kafka_conf_set(settings, properties[i], value, reason, sizeof reason) != RD_KAFKA_CONF_OK) {
            fprintf(stderr, "plain-producer: %s\n", reason);
            return NULL;
        }
    }
    rd_kafka_conf_set_dr_msg_cb(settings, on_report);
    return rd_kafka_new(RD_KAFKA_PRODUCER, settings, reason, sizeof reason);
}

static int send_all(rd_kafka_t *client, rd_kafka_topic_t *topic, long count, double rate, const char *value, size_t size) {
    double begin = now();
    for (long place = 0; place < count; place++) {
        if (rate > 0) sleep_until(begin + (double)place / rate * 1e3);
        if (produce(client, topic, value, size, (size_t)place)) return -1;
    }
    wait_for(count);
    return 0;
}

/* The most memory this process had at any time, in KiB. (getrusage would count what the parent had, too.) */
static long most_resident(void) {
    FILE *status = fopen("/proc/self/status", "r");
    char line[256];
    long resident = 0;
    while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld", &resident);
    if (status) fclose(status);
    return resident;
}

static void print(long count, double wall, double processor) {
    qsort(waited, (size_t)count, sizeof *waited, by_size);
    printf("{\"messages\":%ld,\"failures\":%d,\"seconds\":%.6f,\"processor_seconds\":%.6f,\"p50_ms\":%.4f,"
           "\"p95_ms\":%.4f,\"p99_ms\":%.4f,\"resident_kib\":%ld}\n",
           count, (int)failures, wall, processor, percentile(count, 50), percentile(count, 95),
           percentile(count, 99), most_resident());
}

int main(int words, char **word) {
    if (words < 6) {
        fprintf(stderr, "usage: plain-producer SERVERS TOPIC COUNT RATE SIZE [PROPERTY=VALUE...]\n");
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* without its brokers it would wait for ever */
    long count = atol(word[3]);
    size_t size = (size_t)atol(word[5]);
    rd_kafka_t *client = make_client(word[1], words - 6, word + 6);
    char *value = malloc(size + 1);
    sent = calloc((size_t)count + 1, sizeof *sent), waited = calloc((size_t)count + 1, sizeof *waited);
    if (!client || count < 1 || !value || !sent || !waited) return 1;
    memset(value, 'x', size);
    is_timed = atof(word[4]) > 0;
    pthread_t reports;
    pthread_create(&reports, NULL, take_reports, client);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, word[2], NULL);
    if (!topic || produce(client, topic, value, size, 0)) return 1;
    wait_for(1);
    reported = 0;
    double wall = now(), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    if (send_all(client, topic, count, atof(word[4]), value, size)) return 1;
    print(count, (now() - wall) / 1e3, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
    is_over = 1;
    pthread_join(reports, NULL);
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(client);
    return failures ? 1 : 0;
}
#else
#include <stdio.h>

int main(void) {
    fprintf(stderr, "plain-producer: built without Kafka\n");
    return 2;
}
#endif
