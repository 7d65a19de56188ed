#include "CColumns.h"

#include <float.h>
#include <string.h>

#include "kernels.h"

#pragma STDC FP_CONTRACT OFF

// Four doubles and what compares of them; wide registers where there are any, else pairs of narrow ones.
typedef double four __attribute__((vector_size(32)));
typedef int64_t four_bits __attribute__((vector_size(32)));

#define LOAD(VECTOR, FROM) memcpy(&(VECTOR), (FROM), sizeof(VECTOR))
#define CHOICE(WHERE, YES, NO) \
    ((four)(((four_bits)(YES) & (WHERE)) | ((four_bits)(NO) & ~(WHERE))))

// The digits of an exact sum, and behind them how often was added to them and what was not finite.
enum { DIGITS = DAYBOOK_SUM_DIGITS, ADDS = DIGITS, ODD = DIGITS + 1, STATE = DIGITS + 2 };
enum { ODD_POSITIVE = 1, ODD_NEGATIVE = 2, ODD_NAN = 4 };

static void carry(int64_t *state) {
    for (int i = 0; i + 1 < DIGITS; i++) {
        state[i + 1] += state[i] >> 32;
        state[i] &= 0xffffffff;
    }
    state[ADDS] = 0;
}

INLINE void put(unsigned __int128 wide, int64_t sign, int64_t *digits) {
    digits[0] += sign * (int64_t)(wide & 0xffffffff);
    digits[1] += sign * (int64_t)((wide >> 32) & 0xffffffff);
    digits[2] += sign * (int64_t)(wide >> 64);
}

INLINE void add_one(double value, uint64_t times, int64_t *state) {
    uint64_t bits;
    memcpy(&bits, &value, 8);
    uint64_t field = bits >> 52 & 0x7ff, mantissa = bits & 0xfffffffffffff;
    int64_t sign = bits >> 63 ? -1 : 1;
    if (times == 0) return;
    if (field == 0x7ff) {
        state[ODD] |= mantissa ? ODD_NAN : sign < 0 ? ODD_NEGATIVE : ODD_POSITIVE;
        return;
    }
    if (field > 0) mantissa |= (uint64_t)1 << 52;
    // The unit of the digits is the smallest subnormal.
    uint64_t shift = field > 0 ? field - 1 : 0;
    unsigned __int128 product = (unsigned __int128)mantissa * times;
    int64_t *digits = state + (shift >> 5);
    put((unsigned __int128)(uint64_t)product << (shift & 31), sign, digits);
    uint64_t high = (uint64_t)(product >> 64);
    if (high) put((unsigned __int128)high << (shift & 31), sign, digits + 2);
    if ((state[ADDS] += 1 + (high != 0)) >= 1 << 30) carry(state);
}

// Values are added up in blocks. A block's values are cut at a power of two far under the greatest of them:
// the heads are multiples of it, few enough bits that a double holds their sum without rounding; what is left
// is cut again, further down. Cutting is adding to a number so great that the head alone stays: the running
// sum itself, begun at 1.5 * 2^k (Demmel and Nguyen, "Parallel Reproducible Summation", 2015).
enum { BLOCK = 2048, HEAD = 41 };

/// 1.5 * 2^exponent, for exponents of normal doubles.
INLINE double one_and_a_half(int exponent) {
    uint64_t bits = (uint64_t)(exponent + 1023) << 52 | (uint64_t)1 << 51;
    double value;
    memcpy(&value, &bits, 8);
    return value;
}

