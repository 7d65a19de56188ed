// What the daemon and the CLI need of Linux that Swift's libraries do not offer without pointers.
// Paths are bytes without a NUL. Functions that can fail return a negative errno.
#pragma once

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

#define DAYBOOK_PATH const uint8_t *__counted_by(count) path __noescape, size_t count

typedef struct {
    /// 0, or the errno of lstat.
    int32_t error;
    /// The file type bits and permissions of st_mode.
    uint32_t mode;
    uint32_t uid;
    uint32_t gid;
    uint64_t device;
    uint64_t inode;
    int64_t size;
} daybook_file_facts;

/// The facts of a path itself; a symbolic link is not followed.
daybook_file_facts daybook_lstat(DAYBOOK_PATH);

/// Opens (creating it 0600) and locks a file exclusively without waiting; the descriptor, which holds the lock.
int32_t daybook_lock_file(DAYBOOK_PATH);

/// The magic number of the file system that holds the path.
int64_t daybook_file_system(DAYBOOK_PATH);

/// Bytes free to this user on the file system that holds the path.
int64_t daybook_free_bytes(DAYBOOK_PATH);

int32_t daybook_sync_directory(DAYBOOK_PATH);
int32_t daybook_make_directory(DAYBOOK_PATH, uint32_t mode);
int32_t daybook_unlink(DAYBOOK_PATH);
int32_t daybook_chmod(DAYBOOK_PATH, uint32_t mode);
int32_t daybook_chgrp(DAYBOOK_PATH, uint32_t gid);

/// Writes a new file of mode 0600 with the bytes and makes its content durable; it must not exist.
int32_t daybook_write_new_file(
    DAYBOOK_PATH, const uint8_t *__counted_by(byte_count) bytes __noescape, size_t byte_count);

/// Opens a file that is there; its descriptor.
int32_t daybook_file_open(DAYBOOK_PATH, int32_t read_only);
/// Bytes of the file.
int64_t daybook_file_size(int32_t descriptor);
/// Reads from an offset until the bytes are full or the file ends; how many there were.
int64_t daybook_file_read(int32_t descriptor, uint8_t *__counted_by(count) bytes __noescape, size_t count,
                          int64_t offset);
/// Writes all the bytes at an offset and makes them durable (fdatasync); 0 or a negative errno.
int32_t daybook_file_overwrite(int32_t descriptor, const uint8_t *__counted_by(count) bytes __noescape,
                               size_t count, int64_t offset);

/// rename(2).
int32_t daybook_rename(
    const uint8_t *__counted_by(from_count) from __noescape, size_t from_count,
    const uint8_t *__counted_by(to_count) to __noescape, size_t to_count);

/// The user at the other end of a Unix socket, as the kernel knows it.
int64_t daybook_peer_uid(int32_t descriptor);
int32_t daybook_close(int32_t descriptor);
int32_t daybook_set_close_on_exec(int32_t descriptor);
uint32_t daybook_set_umask(uint32_t mask);
uint32_t daybook_user(void);
/// The id of a group by name, negative when there is none.
int64_t daybook_group_id(const uint8_t *__counted_by(count) name __noescape, size_t count);

/// Ignores SIGPIPE and SIGXFSZ, so that both become errors of the call that caused them.
void daybook_ignore_signals(void);

/// Raises the number of descriptors that this process may have to the most it may ask for; that number.
int64_t daybook_raise_descriptors(void);

/// Names the calling thread for whoever looks at it from outside; of a name the first 15 bytes count.
void daybook_name_thread(const uint8_t *__counted_by(count) name __noescape, size_t count);

/// Has the calling thread stand behind the process's others by so many steps of `nice`, for good.
void daybook_stand_back(int32_t steps);

/// Lets whoever waits for this core have it first.
void daybook_give_way(void);

/// Where a byte stands first from an offset on, negative when it does not.
int64_t daybook_find_byte(const uint8_t *__counted_by(count) bytes __noescape, size_t count, size_t from, uint8_t byte);

/// UTC microseconds since 1970.
int64_t daybook_wall_clock(void);
/// Microseconds of a clock that never jumps.
int64_t daybook_monotonic_clock(void);

int32_t daybook_is_terminal(int32_t descriptor);
/// Columns of the terminal, 0 when it is none.
int32_t daybook_terminal_width(int32_t descriptor);

