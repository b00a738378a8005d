/*
 * Makes a pseudo-terminal pass for a serial port, so that tests can take the real path through libserialport.
 *
 * libserialport 0.1.1 looks a port up below /sys/class/tty, where pseudo-terminals have no entry, and it reads and sets
 * modem lines, which they do not have. Preloaded into a program, this library invents the entry and the lines; all else
 * goes to the C library. For tests only.
 *
 *     cc -shared -fPIC -o shim.so shim.c -ldl
 *     LD_PRELOAD=./shim.so lab-runner identify emstat@serial:/dev/pts/4
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char entries[] = "/sys/class/tty/pts/";
static const char device[] = "../../devices/test/tty/pts";

static bool is_invented(const char *path) { return strncmp(path, entries, sizeof entries - 1) == 0; }

/* The entry is a symbolic link, as entries of real ports are. (The library was built against this older lstat.) */
int __lxstat(int version, const char *path, struct stat *status) {
    if (is_invented(path)) {
        memset(status, 0, sizeof *status);
        status->st_mode = S_IFLNK | 0777;
        return 0;
    }
    int (*original)(int, const char *, struct stat *) = dlsym(RTLD_NEXT, "__lxstat");
    return original(version, path, status);
}

/* It leads to a device that is not a virtual one: those are passed over. */
ssize_t readlink(const char *path, char *text, size_t size) {
    if (is_invented(path)) {
        size_t length = sizeof device - 1 < size ? sizeof device - 1 : size;
        memcpy(text, device, length);
        return (ssize_t)length;
    }
    ssize_t (*original)(const char *, char *, size_t) = dlsym(RTLD_NEXT, "readlink");
    return original(path, text, size);
}

/* Modem lines: the other side is always ready, and what is set stays without effect. */
int ioctl(int descriptor, unsigned long request, ...) {
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    int (*original)(int, unsigned long, void *) = dlsym(RTLD_NEXT, "ioctl");
    int outcome = original(descriptor, request, argument);
    if (outcome == 0 || errno != ENOTTY) return outcome;
    switch (request) {
    case TIOCMGET:
        *(int *)argument = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR | TIOCM_CD;
        return 0;
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC:
        return 0;
    default:
        return outcome;
    }
}
