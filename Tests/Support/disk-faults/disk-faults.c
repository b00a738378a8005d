/*
 * Makes the disk go wrong below chosen paths, while a program runs. Preloaded; for tests only.
 *
 * DISK_FAULTS names a control file. It is read again whenever it has changed; each line of it is one fault:
 *
 *     OPERATION EIO|ENOSPC|EROFS|EDQUOT [PATH]    the call fails with this error
 *     OPERATION stall SECONDS [PATH]              the call waits first, or until the line is gone
 *     write short [PATH]                          only half of the bytes are written, as on a disk that is just full
 *
 * OPERATION is open (for writing), write (also pwrite, writev, pwritev), fsync, fdatasync, ftruncate, fallocate, rename,
 * unlink, mkdir, or all. A fault holds for files whose path contains PATH, or else what DISK_FAULTS_PATH says; which file
 * a descriptor belongs to is asked of the kernel, so also after dup, rename and a relative open. Each hit is told in one
 * line of the file named like the control file with ".hits" after it: "OPERATION FAULT PATH".
 *
 * Not seen: memory maps (SQLite's -shm), what the C library does for itself (fopen, mkstemp: the opening; fwrite: all),
 * io_uring, and programs that call the kernel without the C library.
 *
 *     cc -shared -fPIC -o disk-faults.so disk-faults.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { most_rules = 16, path_size = PATH_MAX + 16 };
struct rule {
    char operation[16], fault[16], path[256];
    double seconds;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct rule rules[most_rules];
static int rule_count;
static struct stat seen;

/* One line of the control file; false when it is no fault. */
static bool parse(const char *line, struct rule *rule) {
    const char *everywhere = getenv("DISK_FAULTS_PATH");
    memset(rule, 0, sizeof *rule);
    snprintf(rule->path, sizeof rule->path, "%s", everywhere ? everywhere : "");
    if (sscanf(line, "%15s stall %lf %255s", rule->operation, &rule->seconds, rule->path) >= 2) {
        strcpy(rule->fault, "stall");
        return true;
    }
    return sscanf(line, "%15s %15s %255s", rule->operation, rule->fault, rule->path) >= 2;
}

/* Reads the control file again when it has changed. The lock is held; the C library's own read is not intercepted. */
static void refresh(const char *control) {
    struct stat now;
    if (stat(control, &now) != 0) {
        rule_count = 0;
        memset(&seen, 0, sizeof seen);
        return;
    }
    if (now.st_ino == seen.st_ino && now.st_size == seen.st_size && now.st_mtim.tv_sec == seen.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == seen.st_mtim.tv_nsec)
        return;
    char text[4096];
    int file = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    ssize_t length = read(file, text, sizeof text - 1);
    syscall(SYS_close, file);
    if (length < 0) return;
    text[length] = 0;
    seen = now;
    rule_count = 0;
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n")) && rule_count < most_rules)
        if (parse(line, &rules[rule_count])) rule_count++;
}

/* The fault that holds for an operation on a path, if any. */
static bool find(const char *operation, const char *path, struct rule *found) {
    const char *control = getenv("DISK_FAULTS");
    if (!control) return false;
    bool hit = false;
    int before = errno;
    pthread_mutex_lock(&lock);
    refresh(control);
    for (int i = 0; i < rule_count && !hit; i++) {
        struct rule *rule = &rules[i];
        hit = (!strcmp(rule->operation, operation) || !strcmp(rule->operation, "all")) && rule->path[0] &&
              strstr(path, rule->path);
        if (hit) *found = *rule;
    }
    pthread_mutex_unlock(&lock);
    errno = before;
    return hit;
}

static void tell(const char *operation, const char *fault, const char *path) {
    char name[path_size], line[path_size + 64];
    snprintf(name, sizeof name, "%s.hits", getenv("DISK_FAULTS"));
    int length = snprintf(line, sizeof line, "%s %s %s\n", operation, fault, path);
    int file = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0) return;
    if (syscall(SYS_write, file, line, length) != length) abort(); /* a hit that is not told would prove nothing */
    syscall(SYS_close, file);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void stall(const char *operation, const char *path, struct rule rule) {
    double end = now() + rule.seconds;
    const struct timespec pause = {.tv_nsec = 10000000};
    while (now() < end && find(operation, path, &rule) && !strcmp(rule.fault, "stall")) nanosleep(&pause, NULL);
}

enum verdict { pass, fail, halve };

/* Applies what the control file says; on `fail`, errno is set. */
static enum verdict judge(const char *operation, const char *path) {
    static const struct { const char *name; int number; } errors[] = {
        {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"EDQUOT", EDQUOT}};
    struct rule rule;
    if (!find(operation, path, &rule)) return pass;
    tell(operation, rule.fault, path);
    if (!strcmp(rule.fault, "stall")) stall(operation, path, rule);
    if (!strcmp(rule.fault, "short") && !strcmp(operation, "write")) return halve;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (!strcmp(rule.fault, errors[i].name)) {
            errno = errors[i].number;
            return fail;
        }
    return pass;
}

/* The path of an open descriptor, as the kernel knows it. */
static enum verdict judge_descriptor(const char *operation, int descriptor) {
    if (!getenv("DISK_FAULTS")) return pass;
    char link[64], path[path_size];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0 || path[0] != '/') return pass; /* a socket or a pipe is no disk */
    path[length] = 0;
    return judge(operation, path);
}

