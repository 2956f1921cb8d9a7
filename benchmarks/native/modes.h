/* What is timed. */

#ifndef BENCHMARKS_NATIVE_MODES_H_
#define BENCHMARKS_NATIVE_MODES_H_

#include <stddef.h>
#include <stdint.h>

#include "plugin.h"

/* The nanoseconds that it takes to do the mode's work so many times in each of so many threads at once. */
int64_t time_program(const char *mode, Program *program, size_t count, size_t num_threads);

/* The nanoseconds that so many copies of so many bytes take. fresh: to new memory each time, as a new buffer is. */
int64_t time_memcpy(size_t size, size_t count, int fresh);

/* The bytes by which the process grows while it holds the results of so many runs. */
int64_t hold_results(Program *program, size_t count);

/* Runs the program once; the data of one of its results, to be freed. */
void *program_value(Program *program, size_t result, size_t *size);

#endif