/// Cuts the values of a block, a multiple of eight, `folds` times and adds the heads' sums.
///
/// Returns false, with nothing added, when that was not all of them, or one was greater than was said.
#define FOLD(NAME, FOLDS, VALUE) \
    INLINE int NAME(const double *values, size_t count, double greatest, double centre, int64_t *state) { \
        uint64_t bits; \
        memcpy(&bits, &greatest, 8); \
        int exponent = (int)(bits >> 52 & 0x7ff) - 1022; \
        if (!(greatest > 0) || exponent > 1000 || exponent < -900) return 0; \
        double starts[FOLDS]; \
        four sums[FOLDS][2], middle; \
        four_bits rest = {0, 0, 0, 0}; \
        for (int lane = 0; lane < 4; lane++) middle[lane] = centre; \
        for (int fold = 0; fold < FOLDS; fold++) { \
            starts[fold] = one_and_a_half(exponent + 12 - HEAD * fold); \
            for (int lane = 0; lane < 4; lane++) \
                sums[fold][0][lane] = sums[fold][1][lane] = starts[fold]; \
        } \
        for (size_t i = 0; i < count; i += 8) { \
            for (int half = 0; half < 2; half++) { \
                four left; \
                LOAD(left, values + i + 4 * half); \
                VALUE(left, middle) \
                for (int fold = 0; fold < FOLDS; fold++) { \
                    four next = sums[fold][half] + left; \
                    four head = next - sums[fold][half]; \
                    left = left - head; \
                    sums[fold][half] = next; \
                } \
                rest |= (four_bits)left; \
            } \
        } \
        /* A negative zero is left of nothing, too. */ \
        int64_t some = (rest[0] | rest[1] | rest[2] | rest[3]) & INT64_MAX; \
        double heads[FOLDS]; \
        for (int fold = 0; fold < FOLDS; fold++) { \
            heads[fold] = 0; \
            for (int half = 0; half < 2; half++) \
                for (int lane = 0; lane < 4; lane++) { \
                    double sum = sums[fold][half][lane]; \
                    /* Also false of NaN. */ \
                    if (!(sum < starts[fold] / 0.75)) return 0; \
                    heads[fold] += sum - starts[fold]; \
                } \
        } \
        if (some) return 0; \
        for (int fold = 0; fold < FOLDS; fold++) add_one(heads[fold], 1, state); \
        return 1; \
    }

#define ITSELF(LEFT, MIDDLE)
#define SQUARED(LEFT, MIDDLE) LEFT = LEFT - MIDDLE; LEFT = LEFT * LEFT;

FOLD(fold_values_twice, 2, ITSELF)
FOLD(fold_values, 3, ITSELF)
FOLD(fold_squares, 3, SQUARED)

INLINE daybook_number_range range_in(const double *values, size_t count) {
    daybook_number_range range = {__builtin_inf(), -__builtin_inf()};
    size_t i = 0;
    if (count >= 8) {
        four least[2], greatest[2];
        for (int lane = 0; lane < 4; lane++) {
            least[0][lane] = least[1][lane] = range.least;
            greatest[0][lane] = greatest[1][lane] = range.greatest;
        }
        for (; i + 8 <= count; i += 8)
            for (int half = 0; half < 2; half++) {
                four value;
                LOAD(value, values + i + 4 * half);
                least[half] = CHOICE(value < least[half], value, least[half]);
                greatest[half] = CHOICE(value > greatest[half], value, greatest[half]);
            }
        for (int half = 0; half < 2; half++)
            for (int lane = 0; lane < 4; lane++) {
                range.least = least[half][lane] < range.least ? least[half][lane] : range.least;
                range.greatest =
                    greatest[half][lane] > range.greatest ? greatest[half][lane] : range.greatest;
            }
    }
    for (; i < count; i++) {
        range.least = values[i] < range.least ? values[i] : range.least;
        range.greatest = values[i] > range.greatest ? values[i] : range.greatest;
    }
    return range;
}

INLINE daybook_number_range add_values(const double *values, size_t count, int64_t *state) {
    daybook_number_range all = {__builtin_inf(), -__builtin_inf()};
    for (size_t start = 0; start < count; start += BLOCK) {
        const double *block = values + start;
        size_t length = count - start < BLOCK ? count - start : BLOCK, even = length & ~(size_t)7;
        daybook_number_range range = range_in(block, length);
        all.least = range.least < all.least ? range.least : all.least;
        all.greatest = range.greatest > all.greatest ? range.greatest : all.greatest;
        double greatest = -range.least > range.greatest ? -range.least : range.greatest;
        if (!(even >= 16
              && (fold_values_twice(block, even, greatest, 0, state)
                  || fold_values(block, even, greatest, 0, state))))
            even = 0;
        for (size_t i = even; i < length; i++) add_one(block[i], 1, state);
    }
    return all;
}

