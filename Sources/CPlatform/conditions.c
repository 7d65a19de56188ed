#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

// A lock and its condition variable, which must not move while a thread waits: they live in segments that are
// made on demand and never freed, and are used again. So a number, however old, is never a dangling address.
typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int32_t next_free;
} entry;

enum { SEGMENTS = 1024, SEGMENT = 1024, NONE = -1 };
static _Atomic(entry *) segments[SEGMENTS];
static int32_t made = 0;
static int32_t first_free = NONE;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static entry *entry_of(int32_t handle) {
    if (handle < 0 || handle >= SEGMENTS * SEGMENT) return NULL;
    entry *segment = atomic_load_explicit(&segments[handle / SEGMENT], memory_order_acquire);
    return segment ? &segment[handle % SEGMENT] : NULL;
}

static int32_t make(void) {
    if (made == SEGMENTS * SEGMENT) return -ENOMEM;
    if (made % SEGMENT == 0 && !segments[made / SEGMENT]) {
        entry *segment = calloc(SEGMENT, sizeof *segment);
        if (!segment) return -ENOMEM;
        atomic_store_explicit(&segments[made / SEGMENT], segment, memory_order_release);
    }
    entry *new = entry_of(made);
    pthread_condattr_t attributes;
    int error = pthread_condattr_init(&attributes);
    if (error) return -error;
    error = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (!error) error = pthread_cond_init(&new->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (!error) error = pthread_mutex_init(&new->mutex, NULL);
    return error ? -error : made++;
}

int32_t daybook_condition_take(void) {
    pthread_mutex_lock(&guard);
    int32_t handle = first_free;
    if (handle == NONE) handle = make();
    else first_free = entry_of(handle)->next_free;
    pthread_mutex_unlock(&guard);
    return handle;
}

void daybook_condition_give_back(int32_t handle) {
    pthread_mutex_lock(&guard);
    entry *given = entry_of(handle);
    if (given) { given->next_free = first_free; first_free = handle; }
    pthread_mutex_unlock(&guard);
}

int32_t daybook_condition_lock(int32_t handle) {
    entry *entry = entry_of(handle);
    return entry ? -pthread_mutex_lock(&entry->mutex) : -EBADF;
}

int32_t daybook_condition_unlock(int32_t handle) {
    entry *entry = entry_of(handle);
    return entry ? -pthread_mutex_unlock(&entry->mutex) : -EBADF;
}

int32_t daybook_condition_broadcast(int32_t handle) {
    entry *entry = entry_of(handle);
    return entry ? -pthread_cond_broadcast(&entry->changed) : -EBADF;
}

int32_t daybook_condition_wait(int32_t handle) {
    entry *entry = entry_of(handle);
    return entry ? -pthread_cond_wait(&entry->changed, &entry->mutex) : -EBADF;
}

int32_t daybook_condition_wait_until(int32_t handle, int64_t microseconds) {
    entry *entry = entry_of(handle);
    if (!entry) return -EBADF;
    // The clock starts with the machine: nothing lies before 0.
    if (microseconds < 0) microseconds = 0;
    struct timespec until = {
        .tv_sec = microseconds / 1000000,
        .tv_nsec = (microseconds % 1000000) * 1000,
    };
    return -pthread_cond_timedwait(&entry->changed, &entry->mutex, &until);
}
