// Structs, unions and enums named without their tag, as C++ may.
#include "base.h"

struct Sample_Later;

enum Sample_Kind {
  Sample_Kind_kOne,
  Sample_Kind_kTwo,
};

struct Sample_Uses {
  Sample_Later* later;
  Sample_Kind kind;
};

struct Sample_Later {
  Sample_Kind kind;
  Sample_Uses uses;
};

union Sample_Either {
  int32_t number;
  Sample_Later later;
};

struct Sample_Last {
  Sample_Either either;
};
