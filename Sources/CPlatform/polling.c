#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// Most descriptors that one look reports; what is more is reported by the next.
enum { READY_MAX = 256 };

int64_t daybook_poll_make(void) {
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll < 0) return -errno;
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = wake};
    if (wake < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, wake, &event) != 0) {
        int error = errno;
        if (wake >= 0) close(wake);
        close(poll);
        return -error;
    }
    return (int64_t)poll << 32 | wake;
}

int32_t daybook_poll_watch(int32_t poll, int32_t descriptor, int32_t before, int32_t now) {
    struct epoll_event event = {.data.fd = descriptor};
    if (now & 1) event.events |= EPOLLIN;
    if (now & 2) event.events |= EPOLLOUT;
    int operation = !now ? EPOLL_CTL_DEL : before ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    return epoll_ctl(poll, operation, descriptor, &event) == 0 ? 0 : -errno;
}

static int wait_for(int poll, struct epoll_event *events, int count, int64_t microseconds) {
    if (microseconds <= 0) return epoll_wait(poll, events, count, microseconds < 0 ? -1 : 0);
#ifdef SYS_epoll_pwait2
    struct timespec timeout = {.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000};
    int found = (int)syscall(SYS_epoll_pwait2, poll, events, count, &timeout, NULL, 0);
    if (found >= 0 || errno != ENOSYS) return found;
#endif
    int64_t milliseconds = (microseconds + 999) / 1000;
    return epoll_wait(poll, events, count, milliseconds > 60000 ? 60000 : (int)milliseconds);
}

int32_t daybook_poll_wait(int32_t poll, int32_t wake, int64_t microseconds, uint64_t *ready, size_t count) {
    struct epoll_event events[READY_MAX];
    int found = wait_for(poll, events, count < READY_MAX ? (int)count : READY_MAX, microseconds);
    if (found < 0) return errno == EINTR ? 0 : -errno;
    int32_t kept = 0;
    for (int i = 0; i < found; i++) {
        if (events[i].data.fd == wake) {
            eventfd_t times;
            // Nothing to read: another look has taken it.
            if (eventfd_read(wake, &times) != 0 && errno != EAGAIN) return -errno;
            continue;
        }
        uint64_t what = 0;
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) what |= 1;
        if (events[i].events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) what |= 2;
        ready[kept++] = what << 32 | (uint32_t)events[i].data.fd;
    }
    return kept;
}

int32_t daybook_poll_wake(int32_t wake) { return eventfd_write(wake, 1) == 0 || errno == EAGAIN ? 0 : -errno; }

int64_t daybook_receive_now(int32_t descriptor, uint8_t *bytes, size_t count, size_t most) {
    ssize_t received;
    if (count > most) count = most;
    do {
        received = recv(descriptor, bytes, count, MSG_DONTWAIT);
    } while (received < 0 && errno == EINTR);
    return received < 0 ? -errno : received;
}
