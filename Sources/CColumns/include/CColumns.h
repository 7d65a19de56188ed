// The innermost loops over columns, for which plain Swift was measured to be three times slower. Pure functions
// over the spans that they are given: every pointer comes with its count, none is kept, nothing is allocated.
//
// Packed integers: for each value v the number (v - least) / step, in `width` bytes, 1 to 6 or 8, little-endian,
// as planes: the low 1, 2, 4 or 8 bytes of every number, then the rest of every number in 1 or 2 bytes (width
// 3 = 2 + 1, 5 = 4 + 1, 6 = 4 + 2). So any number is found without reading those before it, and loops over
// them use the widest registers. A function whose spans do not have the bytes that the counts demand does
// nothing.
#pragma once

#include <lifetimebound.h>
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

#define DAYBOOK_PACKED const uint8_t *__counted_by(byte_count) bytes __noescape, size_t byte_count

/// (least + step * number) / divisor.
void daybook_unpack_doubles(
    DAYBOOK_PACKED, uint32_t width, int64_t least, int64_t step, double divisor,
    double *__counted_by(count) values __noescape, size_t count);

/// least + step * number.
void daybook_unpack_integers(
    DAYBOOK_PACKED, uint32_t width, int64_t least, int64_t step,
    int64_t *__counted_by(count) values __noescape, size_t count);

/// The same as numbers without a sign.
void daybook_unpack_positions(
    DAYBOOK_PACKED, uint32_t width, int64_t least, int64_t step,
    uint64_t *__counted_by(count) values __noescape, size_t count);

/// The low 32 bits of least + step * number.
void daybook_unpack_codes(
    DAYBOOK_PACKED, uint32_t width, int64_t least, int64_t step,
    uint32_t *__counted_by(count) values __noescape, size_t count);

/// Doubles that stand as their 8 bytes (width 8) or as floats (width 4).
void daybook_copy_doubles(
    DAYBOOK_PACKED, uint32_t width, double *__counted_by(count) values __noescape, size_t count);

/// The number of one value; 0 when it lies outside.
uint64_t daybook_packed_number(DAYBOOK_PACKED, uint32_t width, size_t count, size_t index);

void daybook_pack(
    const int64_t *__counted_by(count) values __noescape, size_t count, int64_t least, int64_t step,
    uint32_t width, uint8_t *__counted_by(byte_count) bytes __noescape, size_t byte_count);

/// The integer m of each value with m / scale == value bit for bit, |m| <= 2^51. How many values have one, up to
/// the first that has none.
size_t daybook_scaled(
    const double *__counted_by(count) values __noescape, size_t count, double scale,
    int64_t *__counted_by(result_count) integers __noescape, size_t result_count);

typedef struct {
    int64_t least;
    int64_t greatest;
} daybook_integer_range;

/// 0 and 0 for none.
daybook_integer_range daybook_range_of(const int64_t *__counted_by(count) values __noescape, size_t count);

typedef struct {
    double least;
    double greatest;
} daybook_number_range;

/// 0 and 0 for none. There must be no NaN among them.
daybook_number_range daybook_number_range_of(
    const double *__counted_by(count) values __noescape, size_t count);

/// The greatest of some codes; 0 for none.
uint32_t daybook_greatest_code(const uint32_t *__counted_by(count) codes __noescape, size_t count);

/// An exact sum of doubles: digits of 32 bits with the least subnormal as their unit, in 64 bits each, so that
/// they are carried seldom. Behind them: how often was added since, and which values were not finite: 1 infinity,
/// 2 minus infinity, 4 NaN, added up.
#define DAYBOOK_SUM_DIGITS 70
#define DAYBOOK_SUM int64_t *__counted_by(state_count) state __noescape, size_t state_count

/// Adds a value so many times.
void daybook_sum_add_one(double value, uint64_t times, DAYBOOK_SUM);

/// Adds values. Returns their range: infinity and minus infinity for none; NaN among them is passed over.
daybook_number_range daybook_sum_add(
    const double *__counted_by(count) values __noescape, size_t count, DAYBOOK_SUM);

/// Adds (value - centre)^2 of each, both steps rounded. None should be farther from the centre than `farthest`,
/// or it takes longer.
void daybook_sum_add_squares(
    const double *__counted_by(count) values __noescape, size_t count, double centre, double farthest,
    DAYBOOK_SUM);

/// Brings every digit but the last into 0..<2^32.
void daybook_sum_carry(DAYBOOK_SUM);

/// The most bins that values are counted in.
#define DAYBOOK_BINS_MAXIMUM 4097

/// Counts values v in bins: (v - low) * factor, rounded, up to the last bin. Behind the bins stand two more
/// counts: of values below `low`, and of those above `high`.
void daybook_count_bins(
    const double *__counted_by(count) values __noescape, size_t count, double low, double high, double factor,
    uint32_t *__counted_by(bin_count) counts __noescape, size_t bin_count);

/// The values, in order, in bins whose mark is not 0; how many. Marks are as many as counts. There must be room
/// for all values.
size_t daybook_gather_bins(
    const double *__counted_by(count) values __noescape, size_t count, double low, double high, double factor,
    const uint16_t *__counted_by(bin_count) marks __noescape, size_t bin_count,
    double *__counted_by(found_count) found __noescape, size_t found_count);

typedef struct {
    int64_t both;
    int64_t at_or_over;
} daybook_comparison;

/// How many values and limits are there both, NaN being none; and how often the value is not under its limit.
daybook_comparison daybook_compare(
    const double *__counted_by(count) values __noescape, size_t count,
    const double *__counted_by(limit_count) limits __noescape, size_t limit_count);
