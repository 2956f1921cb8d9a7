// Arrays of fixed length, lengths as expressions, two dimensions; a flexible one at the end.
#include "base.h"

enum { SAMPLE_LENGTH = 3 };

typedef struct Sample_Arrays {
  char name[SAMPLE_LENGTH + 2];
  int64_t dims[8];
  int16_t grid[2][3];
  PJRT_Client* clients[4];
  const char* const names[1 << 1];
  uint8_t tail[];
} Sample_Arrays;
