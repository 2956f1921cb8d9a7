// A scoped enum for C++, a plain one for C.
#include "base.h"

#ifdef __cplusplus
enum class Sample_Shade : int16_t {
#else
enum Sample_Shade : int16_t {
#endif
  SAMPLE_SHADE_NONE = 0,
  SAMPLE_SHADE_DARK = -1,
};

typedef struct Sample_Shades {
  enum Sample_Shade shade;
  char after;
} Sample_Shades;
