// Every arithmetic type, by each of its C spellings.
#include "base.h"

typedef struct Sample_Numbers {
  char c;
  signed char sc;
  unsigned char uc;
  short s;
  short int si;
  unsigned short us;
  int i;
  signed int sgi;
  unsigned u;
  unsigned int ui;
  long l;
  long int li;
  unsigned long ul;
  long long ll;
  long long int lli;
  unsigned long long ull;
  float f;
  double d;
  bool b;
  _Bool b2;
  int8_t i8;
  uint16_t u16;
  int32_t i32;
  uint64_t u64;
  size_t size;
  ptrdiff_t difference;
  intptr_t address;
  uintptr_t unsigned_address;
} Sample_Numbers;
