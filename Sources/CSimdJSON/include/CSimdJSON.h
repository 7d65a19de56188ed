// The strict parser of the append path: simdjson's DOM behind plain C.
//
// A parse leaves its tape in memory of the calling thread; `daybook_json_take` copies it out and must follow on
// the same thread, before the next parse. The tape's layout is simdjson's own (doc/tape.md of its repository).
#pragma once

#include <stddef.h>
#include <stdint.h>

// The bounds are for Swift, which reads this header as C; the shim itself is C++, where they are not spelled so.
#ifdef __cplusplus
#define __counted_by(count)
#define __noescape
#else
#include <lifetimebound.h>
#include <ptrcheck.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    /// 0, or simdjson's error code.
    int32_t error;
    /// How many 64-bit words the tape has.
    uint64_t words;
    /// At least how many bytes the string buffer has; what stands behind the last text means nothing.
    uint64_t string_bytes;
} daybook_json_extent;

daybook_json_extent daybook_json_parse(
    const uint8_t *__counted_by(count) bytes __noescape, size_t count, uint32_t depth_max);

/// Copies the tape and the strings of this thread's last parse; -1 if the room given is too small.
int32_t daybook_json_take(
    uint64_t *__counted_by(word_count) words __noescape, size_t word_count,
    uint8_t *__counted_by(byte_count) strings __noescape, size_t byte_count);

#ifdef __cplusplus
}
#endif
