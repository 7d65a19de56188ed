// What the files of loops have in common.
#pragma once

#define INLINE static inline __attribute__((always_inline))

// Each loop is compiled twice: for every x86-64, and for those with AVX2, which is asked at run time.
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))
#define HAS_WIDE __builtin_cpu_supports("avx2")
#else
#define WIDE
#define HAS_WIDE 0
#endif

#define TWICE(RESULT, NAME, PARAMETERS, ARGUMENTS) \
    WIDE static RESULT NAME##_wide PARAMETERS { return NAME ARGUMENTS; } \
    static RESULT NAME##_any PARAMETERS { return NAME ARGUMENTS; }
#define CHOOSE(NAME, ARGUMENTS) (HAS_WIDE ? NAME##_wide ARGUMENTS : NAME##_any ARGUMENTS)
