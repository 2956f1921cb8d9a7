// Members without a name, one within another: their fields belong to the struct outside.
#include "base.h"

typedef struct Sample_Variant {
  int32_t kind;
  union {
    const char* text;
    struct {
      int16_t low;
      union {
        double wide;
        char bytes[3];
      };
    };
  };
  char after;
} Sample_Variant;
