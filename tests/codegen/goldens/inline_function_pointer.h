// Function pointers without a typedef: in an argument struct, and as the slots of an extension.
#include "base.h"

#define PJRT_API_SAMPLE_EXTENSION_VERSION 3

struct PJRT_Sample_Go_Args {
  PJRT_Client* client;
  void (*finished)(void* data, size_t size);
  void* finished_arg;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Go_Args, finished_arg);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Error* (*go)(PJRT_Sample_Go_Args* args);
  int32_t (*count)(PJRT_Client* client);
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, count);
