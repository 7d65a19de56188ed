#include "CColumns.h"

#include <string.h>

#include "kernels.h"

/// Bytes of the low plane of a width.
INLINE uint32_t low_bytes(uint32_t width) { return width >= 8 ? 8 : width >= 4 ? 4 : width >= 2 ? 2 : 1; }

INLINE int known(uint32_t width) { return (width >= 1 && width <= 6) || width == 8; }

INLINE uint64_t load(const uint8_t *bytes, uint32_t width, size_t count, size_t index) {
    uint32_t low = low_bytes(width);
    const uint8_t *rest = bytes + low * count;
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t word = 0;
    switch (low) {
    case 1: memcpy(&one, bytes + index, 1); word = one; break;
    case 2: memcpy(&two, bytes + 2 * index, 2); word = two; break;
    case 4: memcpy(&four, bytes + 4 * index, 4); word = four; break;
    default: memcpy(&word, bytes + 8 * index, 8); break;
    }
    switch (width - low) {
    case 1: memcpy(&one, rest + index, 1); return word | (uint64_t)one << (8 * low);
    case 2: memcpy(&two, rest + 2 * index, 2); return word | (uint64_t)two << (8 * low);
    default: return word;
    }
}

// A width that the compiler knows makes each loop over `load` a loop of one kind of load.
#define BY_WIDTH(LOOP) \
    switch (width) { \
    case 1: LOOP(1) break; \
    case 2: LOOP(2) break; \
    case 3: LOOP(3) break; \
    case 4: LOOP(4) break; \
    case 5: LOOP(5) break; \
    case 6: LOOP(6) break; \
    default: LOOP(8) break; \
    }

INLINE void unpack_doubles(
    const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, double divisor, double *values,
    size_t count
) {
    // Numbers of up to three bytes mostly stay within 32 bits, which convert in wide registers.
    int64_t reach = (int64_t)1 << 31;
    int narrow = width <= 3 && least > -reach && least < reach && step > 0 && step < 127
        && least + step * 0xffffff < reach;
#define NARROW(W) \
    if (divisor == 1) \
        for (size_t i = 0; i < count; i++) \
            values[i] = (double)((int32_t)least + (int32_t)step * (int32_t)load(bytes, W, count, i)); \
    else \
        for (size_t i = 0; i < count; i++) \
            values[i] = (double)((int32_t)least + (int32_t)step * (int32_t)load(bytes, W, count, i)) / divisor;
#define FULL(W) \
    for (size_t i = 0; i < count; i++) \
        values[i] = (double)(int64_t)((uint64_t)least + (uint64_t)step * load(bytes, W, count, i)) / divisor;
    if (narrow) {
        switch (width) {
        case 1: NARROW(1) break;
        case 2: NARROW(2) break;
        default: NARROW(3) break;
        }
    } else {
        BY_WIDTH(FULL)
    }
}

INLINE void unpack_integers(
    const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, int64_t *values, size_t count
) {
#define INTEGERS(W) \
    for (size_t i = 0; i < count; i++) \
        values[i] = (int64_t)((uint64_t)least + (uint64_t)step * load(bytes, W, count, i));
    BY_WIDTH(INTEGERS)
}

INLINE void unpack_codes(
    const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, uint32_t *values, size_t count
) {
#define CODES(W) \
    for (size_t i = 0; i < count; i++) \
        values[i] = (uint32_t)least + (uint32_t)step * (uint32_t)load(bytes, W, count, i);
    BY_WIDTH(CODES)
}

INLINE void pack(
    const int64_t *values, size_t count, int64_t least, int64_t step, uint32_t width, uint8_t *bytes
) {
    uint32_t low = low_bytes(width);
    uint8_t *rest = bytes + low * count;
    for (size_t i = 0; i < count; i++) {
        uint64_t number = (uint64_t)values[i] - (uint64_t)least;
        if (step > 1) number /= (uint64_t)step;
        memcpy(bytes + low * i, &number, low);
        uint64_t high = low < 8 ? number >> (8 * low) : 0;
        if (width > low) memcpy(rest + (width - low) * i, &high, width - low);
    }
}

INLINE size_t scaled(const double *values, size_t count, double scale, int64_t *integers) {
    // Adding and taking away 1.5 * 2^52 rounds to the nearest integer when that is below 2^51.
    const double magic = 6755399441055744.0, limit = 2251799813685248.0;
    size_t block = 256;
    for (size_t start = 0; start < count; start += block) {
        size_t end = start + block < count ? start + block : count;
        uint64_t bad = 0;
        for (size_t i = start; i < end; i++) {
            double product = values[i] * scale;
            double whole = (product + magic) - magic;
            double back = whole / scale;
            uint64_t a, b;
            memcpy(&a, &values[i], 8);
            memcpy(&b, &back, 8);
            bad |= (a ^ b) | (uint64_t) !(product >= -limit && product <= limit);
            double shifted = whole + magic;
            uint64_t bits, zero;
            memcpy(&bits, &shifted, 8);
            memcpy(&zero, &magic, 8);
            integers[i] = (int64_t)(bits - zero);
        }
        if (!bad) continue;
        for (size_t i = start; i < end; i++) {
            double product = values[i] * scale;
            double back = ((product + magic) - magic) / scale;
            if (memcmp(&values[i], &back, 8) || !(product >= -limit && product <= limit)) return i;
        }
    }
    return count;
}