INLINE void add_squares(
    const double *values, size_t count, double centre, double farthest, int64_t *state
) {
    double greatest = farthest * farthest;
    for (size_t start = 0; start < count; start += BLOCK) {
        const double *block = values + start;
        size_t length = count - start < BLOCK ? count - start : BLOCK, even = length & ~(size_t)7;
        if (!(even >= 16 && fold_squares(block, even, greatest, centre, state))) even = 0;
        for (size_t i = even; i < length; i++) {
            double distance = block[i] - centre;
            add_one(distance * distance, 1, state);
        }
    }
}

TWICE(daybook_number_range, add_values, (const double *values, size_t count, int64_t *state),
    (values, count, state))
TWICE(void, add_squares,
    (const double *values, size_t count, double centre, double farthest, int64_t *state),
    (values, count, centre, farthest, state))

void daybook_sum_add_one(double value, uint64_t times, int64_t *state, size_t state_count) {
    if (state_count == STATE) add_one(value, times, state);
}

daybook_number_range daybook_sum_add(
    const double *values, size_t count, int64_t *state, size_t state_count
) {
    daybook_number_range none = {__builtin_inf(), -__builtin_inf()};
    if (state_count != STATE) return none;
    return CHOOSE(add_values, (values, count, state));
}

void daybook_sum_add_squares(
    const double *values, size_t count, double centre, double farthest, int64_t *state, size_t state_count
) {
    if (state_count != STATE) return;
    CHOOSE(add_squares, (values, count, centre, farthest, state));
}

void daybook_sum_carry(int64_t *state, size_t state_count) {
    if (state_count == STATE) carry(state);
}

// 2^52: added to a number from 0 up to it, it leaves the number, rounded, in the low bits.
#define ROUNDING 4503599627370496.0

/// The bins of some values, a multiple of four: 0 up to `last`, then those below and those above.
INLINE void bins_of(
    const double *values, size_t count, double low, double high, double factor, size_t last, uint32_t *bins
) {
    four lows, highs, factors, rounding, greatest, below, above;
    for (int lane = 0; lane < 4; lane++) {
        lows[lane] = low;
        highs[lane] = high;
        factors[lane] = factor;
        rounding[lane] = ROUNDING;
        greatest[lane] = ROUNDING + (double)last;
        below[lane] = ROUNDING + (double)(last + 1);
        above[lane] = ROUNDING + (double)(last + 2);
    }
    for (size_t i = 0; i < count; i += 4) {
        four value, place;
        LOAD(value, values + i);
        place = (value - lows) * factors + rounding;
        place = CHOICE(place < greatest, place, greatest);
        place = CHOICE(value < lows, below, place);
        place = CHOICE(value <= highs, place, CHOICE(value < lows, below, above));
        typedef uint32_t four_words __attribute__((vector_size(16)));
        four_words words = __builtin_convertvector((four_bits)place, four_words);
        memcpy(bins + i, &words, sizeof(words));
    }
}

INLINE uint32_t bin_of(double value, double low, double high, double factor, size_t last) {
    if (value < low) return (uint32_t)last + 1;
    if (!(value <= high)) return (uint32_t)last + 2;
    double place = (value - low) * factor + ROUNDING;
    if (!(place < ROUNDING + (double)last)) return (uint32_t)last;
    uint64_t bits;
    memcpy(&bits, &place, 8);
    return (uint32_t)bits;
}

enum { BINS = DAYBOOK_BINS_MAXIMUM, STRIPE = 512 };

