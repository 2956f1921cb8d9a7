/* A plugin, one client of it, its first device mostly, programs with their arguments. Every failure ends the process. */

#ifndef BENCHMARKS_NATIVE_PLUGIN_H_
#define BENCHMARKS_NATIVE_PLUGIN_H_

#include <stddef.h>
#include <stdint.h>

#include "xla/pjrt/c/pjrt_c_api.h"

extern const PJRT_Api *api;

/* Prints "error" and the message as the answer, and ends the process with status 2. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Fails with the plugin's message if there is an error. */
void check(PJRT_Error *error, const char *function);

#define CALL(Function, args) check(api->Function(&(args)), #Function)
#define ARGS(Struct) {.struct_size = Struct##_STRUCT_SIZE}

/* An array on the host, 64-byte aligned, so that a plugin may use it in place. */
typedef struct {
  PJRT_Buffer_Type type;
  size_t num_dims;
  int64_t *dims;
  void *data;
  size_t size;
} Array;

/* A compiled program. buffers: its arguments on the device, one for each of arrays. */
typedef struct Program {
  struct Program *next;
  char *name;
  PJRT_LoadedExecutable *executable;
  size_t num_results;
  size_t num_arguments;
  size_t num_state; /* so many of the first arguments are donated, and are the first results of the last run */
  Array *arrays;
  PJRT_Buffer **buffers;
  PJRT_Buffer **spread; /* the arguments on the first device, then on the next; NULL unless that was asked for */
} Program;

extern size_t num_devices;

void plugin_open(const char *path, int64_t num_devices);
void plugin_close(void);

Program *program_compile(const char *name, const char *code_path, const char *options_path);
Program *program_named(const char *name);
void program_forget(const char *name);
void program_add_argument(Program *program, PJRT_Buffer_Type type, const int64_t *dims, size_t num_dims,
                          const char *data_path);

/* Puts the arguments on each device, too. */
void program_spread(Program *program);

/* Puts an array on the first device. */
PJRT_Buffer *buffer_put(const Array *array, PJRT_HostBufferSemantics semantics, PJRT_Event **done);
void buffer_destroy(PJRT_Buffer *buffer);
/* Waits for an event and destroys it. */
void event_finish(PJRT_Event *event);
/* Waits until the data is there. */
void buffer_wait(PJRT_Buffer *buffer);
/* Copies the data to the host; returns its size. With a NULL destination, the size that it has to have. */
size_t buffer_copy(PJRT_Buffer *buffer, void *to, size_t size);

void *aligned(size_t size);

#endif
