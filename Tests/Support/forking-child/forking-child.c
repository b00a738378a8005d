/* Preloaded into the runner: when the file FORK_WHEN appears, the process forks a child that holds every descriptor it
 * inherited, does nothing, and ends after 20 s or when the file is gone again. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *wait_and_fork(void *path) {
    while (access(path, F_OK) != 0) usleep(5000);
    if (fork() == 0) {
        for (int turn = 0; turn < 2000 && access(path, F_OK) == 0; turn++) usleep(10000);
        _exit(0);
    }
    char done[4200];
    snprintf(done, sizeof done, "%s.done", (char *)path);
    FILE *file = fopen(done, "w");
    if (file) fclose(file);
    return NULL;
}

__attribute__((constructor)) static void begin(void) {
    /* Not in the guard, which inherits the environment. */
    char line[4096] = {0};
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t count = file ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file) fclose(file);
    const char *path = getenv("FORK_WHEN");
    if (!path || memmem(line, count, "\0guard\0", 7)) return;
    pthread_t thread;
    if (pthread_create(&thread, NULL, wait_and_fork, strdup(path)) == 0) pthread_detach(thread);
}
