#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

// A path with its NUL, or an early return: an embedded NUL would name another file.
#define TERMINATED(name, bytes, count)                              \
    char name[PATH_MAX];                                            \
    if ((count) >= sizeof name) return -ENAMETOOLONG;               \
    if (memchr((bytes), 0, (count))) return -EINVAL;                \
    memcpy(name, (bytes), (count));                                 \
    name[count] = 0;

static int32_t outcome(int result) { return result < 0 ? -errno : result; }

static int32_t facts_of(daybook_file_facts *facts, const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    struct stat s;
    if (lstat(name, &s) != 0) return -errno;
    facts->mode = s.st_mode;
    facts->uid = s.st_uid;
    facts->gid = s.st_gid;
    facts->device = (uint64_t)s.st_dev;
    facts->inode = (uint64_t)s.st_ino;
    facts->size = (int64_t)s.st_size;
    return 0;
}

daybook_file_facts daybook_lstat(const uint8_t *path, size_t count) {
    daybook_file_facts facts = {0};
    facts.error = -facts_of(&facts, path, count);
    return facts;
}

int32_t daybook_lock_file(const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return -errno;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int64_t daybook_file_system(const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    struct statfs s;
    return statfs(name, &s) == 0 ? (int64_t)(uint32_t)s.f_type : -errno;
}

int64_t daybook_free_bytes(const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    struct statvfs s;
    return statvfs(name, &s) == 0 ? (int64_t)(s.f_bavail * s.f_frsize) : -errno;
}

int32_t daybook_sync_directory(const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return -errno;
    int32_t result = fsync(fd) == 0 ? 0 : -errno;
    if (close(fd) != 0 && result == 0) result = -errno;
    return result;
}

int32_t daybook_make_directory(const uint8_t *path, size_t count, uint32_t mode) {
    TERMINATED(name, path, count)
    return outcome(mkdir(name, mode));
}

int32_t daybook_unlink(const uint8_t *path, size_t count) {
    TERMINATED(name, path, count)
    return outcome(unlink(name));
}

int32_t daybook_chmod(const uint8_t *path, size_t count, uint32_t mode) {
    TERMINATED(name, path, count)
    return outcome(chmod(name, mode));
}

int32_t daybook_chgrp(const uint8_t *path, size_t count, uint32_t gid) {
    TERMINATED(name, path, count)
    return outcome(lchown(name, (uid_t)-1, gid));
}

int32_t daybook_write_new_file(
    const uint8_t *path, size_t count, const uint8_t *bytes, size_t byte_count) {
    TERMINATED(name, path, count)
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return -errno;
    size_t done = 0;
    int32_t result = 0;
    while (done < byte_count) {
        ssize_t n = write(fd, bytes + done, byte_count - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) { result = n < 0 ? -errno : -EIO; break; }
        done += (size_t)n;
    }
    if (result == 0 && fsync(fd) != 0) result = -errno;
    if (close(fd) != 0 && result == 0) result = -errno;
    return result;
}

int32_t daybook_file_open(const uint8_t *path, size_t count, int32_t read_only) {
    TERMINATED(name, path, count)
    return outcome(open(name, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC | O_NOFOLLOW));
}

int64_t daybook_file_size(int32_t descriptor) {
    struct stat s;
    return fstat(descriptor, &s) == 0 ? (int64_t)s.st_size : -errno;
}

int64_t daybook_file_read(int32_t descriptor, uint8_t *bytes, size_t count, int64_t offset) {
    size_t done = 0;
    while (done < count) {
        ssize_t n = pread(descriptor, bytes + done, count - done, (off_t)offset + (off_t)done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -errno;
        if (n == 0) break;
        done += (size_t)n;
    }
    return (int64_t)done;
}

int32_t daybook_file_overwrite(int32_t descriptor, const uint8_t *bytes, size_t count, int64_t offset) {
    size_t done = 0;
    while (done < count) {
        ssize_t n = pwrite(descriptor, bytes + done, count - done, (off_t)offset + (off_t)done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return n < 0 ? -errno : -EIO;
        done += (size_t)n;
    }
    return fdatasync(descriptor) == 0 ? 0 : -errno;
}

int32_t daybook_rename(const uint8_t *from, size_t from_count, const uint8_t *to, size_t to_count) {
    TERMINATED(old_name, from, from_count)
    TERMINATED(new_name, to, to_count)
    return outcome(rename(old_name, new_name));
}

int64_t daybook_peer_uid(int32_t descriptor) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -errno;
    return peer.uid;
}

int32_t daybook_close(int32_t descriptor) { return outcome(close(descriptor)); }

int32_t daybook_set_close_on_exec(int32_t descriptor) {
    return outcome(fcntl(descriptor, F_SETFD, FD_CLOEXEC));
}

uint32_t daybook_set_umask(uint32_t mask) { return umask(mask); }

uint32_t daybook_user(void) { return geteuid(); }

int64_t daybook_group_id(const uint8_t *name, size_t count) {
    TERMINATED(terminated, name, count)
    struct group group, *found = NULL;
    char room[16384];
    int error = getgrnam_r(terminated, &group, room, sizeof room, &found);
    if (error) return -error;
    return found ? (int64_t)found->gr_gid : -ENOENT;
}

void daybook_ignore_signals(void) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int64_t daybook_raise_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = soft;
    return limit.rlim_cur > INT32_MAX ? INT32_MAX : (int64_t)limit.rlim_cur;
}

void daybook_name_thread(const uint8_t *name, size_t count) {
    // The system takes no longer ones.
    char terminated[16] = {0};
    memcpy(terminated, name, count < 15 ? count : 15);
    pthread_setname_np(pthread_self(), terminated);
}

// Who asks for less is not refused. On Linux it is the thread that is meant, not the process.
void daybook_stand_back(int32_t steps) { setpriority(PRIO_PROCESS, 0, steps); }

// Does not fail on Linux.
void daybook_give_way(void) { sched_yield(); }

int64_t daybook_find_byte(const uint8_t *bytes, size_t count, size_t from, uint8_t byte) {
    if (from >= count) return -1;
    const uint8_t *found = memchr(bytes + from, byte, count - from);
    return found ? found - bytes : -1;
}

static int64_t microseconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t daybook_wall_clock(void) { return microseconds(CLOCK_REALTIME); }
int64_t daybook_monotonic_clock(void) { return microseconds(CLOCK_MONOTONIC); }

int32_t daybook_is_terminal(int32_t descriptor) { return isatty(descriptor); }

int32_t daybook_terminal_width(int32_t descriptor) {
    struct winsize size;
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
