// PJRT_API_MINOR = 7 is a comment.
const std = @import("std");
