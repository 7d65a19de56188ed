// For `ZSTD_compress_usingCDict_advanced`, which takes its parameters from the dictionary and works none out for each
// record: the same bytes for 70 ns less.
#define ZSTD_STATIC_LINKING_ONLY
#define ZSTD_DISABLE_DEPRECATE_WARNINGS
#include "CZstandard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <zdict.h>
#include <zstd.h>
#include <zstd_errors.h>

// What each thread keeps between calls: making a context costs more than compressing a record with it.
typedef struct {
    ZSTD_CCtx *compressing;
    ZSTD_DCtx *decompressing;
    // A frame with the four bytes that it was stored without.
    uint8_t *frame;
    size_t frame_room;
} bench;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Thread_local bench *mine = NULL;

static void clear_away(void *value) {
    bench *given = value;
    ZSTD_freeCCtx(given->compressing);
    ZSTD_freeDCtx(given->decompressing);
    free(given->frame);
    free(given);
    mine = NULL;
}

static void make_key(void) { pthread_key_create(&key, clear_away); }

static bench *of_thread(void) {
    if (mine) return mine;
    pthread_once(&once, make_key);
    bench *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    if (pthread_setspecific(key, made) != 0) { free(made); return NULL; }
    return mine = made;
}

static ZSTD_CCtx *compressing(void) {
    bench *bench = of_thread();
    if (!bench) return NULL;
    if (!bench->compressing) bench->compressing = ZSTD_createCCtx();
    return bench->compressing;
}

static ZSTD_DCtx *decompressing(void) {
    bench *bench = of_thread();
    if (!bench) return NULL;
    if (!bench->decompressing) bench->decompressing = ZSTD_createDCtx();
    return bench->decompressing;
}

static int64_t outcome(size_t result) {
    if (!ZSTD_isError(result)) return (int64_t)result;
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_memory_allocation: return DAYBOOK_ZSTD_MEMORY;
    case ZSTD_error_dstSize_tooSmall: return DAYBOOK_ZSTD_ROOM;
    default: return DAYBOOK_ZSTD_DAMAGED;
    }
}

int64_t daybook_zstd_bound(size_t count) { return (int64_t)ZSTD_compressBound(count); }

int64_t daybook_zstd_compress(
    const uint8_t *bytes, size_t count, uint8_t *room, size_t room_count, int32_t level) {
    ZSTD_CCtx *context = compressing();
    if (!context) return DAYBOOK_ZSTD_MEMORY;
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    return outcome(ZSTD_compress2(context, room, room_count, bytes, count));
}

int64_t daybook_zstd_decompress(const uint8_t *bytes, size_t count, uint8_t *room, size_t room_count) {
    ZSTD_DCtx *context = decompressing();
    if (!context) return DAYBOOK_ZSTD_MEMORY;
    // Behind the frame there is nothing: a second one would be decompressed too.
    if (ZSTD_findFrameCompressedSize(bytes, count) != count) return DAYBOOK_ZSTD_DAMAGED;
    return outcome(ZSTD_decompressDCtx(context, room, room_count, bytes, count));
}

// Segments are never freed, so a number, however old, is never a dangling address.
typedef struct {
    ZSTD_CDict *compressing;
    ZSTD_DDict *decompressing;
    int32_t next_free;
} entry;

enum { SEGMENTS = 256, SEGMENT = 256, NONE = -1 };
static _Atomic(entry *) segments[SEGMENTS];
static int32_t made = 0;
static int32_t first_free = NONE;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static entry *entry_of(int32_t handle) {
    if (handle < 0 || handle >= SEGMENTS * SEGMENT) return NULL;
    entry *segment = atomic_load_explicit(&segments[handle / SEGMENT], memory_order_acquire);
    return segment ? &segment[handle % SEGMENT] : NULL;
}

static int32_t free_handle(void) {
    if (first_free != NONE) {
        int32_t handle = first_free;
        first_free = entry_of(handle)->next_free;
        return handle;
    }
    if (made == SEGMENTS * SEGMENT) return DAYBOOK_ZSTD_MEMORY;
    if (made % SEGMENT == 0) {
        entry *segment = calloc(SEGMENT, sizeof *segment);
        if (!segment) return DAYBOOK_ZSTD_MEMORY;
        atomic_store_explicit(&segments[made / SEGMENT], segment, memory_order_release);
    }
    return made++;
}

