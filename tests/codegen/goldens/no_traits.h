// Structs that no traits macro mentions: their sizeof counts.
#include "base.h"

typedef struct Sample_Plain {
  int64_t first;
  bool last;
} Sample_Plain;

typedef Sample_Plain Sample_Plain_Alias;

struct Sample_Sized {
  size_t struct_size;
  Sample_Plain_Alias plain;
  uint8_t last;
};
