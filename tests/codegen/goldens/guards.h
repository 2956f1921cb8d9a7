// A guard, conditions, and linkage that only C++ sees.
#ifndef GOLDENS_GUARDS_H_
#define GOLDENS_GUARDS_H_

#include "base.h"

#define SAMPLE_VERSION 12
#define SAMPLE_MASK 0xF0
#define SAMPLE_BELOW (-2)
#define SAMPLE_TEXT "not a number"
#define SAMPLE_TWICE(x) ((x) * 2)

#ifdef __cplusplus
extern "C" {
#endif

#if SAMPLE_VERSION > 10 && defined(SAMPLE_MASK)
typedef struct Sample_New {
  int64_t field;
} Sample_New;
#else
typedef struct Sample_Old {
  int32_t field;
} Sample_Old;
#endif

#ifdef __cplusplus
}
#endif

#endif  // GOLDENS_GUARDS_H_