/// Opens a file for reading, gzip or plain, told apart by its content; a handle of this shim, or a negative errno.
int32_t daybook_gzip_open(DAYBOOK_PATH);
/// The same for an open descriptor, which it then owns.
int32_t daybook_gzip_open_descriptor(int32_t descriptor);
/// Bytes read, 0 at the end, negative on an error.
int64_t daybook_gzip_read(int32_t handle, uint8_t *__counted_by(count) bytes __noescape, size_t count);
/// Bytes of the file consumed so far, compressed ones when it is compressed.
int64_t daybook_gzip_offset(int32_t handle);
void daybook_gzip_close(int32_t handle);

/// Connects a stream socket to a Unix path, waiting; its descriptor.
int32_t daybook_connect(DAYBOOK_PATH);
/// Two connected sockets: the one in the upper half of the result, the other in the lower.
int64_t daybook_socket_pair(void);
/// Sends all the bytes, waiting; 0 or a negative errno.
int32_t daybook_send(int32_t descriptor, const uint8_t *__counted_by(count) bytes __noescape, size_t count);
/// Bytes received, 0 at the end, negative on an error; waits for the first.
int64_t daybook_receive(int32_t descriptor, uint8_t *__counted_by(count) bytes __noescape, size_t count);
/// Ends the sending half.
int32_t daybook_shut_writing(int32_t descriptor);

/// A Unix stream socket that listens at a path, which must be free; made with mode 0600, whatever the umask.
int32_t daybook_listen(DAYBOOK_PATH, uint32_t backlog);
/// Waits for a connection; its descriptor, which does not wait. -EINVAL once the listener is shut.
int32_t daybook_accept(int32_t listener);
/// Ends the waiting of `daybook_accept`.
int32_t daybook_shut_listener(int32_t listener);
/// Sends what the kernel takes without waiting; how many bytes.
int32_t daybook_send_now(int32_t descriptor, const uint8_t *__counted_by(count) bytes __noescape, size_t count);
/// 1 when somebody listens at a path, 0 when the socket there is left over.
int32_t daybook_is_listening(DAYBOOK_PATH);

/// Something that waits for many descriptors at once, and a descriptor that wakes it: the one in the upper half of
/// the result, the other in the lower. Both are closed with `daybook_close`.
int64_t daybook_poll_make(void);
/// Says what is waited for at a descriptor and what was before: 1 something to receive, 2 room to send, 0 nothing.
int32_t daybook_poll_watch(int32_t poll, int32_t descriptor, int32_t before, int32_t now);
/// Waits until a descriptor has what is waited for or has ended, somebody wakes it, or the time is over (0: only
/// looks, negative: for ever). Puts a descriptor each in the lower halves and what it has in the upper; how many.
int32_t daybook_poll_wait(int32_t poll, int32_t wake, int64_t microseconds,
                          uint64_t *__counted_by(count) ready __noescape, size_t count);
/// Wakes it, now or when it waits next. Any thread.
int32_t daybook_poll_wake(int32_t wake);
/// Bytes received without waiting, at most so many, 0 at the end, -EAGAIN when there are none yet.
int64_t daybook_receive_now(int32_t descriptor, uint8_t *__counted_by(count) bytes __noescape, size_t count,
                            size_t most);

/// Keeps SIGTERM and SIGINT from this thread and those it starts; call before there are others.
int32_t daybook_block_stop_signals(void);
/// Waits for one of them; its number.
int32_t daybook_wait_stop_signal(void);
/// Sends SIGTERM to this process.
int32_t daybook_request_stop(void);

/// A lock with a condition variable whose waits follow the clock that never jumps; a number for it, which stays
/// valid until it is given back. The functions below return 0 or a negative errno.
int32_t daybook_condition_take(void);
/// For the next to take; nobody may hold its lock or wait.
void daybook_condition_give_back(int32_t handle);
int32_t daybook_condition_lock(int32_t handle);
int32_t daybook_condition_unlock(int32_t handle);
int32_t daybook_condition_broadcast(int32_t handle);
/// Waits, without the lock meanwhile, for a broadcast; may return without one.
int32_t daybook_condition_wait(int32_t handle);
/// The same, at most until a moment of `daybook_monotonic_clock`: then -ETIMEDOUT.
int32_t daybook_condition_wait_until(int32_t handle, int64_t microseconds);
