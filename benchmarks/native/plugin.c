#include "plugin.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const PJRT_Api *api;

static void *library;
static PJRT_Client *client;
static PJRT_Device **all_devices;
size_t num_devices;
static Program *programs;

void fail(const char *format, ...) {
  va_list values;
  va_start(values, format);
  printf("error\t");
  vprintf(format, values);
  printf("\n");
  va_end(values);
  fflush(stdout);
  exit(2);
}

void check(PJRT_Error *error, const char *function) {
  if (error == NULL) return;
  PJRT_Error_Message_Args message = ARGS(PJRT_Error_Message_Args);
  message.error = error;
  api->PJRT_Error_Message(&message);
  char *text = strndup(message.message, message.message_size);
  PJRT_Error_Destroy_Args destroy = ARGS(PJRT_Error_Destroy_Args);
  destroy.error = error;
  api->PJRT_Error_Destroy(&destroy);
  for (char *c = text; c != NULL && *c != '\0'; ++c) {
    if (*c == '\n' || *c == '\t') *c = ' ';
  }
  fail("%s: %s", function, text == NULL ? "" : text);
}

static void *checked(void *memory) {
  if (memory == NULL) fail("out of memory");
  return memory;
}

void *aligned(size_t size) { return checked(aligned_alloc(64, (size + 64) / 64 * 64)); }

static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) fail("%s: cannot be read", path);
  long length = ftell(file);
  if (length < 0 || fseek(file, 0, SEEK_SET) != 0) fail("%s: cannot be read", path);
  *size = (size_t)length;
  void *data = aligned(*size);
  if (fread(data, 1, *size, file) != *size) fail("%s: cannot be read", path);
  fclose(file);
  return data;
}

void plugin_open(const char *path, int64_t device_count) {
  library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail("%s", dlerror());
  const PJRT_Api *(*entry)(void);
  *(void **)&entry = dlsym(library, "GetPjrtApi");
  if (entry == NULL) fail("%s has no GetPjrtApi", path);
  api = entry();
  if (api == NULL) fail("%s: GetPjrtApi returned NULL", path);
  if (api->pjrt_api_version.major_version != PJRT_API_MAJOR || api->struct_size < PJRT_Api_STRUCT_SIZE) {
    fail("%s speaks API %d.%d; this program was built for %d.%d", path, api->pjrt_api_version.major_version,
         api->pjrt_api_version.minor_version, PJRT_API_MAJOR, PJRT_API_MINOR);
  }

  PJRT_Plugin_Initialize_Args initialize = ARGS(PJRT_Plugin_Initialize_Args);
  CALL(PJRT_Plugin_Initialize, initialize);

  PJRT_NamedValue option = ARGS(PJRT_NamedValue);
  option.name = "cpu_device_count";
  option.name_size = strlen(option.name);
  option.type = PJRT_NamedValue_kInt64;
  option.int64_value = device_count;
  option.value_size = 1;
  PJRT_Client_Create_Args create = ARGS(PJRT_Client_Create_Args);
  create.create_options = &option;
  create.num_options = device_count > 0 ? 1 : 0;
  CALL(PJRT_Client_Create, create);
  client = create.client;

  PJRT_Client_AddressableDevices_Args devices = ARGS(PJRT_Client_AddressableDevices_Args);
  devices.client = client;
  CALL(PJRT_Client_AddressableDevices, devices);
  if (devices.num_addressable_devices == 0) fail("%s: the client has no device", path);
  num_devices = devices.num_addressable_devices;
  all_devices = checked(malloc(num_devices * sizeof(PJRT_Device *)));
  memcpy(all_devices, devices.addressable_devices, num_devices * sizeof(PJRT_Device *));
}

static void program_free(Program *program) {
  for (size_t i = 0; program->spread != NULL && i < num_devices * program->num_arguments; ++i) {
    buffer_destroy(program->spread[i]);
  }
  free(program->spread);
  for (size_t i = 0; i < program->num_arguments; ++i) {
    buffer_destroy(program->buffers[i]);
    free(program->arrays[i].dims);
    free(program->arrays[i].data);
  }
  PJRT_LoadedExecutable_Destroy_Args destroy = ARGS(PJRT_LoadedExecutable_Destroy_Args);
  destroy.executable = program->executable;
  CALL(PJRT_LoadedExecutable_Destroy, destroy);
  free(program->arrays);
  free(program->buffers);
  free(program->name);
  free(program);
}

void plugin_close(void) {
  while (programs != NULL) {
    Program *next = programs->next;
    program_free(programs);
    programs = next;
  }
  PJRT_Client_Destroy_Args destroy = ARGS(PJRT_Client_Destroy_Args);
  destroy.client = client;
  CALL(PJRT_Client_Destroy, destroy);
  free(all_devices);
  /* The library stays: plugins do not expect to be unloaded. */
}

static size_t count_results(PJRT_LoadedExecutable *executable) {
  PJRT_LoadedExecutable_GetExecutable_Args get = ARGS(PJRT_LoadedExecutable_GetExecutable_Args);
  get.loaded_executable = executable;
  CALL(PJRT_LoadedExecutable_GetExecutable, get);
  PJRT_Executable_NumOutputs_Args outputs = ARGS(PJRT_Executable_NumOutputs_Args);
  outputs.executable = get.executable;
  CALL(PJRT_Executable_NumOutputs, outputs);
  PJRT_Executable_Destroy_Args destroy = ARGS(PJRT_Executable_Destroy_Args);
  destroy.executable = get.executable;
  CALL(PJRT_Executable_Destroy, destroy);
  return outputs.num_outputs;
}

