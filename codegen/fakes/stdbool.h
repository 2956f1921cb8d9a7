// Stands in for libc's: `bool` is a keyword of the C23 dialect that the parser uses.
#pragma once
