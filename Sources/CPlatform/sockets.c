#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int32_t daybook_connect(const uint8_t *path, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (count >= sizeof address.sun_path) return -ENAMETOOLONG;
    memcpy(address.sun_path, path, count);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int64_t daybook_socket_pair(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
    return (int64_t)ends[0] << 32 | ends[1];
}

int32_t daybook_send(int32_t descriptor, const uint8_t *bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
        ssize_t n = send(descriptor, bytes + done, count - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -errno;
        done += (size_t)n;
    }
    return 0;
}

int64_t daybook_receive(int32_t descriptor, uint8_t *bytes, size_t count) {
    ssize_t n;
    do n = recv(descriptor, bytes, count, 0);
    while (n < 0 && errno == EINTR);
    return n < 0 ? -errno : n;
}

int32_t daybook_shut_writing(int32_t descriptor) {
    return shutdown(descriptor, SHUT_WR) == 0 ? 0 : -errno;
}
