// Enums without a tag: with a typedef, with neither, inside a struct.
#include "base.h"

typedef enum {
  Sample_Mode_kOff,
  Sample_Mode_kReadWrite,
  Sample_Mode_kF8E4M3B11FNUZ = 7,
  Sample_Mode_k64Bit,
} Sample_Mode;

enum { SAMPLE_LOOSE_ONE = 1, SAMPLE_LOOSE_TWO };

typedef struct Sample_Holder {
  Sample_Mode mode;
  enum { Sample_Inner_kYes = 5, Sample_Inner_kNo } inner;
} Sample_Holder;