INLINE daybook_integer_range range_of(const int64_t *values, size_t count) {
    daybook_integer_range range = {values[0], values[0]};
    for (size_t i = 1; i < count; i++) {
        range.least = values[i] < range.least ? values[i] : range.least;
        range.greatest = values[i] > range.greatest ? values[i] : range.greatest;
    }
    return range;
}

INLINE daybook_number_range number_range_of(const double *values, size_t count) {
    daybook_number_range range = {values[0], values[0]};
    for (size_t i = 1; i < count; i++) {
        range.least = values[i] < range.least ? values[i] : range.least;
        range.greatest = values[i] > range.greatest ? values[i] : range.greatest;
    }
    return range;
}

TWICE(void, unpack_doubles,
    (const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, double divisor, double *values, size_t count),
    (bytes, width, least, step, divisor, values, count))
TWICE(void, unpack_integers,
    (const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, int64_t *values, size_t count),
    (bytes, width, least, step, values, count))
TWICE(void, unpack_codes,
    (const uint8_t *bytes, uint32_t width, int64_t least, int64_t step, uint32_t *values, size_t count),
    (bytes, width, least, step, values, count))
TWICE(size_t, scaled, (const double *values, size_t count, double scale, int64_t *integers),
    (values, count, scale, integers))
TWICE(daybook_integer_range, range_of, (const int64_t *values, size_t count), (values, count))
TWICE(daybook_number_range, number_range_of, (const double *values, size_t count), (values, count))

void daybook_unpack_doubles(
    const uint8_t *bytes, size_t byte_count, uint32_t width, int64_t least, int64_t step, double divisor,
    double *values, size_t count
) {
    if (!known(width) || byte_count / width < count) return;
    CHOOSE(unpack_doubles, (bytes, width, least, step, divisor, values, count));
}

void daybook_unpack_integers(
    const uint8_t *bytes, size_t byte_count, uint32_t width, int64_t least, int64_t step, int64_t *values,
    size_t count
) {
    if (!known(width) || byte_count / width < count) return;
    CHOOSE(unpack_integers, (bytes, width, least, step, values, count));
}

void daybook_unpack_positions(
    const uint8_t *bytes, size_t byte_count, uint32_t width, int64_t least, int64_t step, uint64_t *values,
    size_t count
) {
    daybook_unpack_integers(bytes, byte_count, width, least, step, (int64_t *)values, count);
}

void daybook_unpack_codes(
    const uint8_t *bytes, size_t byte_count, uint32_t width, int64_t least, int64_t step, uint32_t *values,
    size_t count
) {
    if (!known(width) || byte_count / width < count) return;
    CHOOSE(unpack_codes, (bytes, width, least, step, values, count));
}

void daybook_copy_doubles(
    const uint8_t *bytes, size_t byte_count, uint32_t width, double *values, size_t count
) {
    if ((width != 4 && width != 8) || byte_count / width < count || count == 0) return;
    if (width == 8) {
        memcpy(values, bytes, 8 * count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        float value;
        memcpy(&value, bytes + 4 * i, 4);
        values[i] = value;
    }
}

uint64_t daybook_packed_number(
    const uint8_t *bytes, size_t byte_count, uint32_t width, size_t count, size_t index
) {
    if (!known(width) || byte_count / width < count || index >= count) return 0;
    return load(bytes, width, count, index);
}

void daybook_pack(
    const int64_t *values, size_t count, int64_t least, int64_t step, uint32_t width, uint8_t *bytes,
    size_t byte_count
) {
    if (!known(width) || byte_count / width < count) return;
#define PACK(W) pack(values, count, least, step, W, bytes);
    BY_WIDTH(PACK)
}

size_t daybook_scaled(
    const double *values, size_t count, double scale, int64_t *integers, size_t result_count
) {
    if (result_count < count) return 0;
    return CHOOSE(scaled, (values, count, scale, integers));
}

daybook_integer_range daybook_range_of(const int64_t *values, size_t count) {
    if (count == 0) return (daybook_integer_range){0, 0};
    return CHOOSE(range_of, (values, count));
}

daybook_number_range daybook_number_range_of(const double *values, size_t count) {
    if (count == 0) return (daybook_number_range){0, 0};
    return CHOOSE(number_range_of, (values, count));
}

uint32_t daybook_greatest_code(const uint32_t *codes, size_t count) {
    uint32_t greatest = 0;
    for (size_t i = 0; i < count; i++) greatest = codes[i] > greatest ? codes[i] : greatest;
    return greatest;
}
