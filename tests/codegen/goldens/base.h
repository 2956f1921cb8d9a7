// What every golden header stands on: the least that the resolver and the shared templates need.
#ifndef GOLDENS_BASE_H_
#define GOLDENS_BASE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PJRT_API_MAJOR 0
#define PJRT_API_MINOR 7

#define PJRT_DEFINE_STRUCT_TRAITS(S, last) \
  typedef struct S S;                      \
  enum { S##_STRUCT_SIZE = offsetof(S, last) + sizeof(((S*)0)->last) }

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  PJRT_Extension_Type_Sample = 0,
} PJRT_Extension_Type;

typedef struct PJRT_Extension_Base {
  size_t struct_size;
  PJRT_Extension_Type type;
  struct PJRT_Extension_Base* next;
} PJRT_Extension_Base;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Extension_Base, next);

typedef struct PJRT_Error PJRT_Error;
typedef struct PJRT_Client PJRT_Client;
typedef struct PJRT_Device PJRT_Device;

typedef enum {
  PJRT_Error_Code_OK = 0,
  PJRT_Error_Code_INTERNAL = 13,
} PJRT_Error_Code;

typedef enum {
  PJRT_NamedValue_kString = 0,
  PJRT_NamedValue_kInt64,
  PJRT_NamedValue_kInt64List,
  PJRT_NamedValue_kFloat,
  PJRT_NamedValue_kBool,
} PJRT_NamedValue_Type;

struct PJRT_NamedValue {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const char* name;
  size_t name_size;
  PJRT_NamedValue_Type type;
  union {
    const char* string_value;
    int64_t int64_value;
    const int64_t* int64_array_value;
    float float_value;
    bool bool_value;
  };
  size_t value_size;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_NamedValue, value_size);

#ifdef __cplusplus
}
#endif

#endif  // GOLDENS_BASE_H_
