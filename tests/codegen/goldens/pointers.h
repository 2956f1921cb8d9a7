// Pointers to pointers, and what is const in each.
#include "base.h"

typedef struct Sample_Pointers {
  const char* text;
  char* buffer;
  const char* const* names;
  const char** texts;
  char* const* fixed;
  PJRT_Device* const** rows;
  const void* anything;
  struct Sample_Pointers* next;
} Sample_Pointers;