int32_t daybook_zstd_dictionary_take(const uint8_t *bytes, size_t count, int32_t level) {
    ZSTD_CDict *compressing = ZSTD_createCDict(bytes, count, level);
    ZSTD_DDict *decompressing = ZSTD_createDDict(bytes, count);
    int32_t handle = DAYBOOK_ZSTD_DICTIONARY;
    if (compressing && decompressing) {
        pthread_mutex_lock(&guard);
        handle = free_handle();
        if (handle >= 0) {
            entry *taken = entry_of(handle);
            taken->compressing = compressing;
            taken->decompressing = decompressing;
        }
        pthread_mutex_unlock(&guard);
    }
    if (handle < 0) { ZSTD_freeCDict(compressing); ZSTD_freeDDict(decompressing); }
    return handle;
}

void daybook_zstd_dictionary_give_back(int32_t handle) {
    pthread_mutex_lock(&guard);
    entry *given = entry_of(handle);
    if (given && given->compressing) {
        ZSTD_freeCDict(given->compressing);
        ZSTD_freeDDict(given->decompressing);
        *given = (entry){.next_free = first_free};
        first_free = handle;
    }
    pthread_mutex_unlock(&guard);
}

// What every frame of this kind begins with (RFC 8878, 3.1.1): the magic number, a descriptor that announces
// nothing, and a window. Which window the compressor used does not matter for reading; this one is 4 MiB.
static const uint8_t start[6] = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x60};

int64_t daybook_zstd_compress_with(
    int32_t handle, const uint8_t *bytes, size_t count, uint8_t *room, size_t room_count, size_t most) {
    entry *with = entry_of(handle);
    if (!with || !with->compressing) return DAYBOOK_ZSTD_DICTIONARY;
    if (most < room_count) room_count = most;
    ZSTD_CCtx *context = compressing();
    if (!context) return DAYBOOK_ZSTD_MEMORY;
    // No content size, no checksum, no dictionary's number.
    const ZSTD_frameParameters nothing = {0, 0, 1};
    int64_t written = outcome(ZSTD_compress_usingCDict_advanced(
        context, room, room_count, bytes, count, with->compressing, nothing));
    if (written < 0) return written;
    if (written < (int64_t)sizeof start || memcmp(room, start, 5) != 0) return DAYBOOK_ZSTD_DAMAGED;
    written -= sizeof start;
    memmove(room, room + sizeof start, (size_t)written);
    return written;
}

// More than nearly all records come to; what a larger frame needs is not kept.
enum { FRAME_KEPT = 65536 };

int64_t daybook_zstd_decompress_with(
    int32_t handle, const uint8_t *bytes, size_t count, uint8_t *room, size_t room_count, size_t offset) {
    entry *with = entry_of(handle);
    if (!with || !with->decompressing) return DAYBOOK_ZSTD_DICTIONARY;
    if (offset > room_count) return DAYBOOK_ZSTD_ROOM;
    ZSTD_DCtx *context = decompressing();
    if (!context) return DAYBOOK_ZSTD_MEMORY;
    bench *bench = mine;
    size_t size = sizeof start + count;
    if (size < count) return DAYBOOK_ZSTD_DAMAGED;
    if (size > bench->frame_room) {
        size_t wanted = size < FRAME_KEPT ? FRAME_KEPT : size;
        uint8_t *larger = realloc(bench->frame, wanted);
        if (!larger) return DAYBOOK_ZSTD_MEMORY;
        bench->frame = larger;
        bench->frame_room = wanted;
        memcpy(larger, start, sizeof start);
    }
    if (count) memcpy(bench->frame + sizeof start, bytes, count);
    int64_t result = DAYBOOK_ZSTD_DAMAGED;
    // Behind the frame there is nothing: a second one would be decompressed too.
    if (ZSTD_findFrameCompressedSize(bench->frame, size) == size) {
        result = outcome(ZSTD_decompress_usingDDict(
            context, room + offset, room_count - offset, bench->frame, size, with->decompressing));
    }
    if (bench->frame_room > FRAME_KEPT) {
        free(bench->frame);
        bench->frame = NULL;
        bench->frame_room = 0;
    }
    return result;
}

int64_t daybook_zstd_train(
    const uint8_t *bytes, size_t count, const size_t *sizes, size_t size_count, uint8_t *room,
    size_t room_count) {
    size_t sum = 0;
    for (size_t i = 0; i < size_count; i++) {
        if (sizes[i] > count - sum) return DAYBOOK_ZSTD_DICTIONARY;
        sum += sizes[i];
    }
    if (size_count > UINT32_MAX) return DAYBOOK_ZSTD_DICTIONARY;
    size_t made = ZDICT_trainFromBuffer(room, room_count, bytes, sizes, (unsigned)size_count);
    return ZDICT_isError(made) ? DAYBOOK_ZSTD_DICTIONARY : (int64_t)made;
}
