// Stands in for libc's: the headers include it and assert nothing in C.
#pragma once
