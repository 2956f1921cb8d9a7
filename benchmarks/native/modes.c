#include "modes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What a thread needs to run a program: the structs that go into the call, laid out once. */
typedef struct {
  Program *program;
  PJRT_Buffer **arguments;
  PJRT_Buffer **results;
  PJRT_Buffer *const *argument_list;
  PJRT_Buffer **output_list;
  PJRT_ExecuteOptions options;
  PJRT_LoadedExecutable_Execute_Args call;
  void *host; /* room for the first result */
  size_t host_size;
  volatile char seen; /* what was read of a result */
} Frame;

typedef void Mode(Frame *frame, size_t count);

static void *zeros(size_t count, size_t size) {
  void *made = calloc(count + 1, size);
  if (made == NULL) fail("out of memory");
  return made;
}

static void frame_open(Frame *frame, Program *program) {
  memset(frame, 0, sizeof(*frame));
  frame->program = program;
  frame->arguments = zeros(program->num_arguments, sizeof(PJRT_Buffer *));
  if (program->num_arguments > 0) {
    memcpy(frame->arguments, program->buffers, program->num_arguments * sizeof(PJRT_Buffer *));
  }
  frame->results = zeros(program->num_results, sizeof(PJRT_Buffer *));
  frame->argument_list = frame->arguments;
  frame->output_list = frame->results;
  frame->options.struct_size = PJRT_ExecuteOptions_STRUCT_SIZE;
  frame->call.struct_size = PJRT_LoadedExecutable_Execute_Args_STRUCT_SIZE;
  frame->call.executable = program->executable;
  frame->call.options = &frame->options;
  frame->call.argument_lists = &frame->argument_list;
  frame->call.num_devices = 1;
  frame->call.num_args = program->num_arguments;
  frame->call.output_lists = &frame->output_list;
}

static void frame_close(Frame *frame) {
  free(frame->arguments);
  free(frame->results);
  free(frame->host);
}

static void execute(Frame *frame) { CALL(PJRT_LoadedExecutable_Execute, frame->call); }

static void drop_results(Frame *frame) {
  for (size_t i = 0; i < frame->program->num_results; ++i) buffer_destroy(frame->results[i]);
}

/* Copies a buffer to the host's memory, again and again to the same place. */
static void fetch(Frame *frame, PJRT_Buffer *buffer) {
  if (frame->host == NULL) {
    frame->host_size = buffer_copy(buffer, NULL, 0);
    frame->host = aligned(frame->host_size);
  }
  buffer_copy(buffer, frame->host, frame->host_size);
}

/* Reads a byte of a buffer where it lies in the host's memory; a copy of one that lies elsewhere. */
static void look(Frame *frame, PJRT_Buffer *buffer) {
  PJRT_Buffer_IsOnCpu_Args place = ARGS(PJRT_Buffer_IsOnCpu_Args);
  place.buffer = buffer;
  CALL(PJRT_Buffer_IsOnCpu, place);
  if (!place.is_on_cpu) {
    fetch(frame, buffer);
    return;
  }
  buffer_wait(buffer);
  PJRT_Buffer_IncreaseExternalReferenceCount_Args hold = ARGS(PJRT_Buffer_IncreaseExternalReferenceCount_Args);
  hold.buffer = buffer;
  CALL(PJRT_Buffer_IncreaseExternalReferenceCount, hold);
  PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args find = ARGS(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args);
  find.buffer = buffer;
  CALL(PJRT_Buffer_OpaqueDeviceMemoryDataPointer, find);
  frame->seen = *(const char *)find.device_memory_ptr;
  PJRT_Buffer_DecreaseExternalReferenceCount_Args release = ARGS(PJRT_Buffer_DecreaseExternalReferenceCount_Args);
  release.buffer = buffer;
  CALL(PJRT_Buffer_DecreaseExternalReferenceCount, release);
}

