// Rule: text.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const char* name;
  size_t name_size;
  const char* hint;  // may be NULL
  size_t hint_size;
  const char* plain;
  const char* answer;  // out
  size_t answer_size;  // out
  const char* serialized_answer;  // out
  size_t serialized_answer_size;  // out
  const char* word;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, word);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
