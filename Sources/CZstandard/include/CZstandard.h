// Zstandard (RFC 8878) by the system's libzstd, with contexts kept for each thread and prepared dictionaries behind
// numbers. Functions that can fail return a negative code of `daybook_zstd_error`.
#pragma once

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

#define DAYBOOK_BYTES const uint8_t *__counted_by(count) bytes __noescape, size_t count
#define DAYBOOK_ROOM uint8_t *__counted_by(room_count) room __noescape, size_t room_count

enum {
    DAYBOOK_ZSTD_MEMORY = -1,
    /// The result has no room.
    DAYBOOK_ZSTD_ROOM = -2,
    /// The bytes are not what was compressed, or not with this dictionary.
    DAYBOOK_ZSTD_DAMAGED = -3,
    /// There is no such dictionary, or the samples make none.
    DAYBOOK_ZSTD_DICTIONARY = -4,
};

/// The room that always suffices for so many bytes.
int64_t daybook_zstd_bound(size_t count);

/// One frame with its content size and no checksum; its bytes.
int64_t daybook_zstd_compress(DAYBOOK_BYTES, DAYBOOK_ROOM, int32_t level);

/// The content of one frame; how many bytes of the room it fills.
int64_t daybook_zstd_decompress(DAYBOOK_BYTES, DAYBOOK_ROOM);

/// Prepares a dictionary for compressing at a level and for decompressing; a number for it.
int32_t daybook_zstd_dictionary_take(DAYBOOK_BYTES, int32_t level);
/// Frees a dictionary that no thread uses any more.
void daybook_zstd_dictionary_give_back(int32_t dictionary);

/// The blocks of one frame, without the six bytes before them and without content size, dictionary number and
/// checksum; their bytes. Uses at most so many bytes of the room, and needs six more than the blocks come to.
int64_t daybook_zstd_compress_with(int32_t dictionary, DAYBOOK_BYTES, DAYBOOK_ROOM, size_t most);

/// The content of such blocks; how many bytes of the room it fills from an offset on.
int64_t daybook_zstd_decompress_with(int32_t dictionary, DAYBOOK_BYTES, DAYBOOK_ROOM, size_t offset);

/// Makes a dictionary of at most the room's bytes from samples that stand one after the other; its bytes.
int64_t daybook_zstd_train(
    DAYBOOK_BYTES, const size_t *__counted_by(size_count) sizes __noescape, size_t size_count, DAYBOOK_ROOM);
