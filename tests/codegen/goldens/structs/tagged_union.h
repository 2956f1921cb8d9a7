// A struct that is passed whole: a union whose member an enum names, rows that lie one after the other, and what is no
// struct's business to write.
#include "../base.h"

typedef enum {
  Sample_Order_Type_Rows = 0,
  Sample_Order_Type_Strides,
} Sample_Order_Type;

typedef struct Sample_Rows {
  size_t struct_size;
  const int64_t* sizes;
  size_t num_sizes;
} Sample_Rows;
PJRT_DEFINE_STRUCT_TRAITS(Sample_Rows, num_sizes);

typedef struct Sample_Strides {
  size_t struct_size;
  const int64_t* strides;
  size_t num_strides;
} Sample_Strides;
PJRT_DEFINE_STRUCT_TRAITS(Sample_Strides, num_strides);

typedef struct Sample_Order {
  size_t struct_size;
  union {
    Sample_Rows rows;
    Sample_Strides strides;
  };
  Sample_Order_Type type;
  char* name;
  size_t name_size;
} Sample_Order;
PJRT_DEFINE_STRUCT_TRAITS(Sample_Order, name_size);

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const Sample_Order* order;
  const Sample_Order* const* more;
  size_t num_more;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, num_more);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
