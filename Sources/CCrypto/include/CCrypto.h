// SHA-256 from the system's libcrypto, and bytes from its random generator, as values without pointers to keep.
#pragma once

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/// A SHA-256 digest: its 32 bytes as four big-endian words.
typedef struct {
    uint64_t a, b, c, d;
} daybook_sha256;

daybook_sha256 daybook_sha256_of(const uint8_t *__counted_by(count) bytes __noescape, size_t count);

/// Fills the bytes from the system's generator; 1 when it did, else 0.
int32_t daybook_random_fill(uint8_t *__counted_by(count) bytes __noescape, size_t count);
