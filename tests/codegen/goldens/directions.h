// Every way to say who writes a field.
#include "base.h"

struct PJRT_Sample_Say_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  int64_t unsaid;
  int64_t in_short;       // in
  int64_t in_dot;         // In.
  int64_t in_colon;       // Input: what goes in
  int64_t short_one;      // out
  int64_t with_dot;       // out.
  int64_t upper;          // OUT
  int64_t with_reason;    // out; a reason follows
  int64_t output_colon;   // Output: what comes back
  int64_t both_slash;     // in/out
  int64_t both_dash;      // in-out
  int64_t both_word;      // inout
  int64_t both_space;     // in out
  int64_t block_after;    /* out */
  int64_t continued;      // out
                          // and then a second line that says more
  int64_t not_continued;
  int64_t ranged;         // out-of-range numbers are clamped
  int64_t within;         // inside a sentence
  int64_t sent;           // how many went out
  int64_t out_by_name;
  int64_t odd;            // in front of all others

  /* out */
  int64_t below_block;

  // A block
  // that ends here.
  int64_t documented;     // Out

  // Output: how many there are,
  // over two lines.
  int64_t below_lines;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Say_Args, below_lines);