static PJRT_Buffer *put(const Array *array) {
  PJRT_Event *done;
  PJRT_Buffer *buffer = buffer_put(array, PJRT_HostBufferSemantics_kImmutableOnlyDuringCall, &done);
  PJRT_Event_Destroy_Args destroy = ARGS(PJRT_Event_Destroy_Args);
  destroy.event = done;
  CALL(PJRT_Event_Destroy, destroy);
  return buffer;
}

static void mode_drop(Frame *frame, size_t count) {
  while (count-- > 0) {
    execute(frame);
    drop_results(frame);
  }
}

static void mode_wait(Frame *frame, size_t count) {
  while (count-- > 0) {
    execute(frame);
    buffer_wait(frame->results[0]);
    drop_results(frame);
  }
}

static void mode_view(Frame *frame, size_t count) {
  while (count-- > 0) {
    execute(frame);
    look(frame, frame->results[0]);
    drop_results(frame);
  }
}

static void mode_copy(Frame *frame, size_t count) {
  while (count-- > 0) {
    execute(frame);
    fetch(frame, frame->results[0]);
    drop_results(frame);
  }
}

/* Arguments from the host, the first result seen there. */
static void mode_host(Frame *frame, size_t count) {
  Program *program = frame->program;
  while (count-- > 0) {
    for (size_t i = 0; i < program->num_arguments; ++i) frame->arguments[i] = put(&program->arrays[i]);
    execute(frame);
    look(frame, frame->results[0]);
    drop_results(frame);
    for (size_t i = 0; i < program->num_arguments; ++i) buffer_destroy(frame->arguments[i]);
  }
}

/* As a training step: the state stays on the device, the rest comes from the host, one result is waited for at the end. */
static void mode_step(Frame *frame, size_t count) {
  Program *program = frame->program;
  size_t state = program->num_state;
  while (count-- > 0) {
    for (size_t i = state; i < program->num_arguments; ++i) frame->arguments[i] = put(&program->arrays[i]);
    execute(frame);
    for (size_t i = 0; i < program->num_arguments; ++i) buffer_destroy(frame->arguments[i]);
    memcpy(frame->arguments, frame->results, state * sizeof(PJRT_Buffer *));
    if (count == 0) buffer_wait(frame->results[state]);
    for (size_t i = state; i < program->num_results; ++i) buffer_destroy(frame->results[i]);
  }
  memcpy(program->buffers, frame->arguments, state * sizeof(PJRT_Buffer *));
}

/* On all devices at once; the last results are waited for. */
static void mode_all(Frame *frame, size_t count) {
  Program *program = frame->program;
  size_t arguments = program->num_arguments, results = program->num_results;
  if (program->spread == NULL) fail("%s: its arguments are on one device only", program->name);
  PJRT_Buffer *const **inputs = zeros(num_devices, sizeof(*inputs));
  PJRT_Buffer ***outputs = zeros(num_devices, sizeof(*outputs));
  PJRT_Buffer **made = zeros(num_devices * results, sizeof(*made));
  for (size_t i = 0; i < num_devices; ++i) {
    inputs[i] = program->spread + i * arguments;
    outputs[i] = made + i * results;
  }
  frame->call.argument_lists = inputs;
  frame->call.output_lists = outputs;
  frame->call.num_devices = num_devices;
  while (count-- > 0) {
    execute(frame);
    for (size_t i = 0; i < num_devices * results && count == 0; ++i) buffer_wait(made[i]);
    for (size_t i = 0; i < num_devices * results; ++i) buffer_destroy(made[i]);
  }
  free(inputs);
  free(outputs);
  free(made);
}

static void mode_put(Frame *frame, size_t count) {
  while (count-- > 0) buffer_destroy(put(&frame->program->arrays[0]));
}

static void mode_put_immutable(Frame *frame, size_t count) {
  while (count-- > 0) {
    PJRT_Event *done;
    PJRT_Buffer *buffer =
        buffer_put(&frame->program->arrays[0], PJRT_HostBufferSemantics_kImmutableZeroCopy, &done);
    buffer_destroy(buffer);
    event_finish(done);
  }
}

