// What else comments state: NULL, lengths, owners, bytes.
#include "base.h"

struct PJRT_Sample_Facts_Args {
  size_t struct_size;
  PJRT_Client* client;  // may be NULL
  PJRT_Device* device;  // optional
  const char* name;  // null-terminated
  const int64_t* dims;  // array of size rank
  size_t rank;
  // Has length `how_many`.
  const int64_t* marks;
  size_t how_many;
  const int64_t* lost;  // has size somewhere_else
  const char* blob;  // a serialized message
  size_t blob_size;
  const char* note;  // out, lifetime of the client
  size_t note_size;  // out
  PJRT_Device* parent;  // out, owned by the client
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Facts_Args, parent);