/* A path as it was given; a relative one behind its directory. */
static enum verdict judge_path(const char *operation, int directory, const char *given) {
    if (!getenv("DISK_FAULTS") || !given) return pass;
    if (given[0] == '/') return judge(operation, given);
    char link[64], path[path_size];
    int before = errno;
    snprintf(link, sizeof link, directory == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", directory);
    ssize_t length = readlink(link, path, PATH_MAX);
    errno = before;
    if (length <= 0) return pass;
    snprintf(path + length, sizeof path - (size_t)length, "/%s", given);
    return judge(operation, path);
}

static bool refuses_open(int directory, const char *path, int flags) {
    bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    return writes && judge_path("open", directory, path) == fail;
}

static mode_t mode_of(int flags, va_list arguments) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

/* What the C library would have done. */
#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_of(flags, arguments);                                                                       \
        va_end(arguments);                                                                                             \
        return refuses_open(AT_FDCWD, path, flags) ? -1 : ORIGINAL(name)(path, flags, mode);                           \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                                                   \
    int name(int directory, const char *path, int flags, ...) {                                                        \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_of(flags, arguments);                                                                       \
        va_end(arguments);                                                                                             \
        return refuses_open(directory, path, flags) ? -1 : ORIGINAL(name)(directory, path, flags, mode);               \
    }
OPENAT(openat)
OPENAT(openat64)

/* Half of the bytes, but never none: a count of 0 is no answer of a disk. */
static size_t half(size_t count) { return count > 1 ? count / 2 : count; }

ssize_t write(int file, const void *bytes, size_t count) {
    enum verdict verdict = judge_descriptor("write", file);
    return verdict == fail ? -1 : ORIGINAL(write)(file, bytes, verdict == halve ? half(count) : count);
}

#define PWRITE(name, offset_type)                                                                                      \
    ssize_t name(int file, const void *bytes, size_t count, offset_type offset) {                                      \
        enum verdict verdict = judge_descriptor("write", file);                                                        \
        return verdict == fail ? -1 : ORIGINAL(name)(file, bytes, verdict == halve ? half(count) : count, offset);     \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* Only the first of the pieces: short enough. */
ssize_t writev(int file, const struct iovec *pieces, int count) {
    enum verdict verdict = judge_descriptor("write", file);
    return verdict == fail ? -1 : ORIGINAL(writev)(file, pieces, verdict == halve ? 1 : count);
}

#define PWRITEV(name, offset_type)                                                                                     \
    ssize_t name(int file, const struct iovec *pieces, int count, offset_type offset) {                                \
        enum verdict verdict = judge_descriptor("write", file);                                                        \
        return verdict == fail ? -1 : ORIGINAL(name)(file, pieces, verdict == halve ? 1 : count, offset);              \
    }
PWRITEV(pwritev, off_t)
PWRITEV(pwritev64, off64_t)

int fsync(int file) { return judge_descriptor("fsync", file) == fail ? -1 : ORIGINAL(fsync)(file); }
int fdatasync(int file) { return judge_descriptor("fdatasync", file) == fail ? -1 : ORIGINAL(fdatasync)(file); }

#define FTRUNCATE(name, offset_type)                                                                                   \
    int name(int file, offset_type length) {                                                                           \
        return judge_descriptor("ftruncate", file) == fail ? -1 : ORIGINAL(name)(file, length);                        \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define FALLOCATE(name, offset_type)                                                                                   \
    int name(int file, int mode, offset_type offset, offset_type length) {                                             \
        return judge_descriptor("fallocate", file) == fail ? -1 : ORIGINAL(name)(file, mode, offset, length);          \
    }
FALLOCATE(fallocate, off_t)
FALLOCATE(fallocate64, off64_t)

/* This one returns its error instead of setting errno. */
#define POSIX_FALLOCATE(name, offset_type)                                                                             \
    int name(int file, offset_type offset, offset_type length) {                                                       \
        int before = errno;                                                                                            \
        if (judge_descriptor("fallocate", file) != fail) return ORIGINAL(name)(file, offset, length);                  \
        int failure = errno;                                                                                           \
        errno = before;                                                                                                \
        return failure;                                                                                                \
    }
POSIX_FALLOCATE(posix_fallocate, off_t)
POSIX_FALLOCATE(posix_fallocate64, off64_t)

int rename(const char *old, const char *new) {
    return judge_path("rename", AT_FDCWD, new) == fail ? -1 : ORIGINAL(rename)(old, new);
}
int renameat(int from, const char *old, int to, const char *new) {
    return judge_path("rename", to, new) == fail ? -1 : ORIGINAL(renameat)(from, old, to, new);
}
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    return judge_path("rename", to, new) == fail ? -1 : ORIGINAL(renameat2)(from, old, to, new, flags);
}
int unlink(const char *path) { return judge_path("unlink", AT_FDCWD, path) == fail ? -1 : ORIGINAL(unlink)(path); }
int unlinkat(int directory, const char *path, int flags) {
    return judge_path("unlink", directory, path) == fail ? -1 : ORIGINAL(unlinkat)(directory, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    return judge_path("mkdir", AT_FDCWD, path) == fail ? -1 : ORIGINAL(mkdir)(path, mode);
}