Program *program_compile(const char *name, const char *code_path, const char *options_path) {
  PJRT_Program code = ARGS(PJRT_Program);
  code.format = "mlir";
  code.format_size = strlen(code.format);
  code.code = read_file(code_path, &code.code_size);
  PJRT_Client_Compile_Args compile = ARGS(PJRT_Client_Compile_Args);
  compile.client = client;
  compile.program = &code;
  void *options = read_file(options_path, &compile.compile_options_size);
  compile.compile_options = options;
  CALL(PJRT_Client_Compile, compile);
  free(code.code);
  free(options);

  Program *program = checked(calloc(1, sizeof(Program)));
  program->name = checked(strdup(name));
  program->executable = compile.executable;
  program->num_results = count_results(compile.executable);
  program->next = programs;
  programs = program;
  return program;
}

Program *program_named(const char *name) {
  for (Program *program = programs; program != NULL; program = program->next) {
    if (strcmp(program->name, name) == 0) return program;
  }
  fail("no program %s was compiled", name);
}

void program_forget(const char *name) {
  for (Program **at = &programs; *at != NULL; at = &(*at)->next) {
    if (strcmp((*at)->name, name) == 0) {
      Program *gone = *at;
      *at = gone->next;
      program_free(gone);
      return;
    }
  }
  fail("no program %s was compiled", name);
}

void program_add_argument(Program *program, PJRT_Buffer_Type type, const int64_t *dims, size_t num_dims,
                          const char *data_path) {
  size_t count = program->num_arguments + 1;
  program->arrays = checked(realloc(program->arrays, count * sizeof(Array)));
  program->buffers = checked(realloc(program->buffers, count * sizeof(PJRT_Buffer *)));
  Array *array = &program->arrays[count - 1];
  array->type = type;
  array->num_dims = num_dims;
  array->dims = checked(malloc((num_dims + 1) * sizeof(int64_t)));
  memcpy(array->dims, dims, num_dims * sizeof(int64_t));
  array->data = read_file(data_path, &array->size);
  PJRT_Event *done;
  program->buffers[count - 1] = buffer_put(array, PJRT_HostBufferSemantics_kImmutableOnlyDuringCall, &done);
  event_finish(done);
  program->num_arguments = count;
}

static PJRT_Buffer *put_on(PJRT_Device *device, const Array *array, PJRT_HostBufferSemantics semantics,
                           PJRT_Event **done) {
  PJRT_Client_BufferFromHostBuffer_Args put = ARGS(PJRT_Client_BufferFromHostBuffer_Args);
  put.client = client;
  put.data = array->data;
  put.type = array->type;
  put.dims = array->dims;
  put.num_dims = array->num_dims;
  put.host_buffer_semantics = semantics;
  put.device = device;
  CALL(PJRT_Client_BufferFromHostBuffer, put);
  *done = put.done_with_host_buffer;
  return put.buffer;
}

void program_spread(Program *program) {
  if (program->spread != NULL) return;
  program->spread = checked(malloc((num_devices * program->num_arguments + 1) * sizeof(PJRT_Buffer *)));
  for (size_t i = 0; i < num_devices * program->num_arguments; ++i) {
    PJRT_Event *done;
    program->spread[i] = put_on(all_devices[i / program->num_arguments], &program->arrays[i % program->num_arguments],
                                PJRT_HostBufferSemantics_kImmutableOnlyDuringCall, &done);
    event_finish(done);
  }
}

PJRT_Buffer *buffer_put(const Array *array, PJRT_HostBufferSemantics semantics, PJRT_Event **done) {
  return put_on(all_devices[0], array, semantics, done);
}

void buffer_destroy(PJRT_Buffer *buffer) {
  PJRT_Buffer_Destroy_Args destroy = ARGS(PJRT_Buffer_Destroy_Args);
  destroy.buffer = buffer;
  CALL(PJRT_Buffer_Destroy, destroy);
}

static void event_destroy(PJRT_Event *event) {
  PJRT_Event_Destroy_Args destroy = ARGS(PJRT_Event_Destroy_Args);
  destroy.event = event;
  CALL(PJRT_Event_Destroy, destroy);
}

void event_finish(PJRT_Event *event) {
  PJRT_Event_Await_Args await = ARGS(PJRT_Event_Await_Args);
  await.event = event;
  CALL(PJRT_Event_Await, await);
  event_destroy(event);
}

void buffer_wait(PJRT_Buffer *buffer) {
  PJRT_Buffer_ReadyEvent_Args ready = ARGS(PJRT_Buffer_ReadyEvent_Args);
  ready.buffer = buffer;
  CALL(PJRT_Buffer_ReadyEvent, ready);
  event_finish(ready.event);
}

size_t buffer_copy(PJRT_Buffer *buffer, void *to, size_t size) {
  PJRT_Buffer_ToHostBuffer_Args copy = ARGS(PJRT_Buffer_ToHostBuffer_Args);
  copy.src = buffer;
  copy.dst = to;
  copy.dst_size = size;
  CALL(PJRT_Buffer_ToHostBuffer, copy);
  if (copy.event != NULL) event_finish(copy.event);
  return copy.dst_size;
}
