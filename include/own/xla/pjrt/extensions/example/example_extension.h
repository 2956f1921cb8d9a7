// The Example extension: three functions in a struct that a plugin chains from
// PJRT_Api.extension_start. A vendor's private extension has the same shape.

#ifndef PJRT_OWN_EXAMPLE_EXTENSION_H_
#define PJRT_OWN_EXAMPLE_EXTENSION_H_

#include <stddef.h>
#include <stdint.h>

#include "xla/pjrt/c/pjrt_c_api.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PJRT_API_EXAMPLE_EXTENSION_VERSION 1

// Opaque: the object behind the extension, known to the plugin only.
typedef struct PJRT_ExampleExtensionCpp PJRT_ExampleExtensionCpp;

// The Args structs hold neither struct_size nor extension_start.

struct PJRT_ExampleExtension_ExampleMethod_Args {
  PJRT_ExampleExtensionCpp* extension_cpp;
  int64_t value;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_ExampleExtension_ExampleMethod_Args, value);

// Shared by create, which sets extension_cpp, and destroy, which reads it.
struct PJRT_ExampleExtension_CreateExampleExtensionCpp_Args {
  PJRT_ExampleExtensionCpp* extension_cpp;  // in/out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_ExampleExtension_CreateExampleExtensionCpp_Args,
                          extension_cpp);

typedef PJRT_ExampleExtension_CreateExampleExtensionCpp_Args
    PJRT_ExampleExtension_DestroyExampleExtensionCpp_Args;

// In the chain, base.type is PJRT_Extension_Type_Example.
typedef struct PJRT_Example_Extension {
  PJRT_Extension_Base base;
  PJRT_Error* (*example_method)(PJRT_ExampleExtension_ExampleMethod_Args* args);
  PJRT_Error* (*create)(
      PJRT_ExampleExtension_CreateExampleExtensionCpp_Args* args);
  PJRT_Error* (*destroy)(
      PJRT_ExampleExtension_DestroyExampleExtensionCpp_Args* args);
} PJRT_Example_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Example_Extension, destroy);

#ifdef __cplusplus
}
#endif

#endif  // PJRT_OWN_EXAMPLE_EXTENSION_H_
