// C++ in a header for C: namespaces go, `a::b` is an opaque type or the one that the overrides give.
#include <cstddef>
#include <cstdint>

#include "base.h"
#include "somewhere/that/is/not/here.h"

typedef struct PJRT_Sample_Ids_Args {
  size_t struct_size;
  const xla::GlobalDeviceId* ids;  // Has size num_ids.
  size_t num_ids;
  xla::CrossHostTransferKey key;
} PJRT_Sample_Ids_Args;

namespace sample {
namespace inner {
class Nothing { void method(const std::string& text); };
}  // namespace inner
sample::inner::Nothing Make(xla::Unheard::Of* of);
}  // namespace sample

inline namespace also { int gone; }

namespace a::b {
struct Hidden { int x; };
}

struct Sample_After {
  int32_t stays;
};
