// Structs and unions whose bodies stand inside another: with a tag, without one, in arrays, behind pointers.
#include "base.h"

typedef struct Sample_Outer {
  char lead;
  struct Sample_Tagged {
    int16_t x;
    union {
      int64_t wide;
      char narrow;
    } either;
  } tagged;
  struct {
    char c;
    float f;
  } pair, other;
  struct {
    int8_t a[3];
    int16_t b;
  } many[2];
  struct {
    double d;
  }* behind;
  struct Sample_Tagged again;
} Sample_Outer;
