// An enum that says which integer carries it.
#include "base.h"

enum Sample_Width : uint8_t {
  Sample_Width_kNarrow = 1,
  Sample_Width_kWide = 255,
};

enum Sample_Far : int64_t {
  Sample_Far_kBelow = -9000000000,
  Sample_Far_kAbove = 9000000000,
};

typedef struct Sample_Widths {
  Sample_Width first;
  Sample_Width both[2];
  Sample_Far far;
} Sample_Widths;