INLINE void count_bins(
    const double *values, size_t count, double low, double high, double factor, uint32_t *counts, size_t last
) {
    uint32_t bins[STRIPE];
    size_t start = 0;
    // Two tables by turns, so that equal neighbours do not wait for each other's count; small enough for the
    // nearest cache, and so seldom emptied that none of them runs over.
    enum { ROUND = 65536 };
    while (count - start >= 8192) {
        uint16_t tables[2][BINS + 3];
        memset(tables, 0, sizeof(tables));
        size_t end = count - start < ROUND ? start + ((count - start) & ~(size_t)(STRIPE - 1)) : start + ROUND;
        for (; start < end; start += STRIPE) {
            bins_of(values + start, STRIPE, low, high, factor, last, bins);
            for (int i = 0; i < STRIPE; i += 2) {
                tables[0][bins[i]]++;
                tables[1][bins[i + 1]]++;
            }
        }
        for (size_t bin = 0; bin < last + 3; bin++) counts[bin] += (uint32_t)tables[0][bin] + tables[1][bin];
    }
    for (; start < count; start += STRIPE) {
        size_t length = count - start < STRIPE ? count - start : STRIPE, even = length & ~(size_t)3;
        bins_of(values + start, even, low, high, factor, last, bins);
        for (size_t i = 0; i < even; i++) counts[bins[i]]++;
        for (size_t i = even; i < length; i++) counts[bin_of(values[start + i], low, high, factor, last)]++;
    }
}

INLINE size_t gather_bins(
    const double *values, size_t count, double low, double high, double factor, const uint16_t *marks,
    size_t last, double *found
) {
    uint32_t bins[STRIPE];
    size_t length = 0;
    for (size_t start = 0; start < count; start += STRIPE) {
        const double *stripe = values + start;
        size_t size = count - start < STRIPE ? count - start : STRIPE, even = size & ~(size_t)3;
        bins_of(stripe, even, low, high, factor, last, bins);
        size_t i = 0;
        for (; i + 8 <= size; i += 8) {
            uint32_t some = 0;
            for (size_t j = i; j < i + 8; j++) some |= marks[bins[j]];
            if (!some) continue;
            // Written whether it is wanted or not: the next one goes over what is not.
            for (size_t j = i; j < i + 8; j++) {
                found[length] = stripe[j];
                length += marks[bins[j]] != 0;
            }
        }
        for (; i < size; i++) {
            found[length] = stripe[i];
            length += marks[bin_of(stripe[i], low, high, factor, last)] != 0;
        }
    }
    return length;
}

TWICE(void, count_bins,
    (const double *values, size_t count, double low, double high, double factor, uint32_t *counts, size_t last),
    (values, count, low, high, factor, counts, last))
TWICE(size_t, gather_bins,
    (const double *values, size_t count, double low, double high, double factor, const uint16_t *marks,
     size_t last, double *found),
    (values, count, low, high, factor, marks, last, found))

void daybook_count_bins(
    const double *values, size_t count, double low, double high, double factor, uint32_t *counts,
    size_t bin_count
) {
    if (bin_count < 3 || bin_count > BINS + 3) return;
    CHOOSE(count_bins, (values, count, low, high, factor, counts, bin_count - 3));
}

size_t daybook_gather_bins(
    const double *values, size_t count, double low, double high, double factor, const uint16_t *marks,
    size_t bin_count, double *found, size_t found_count
) {
    if (bin_count < 3 || bin_count > BINS + 3 || found_count < count) return 0;
    return CHOOSE(gather_bins, (values, count, low, high, factor, marks, bin_count - 3, found));
}

INLINE daybook_comparison compare(const double *values, const double *limits, size_t count) {
    daybook_comparison found = {0, 0};
    four_bits both = {0, 0, 0, 0}, over = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        four value, limit;
        LOAD(value, values + i);
        LOAD(limit, limits + i);
        // True is -1; false with a NaN on either side.
        over -= value >= limit;
        both -= (value >= limit) | (value < limit);
    }
    for (int lane = 0; lane < 4; lane++) {
        found.both += both[lane];
        found.at_or_over += over[lane];
    }
    for (; i < count; i++) {
        found.at_or_over += values[i] >= limits[i];
        found.both += values[i] >= limits[i] || values[i] < limits[i];
    }
    return found;
}

TWICE(daybook_comparison, compare, (const double *values, const double *limits, size_t count),
    (values, limits, count))

daybook_comparison daybook_compare(
    const double *values, size_t count, const double *limits, size_t limit_count
) {
    return CHOOSE(compare, (values, limits, count < limit_count ? count : limit_count));
}
