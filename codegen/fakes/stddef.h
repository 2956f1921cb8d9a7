// Stands in for libc's: real ones do not go through pycparser. LP64, like every platform with PJRT plugins.
#pragma once
typedef unsigned long size_t;
typedef long ptrdiff_t;
#define NULL ((void*)0)