static void mode_fetch(Frame *frame, size_t count) {
  while (count-- > 0) look(frame, frame->program->buffers[0]);
}

static const struct {
  const char *name;
  Mode *run;
} modes[] = {
    {"drop", mode_drop}, {"wait", mode_wait}, {"view", mode_view},
    {"copy", mode_copy}, {"host", mode_host}, {"step", mode_step},
    {"put", mode_put},   {"fetch", mode_fetch}, {"put-immutable", mode_put_immutable}, {"all", mode_all},
};

static Mode *mode_named(const char *name) {
  for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); ++i) {
    if (strcmp(modes[i].name, name) == 0) return modes[i].run;
  }
  fail("there is no mode %s", name);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

typedef struct {
  pthread_t thread;
  pthread_barrier_t *start;
  Mode *mode;
  Frame frame;
  size_t count;
} Worker;

static void *work(void *argument) {
  Worker *worker = argument;
  pthread_barrier_wait(worker->start);
  worker->mode(&worker->frame, worker->count);
  return NULL;
}

static int64_t time_threads(Mode *mode, Program *program, size_t count, size_t num_threads) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, (unsigned)num_threads + 1);
  Worker *workers = zeros(num_threads, sizeof(Worker));
  for (size_t i = 0; i < num_threads; ++i) {
    workers[i].start = &start;
    workers[i].mode = mode;
    workers[i].count = count;
    frame_open(&workers[i].frame, program);
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) fail("a thread cannot be made");
  }
  pthread_barrier_wait(&start);
  int64_t started = now();
  for (size_t i = 0; i < num_threads; ++i) pthread_join(workers[i].thread, NULL);
  int64_t ended = now();
  for (size_t i = 0; i < num_threads; ++i) frame_close(&workers[i].frame);
  pthread_barrier_destroy(&start);
  free(workers);
  return ended - started;
}

int64_t time_program(const char *name, Program *program, size_t count, size_t num_threads) {
  Mode *mode = mode_named(name);
  if (num_threads > 1) return time_threads(mode, program, count, num_threads);
  Frame frame;
  frame_open(&frame, program);
  int64_t started = now();
  mode(&frame, count);
  int64_t ended = now();
  frame_close(&frame);
  return ended - started;
}

int64_t time_memcpy(size_t size, size_t count, int fresh) {
  char *from = aligned(size);
  char *to = aligned(size);
  memset(from, 1, size);
  memset(to, 2, size);
  int64_t started = now();
  for (size_t i = 0; i < count; ++i) {
    if (fresh) {
      free(to);
      to = aligned(size);
    }
    memcpy(to, from, size);
    __asm__ volatile("" : : "r"(to) : "memory"); /* the copy is wanted, though nobody reads it */
  }
  int64_t ended = now();
  free(from);
  free(to);
  return ended - started;
}

static int64_t resident(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1) fail("/proc/self/statm cannot be read");
  fclose(file);
  return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

int64_t hold_results(Program *program, size_t count) {
  Frame frame;
  frame_open(&frame, program);
  PJRT_Buffer **held = zeros(count, sizeof(PJRT_Buffer *));
  int64_t before = resident();
  for (size_t i = 0; i < count; ++i) {
    execute(&frame);
    held[i] = frame.results[0];
    for (size_t j = 1; j < program->num_results; ++j) buffer_destroy(frame.results[j]);
  }
  int64_t after = resident();
  for (size_t i = 0; i < count; ++i) buffer_destroy(held[i]);
  free(held);
  frame_close(&frame);
  return after - before;
}

void *program_value(Program *program, size_t result, size_t *size) {
  if (result >= program->num_results) fail("%s has %zu results", program->name, program->num_results);
  if (program->num_state > 0) fail("%s consumes its arguments", program->name);
  Frame frame;
  frame_open(&frame, program);
  execute(&frame);
  *size = buffer_copy(frame.results[result], NULL, 0);
  void *data = aligned(*size);
  buffer_copy(frame.results[result], data, *size);
  drop_results(&frame);
  frame_close(&frame);
  return data;
}
