#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int32_t address_of(struct sockaddr_un *address, const uint8_t *path, size_t count) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (count == 0 || memchr(path, 0, count)) return -EINVAL;
    if (count >= sizeof address->sun_path) return -ENAMETOOLONG;
    memcpy(address->sun_path, path, count);
    return 0;
}

int32_t daybook_listen(const uint8_t *path, size_t count, uint32_t backlog) {
    struct sockaddr_un address;
    int32_t error = address_of(&address, path, count);
    if (error) return error;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    // The mode of the inode is set before it has a name, so there is no moment in which others could connect.
    if (fchmod(fd, 0600) != 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0
        || listen(fd, (int)backlog) != 0) {
        int32_t result = -errno;
        close(fd);
        return result;
    }
    return fd;
}

int32_t daybook_accept(int32_t listener) {
    int fd;
    do {
        fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
    return fd < 0 ? -errno : fd;
}

int32_t daybook_shut_listener(int32_t listener) {
    return shutdown(listener, SHUT_RDWR) == 0 ? 0 : -errno;
}

int32_t daybook_send_now(int32_t descriptor, const uint8_t *bytes, size_t count) {
    ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? -errno : (int32_t)sent;
}

int32_t daybook_is_listening(const uint8_t *path, size_t count) {
    struct sockaddr_un address;
    int32_t error = address_of(&address, path, count);
    if (error) return error;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    int result = connect(fd, (struct sockaddr *)&address, sizeof address);
    int failure = errno;
    close(fd);
    // A full backlog is a listener too.
    if (result == 0 || failure == EAGAIN || failure == EACCES) return 1;
    return failure == ECONNREFUSED ? 0 : -failure;
}

static void stop_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

int32_t daybook_block_stop_signals(void) {
    sigset_t set;
    stop_signals(&set);
    return -pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int32_t daybook_wait_stop_signal(void) {
    sigset_t set;
    int number = 0;
    stop_signals(&set);
    int error = sigwait(&set, &number);
    return error ? -error : number;
}

int32_t daybook_request_stop(void) { return kill(getpid(), SIGTERM) == 0 ? 0 : -errno; }
