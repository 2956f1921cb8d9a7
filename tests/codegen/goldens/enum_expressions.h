// Values made of shifts, signs, other values, octal and hexadecimal numbers.
#include "base.h"

typedef enum {
  Sample_Flag_kNone = 0,
  Sample_Flag_kFirst = 1 << 0,
  Sample_Flag_kThird = 1 << 2,
  Sample_Flag_kBoth = Sample_Flag_kFirst | Sample_Flag_kThird,
  Sample_Flag_kNext,
  Sample_Flag_kMinus = -4,
  Sample_Flag_kAfterMinus,
  Sample_Flag_kOctal = 010,
  Sample_Flag_kHex = (0x10 + 2) * 2 - 1,
  Sample_Flag_kInverse = ~1,
  Sample_Flag_kLetter = 'A',
  Sample_Flag_kHalf = 64 >> 1,
} Sample_Flag;

typedef enum {
  Sample_Unsigned_kTop = 0xFFFFFFFFu,
} Sample_Unsigned;

typedef enum {
  Sample_Long_kLow = -1,
  Sample_Long_kHigh = 0xFFFFFFFF,
} Sample_Long;
