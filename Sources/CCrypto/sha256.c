#include "CCrypto.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

static uint64_t big_endian(const unsigned char *p) {
    uint64_t word = 0;
    for (int i = 0; i < 8; i++) word = word << 8 | p[i];
    return word;
}

daybook_sha256 daybook_sha256_of(const uint8_t *bytes, size_t count) {
    static const uint8_t empty = 0;
    unsigned char out[SHA256_DIGEST_LENGTH];
    SHA256(count ? bytes : &empty, count, out);
    daybook_sha256 digest = {big_endian(out), big_endian(out + 8), big_endian(out + 16), big_endian(out + 24)};
    return digest;
}

int32_t daybook_random_fill(uint8_t *bytes, size_t count) {
    return count == 0 || RAND_bytes(bytes, (int)count) == 1;
}
