// The plain functions of 1.1: those of 3.0 look the algorithm up for each digest, which takes longer than it.
#define OPENSSL_API_COMPAT 0x10100000L
#include "CCrypto.h"

#include <endian.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

static uint64_t big_endian(const unsigned char *p) {
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return be64toh(word);
}

daybook_sha256 daybook_sha256_of(const uint8_t *bytes, size_t count) {
    static const uint8_t empty = 0;
    unsigned char out[SHA256_DIGEST_LENGTH];
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, count ? bytes : &empty, count);
    SHA256_Final(out, &context);
    daybook_sha256 digest = {big_endian(out), big_endian(out + 8), big_endian(out + 16), big_endian(out + 24)};
    return digest;
}

int32_t daybook_random_fill(uint8_t *bytes, size_t count) {
    return count == 0 || RAND_bytes(bytes, (int)count) == 1;
}
