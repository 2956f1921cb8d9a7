/* The hot calls in C: put, run, look at, destroy. The same in Python is pjrt/_runtime/hot.py; docs/performance.md says
 * what it is for. Built where a compiler is; nothing needs it. Limited API, so that one build serves every Python. */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- the C API, as far as it is needed */

typedef void *(*Call)(void *);

/* Pointers, to whatever, are void*: nothing here looks behind them but at what it made itself. */
typedef struct {
    size_t struct_size;
    void *extension_start;
    void *error;
} PJRT_Error_Destroy_Args;

_Static_assert(offsetof(PJRT_Error_Destroy_Args, struct_size) == 0, "PJRT_Error_Destroy_Args.struct_size");
_Static_assert(offsetof(PJRT_Error_Destroy_Args, extension_start) == 8, "PJRT_Error_Destroy_Args.extension_start");
_Static_assert(offsetof(PJRT_Error_Destroy_Args, error) == 16, "PJRT_Error_Destroy_Args.error");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *event;
} PJRT_Event_Destroy_Args;

_Static_assert(offsetof(PJRT_Event_Destroy_Args, struct_size) == 0, "PJRT_Event_Destroy_Args.struct_size");
_Static_assert(offsetof(PJRT_Event_Destroy_Args, extension_start) == 8, "PJRT_Event_Destroy_Args.extension_start");
_Static_assert(offsetof(PJRT_Event_Destroy_Args, event) == 16, "PJRT_Event_Destroy_Args.event");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *event;
    bool is_ready;
} PJRT_Event_IsReady_Args;

_Static_assert(offsetof(PJRT_Event_IsReady_Args, struct_size) == 0, "PJRT_Event_IsReady_Args.struct_size");
_Static_assert(offsetof(PJRT_Event_IsReady_Args, extension_start) == 8, "PJRT_Event_IsReady_Args.extension_start");
_Static_assert(offsetof(PJRT_Event_IsReady_Args, event) == 16, "PJRT_Event_IsReady_Args.event");
_Static_assert(offsetof(PJRT_Event_IsReady_Args, is_ready) == 24, "PJRT_Event_IsReady_Args.is_ready");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *event;
} PJRT_Event_Error_Args;

_Static_assert(offsetof(PJRT_Event_Error_Args, struct_size) == 0, "PJRT_Event_Error_Args.struct_size");
_Static_assert(offsetof(PJRT_Event_Error_Args, extension_start) == 8, "PJRT_Event_Error_Args.extension_start");
_Static_assert(offsetof(PJRT_Event_Error_Args, event) == 16, "PJRT_Event_Error_Args.event");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *event;
    void *callback;
    void *user_arg;
} PJRT_Event_OnReady_Args;

_Static_assert(offsetof(PJRT_Event_OnReady_Args, struct_size) == 0, "PJRT_Event_OnReady_Args.struct_size");
_Static_assert(offsetof(PJRT_Event_OnReady_Args, extension_start) == 8, "PJRT_Event_OnReady_Args.extension_start");
_Static_assert(offsetof(PJRT_Event_OnReady_Args, event) == 16, "PJRT_Event_OnReady_Args.event");
_Static_assert(offsetof(PJRT_Event_OnReady_Args, callback) == 24, "PJRT_Event_OnReady_Args.callback");
_Static_assert(offsetof(PJRT_Event_OnReady_Args, user_arg) == 32, "PJRT_Event_OnReady_Args.user_arg");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *client;
    void *platform_name;
    size_t platform_name_size;
} PJRT_Client_PlatformName_Args;

_Static_assert(offsetof(PJRT_Client_PlatformName_Args, struct_size) == 0, "PJRT_Client_PlatformName_Args.struct_size");
_Static_assert(offsetof(PJRT_Client_PlatformName_Args, extension_start) == 8, "PJRT_Client_PlatformName_Args.extension_start");
_Static_assert(offsetof(PJRT_Client_PlatformName_Args, client) == 16, "PJRT_Client_PlatformName_Args.client");
_Static_assert(offsetof(PJRT_Client_PlatformName_Args, platform_name) == 24, "PJRT_Client_PlatformName_Args.platform_name");
_Static_assert(offsetof(PJRT_Client_PlatformName_Args, platform_name_size) == 32, "PJRT_Client_PlatformName_Args.platform_name_size");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *client;
    void *data;
    int type;
    void *dims;
    size_t num_dims;
    void *byte_strides;
    size_t num_byte_strides;
    int host_buffer_semantics;
    void *device;
    void *memory;
    void *device_layout;
    void *done_with_host_buffer;
    void *buffer;
} PJRT_Client_BufferFromHostBuffer_Args;

_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, struct_size) == 0, "PJRT_Client_BufferFromHostBuffer_Args.struct_size");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, extension_start) == 8, "PJRT_Client_BufferFromHostBuffer_Args.extension_start");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, client) == 16, "PJRT_Client_BufferFromHostBuffer_Args.client");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, data) == 24, "PJRT_Client_BufferFromHostBuffer_Args.data");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, type) == 32, "PJRT_Client_BufferFromHostBuffer_Args.type");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, dims) == 40, "PJRT_Client_BufferFromHostBuffer_Args.dims");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, num_dims) == 48, "PJRT_Client_BufferFromHostBuffer_Args.num_dims");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, byte_strides) == 56, "PJRT_Client_BufferFromHostBuffer_Args.byte_strides");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, num_byte_strides) == 64, "PJRT_Client_BufferFromHostBuffer_Args.num_byte_strides");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, host_buffer_semantics) == 72, "PJRT_Client_BufferFromHostBuffer_Args.host_buffer_semantics");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, device) == 80, "PJRT_Client_BufferFromHostBuffer_Args.device");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, memory) == 88, "PJRT_Client_BufferFromHostBuffer_Args.memory");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, device_layout) == 96, "PJRT_Client_BufferFromHostBuffer_Args.device_layout");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, done_with_host_buffer) == 104, "PJRT_Client_BufferFromHostBuffer_Args.done_with_host_buffer");
_Static_assert(offsetof(PJRT_Client_BufferFromHostBuffer_Args, buffer) == 112, "PJRT_Client_BufferFromHostBuffer_Args.buffer");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *executable;
    void *options;
    void *argument_lists;
    size_t num_devices;
    size_t num_args;
    void *output_lists;
    void *device_complete_events;
    void *execute_device;
} PJRT_LoadedExecutable_Execute_Args;

_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, struct_size) == 0, "PJRT_LoadedExecutable_Execute_Args.struct_size");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, extension_start) == 8, "PJRT_LoadedExecutable_Execute_Args.extension_start");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, executable) == 16, "PJRT_LoadedExecutable_Execute_Args.executable");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, options) == 24, "PJRT_LoadedExecutable_Execute_Args.options");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, argument_lists) == 32, "PJRT_LoadedExecutable_Execute_Args.argument_lists");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, num_devices) == 40, "PJRT_LoadedExecutable_Execute_Args.num_devices");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, num_args) == 48, "PJRT_LoadedExecutable_Execute_Args.num_args");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, output_lists) == 56, "PJRT_LoadedExecutable_Execute_Args.output_lists");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, device_complete_events) == 64, "PJRT_LoadedExecutable_Execute_Args.device_complete_events");
_Static_assert(offsetof(PJRT_LoadedExecutable_Execute_Args, execute_device) == 72, "PJRT_LoadedExecutable_Execute_Args.execute_device");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
} PJRT_Buffer_Destroy_Args;

_Static_assert(offsetof(PJRT_Buffer_Destroy_Args, struct_size) == 0, "PJRT_Buffer_Destroy_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_Destroy_Args, extension_start) == 8, "PJRT_Buffer_Destroy_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_Destroy_Args, buffer) == 16, "PJRT_Buffer_Destroy_Args.buffer");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
} PJRT_Buffer_Delete_Args;

_Static_assert(offsetof(PJRT_Buffer_Delete_Args, struct_size) == 0, "PJRT_Buffer_Delete_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_Delete_Args, extension_start) == 8, "PJRT_Buffer_Delete_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_Delete_Args, buffer) == 16, "PJRT_Buffer_Delete_Args.buffer");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
    bool is_deleted;
} PJRT_Buffer_IsDeleted_Args;

_Static_assert(offsetof(PJRT_Buffer_IsDeleted_Args, struct_size) == 0, "PJRT_Buffer_IsDeleted_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_IsDeleted_Args, extension_start) == 8, "PJRT_Buffer_IsDeleted_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_IsDeleted_Args, buffer) == 16, "PJRT_Buffer_IsDeleted_Args.buffer");
_Static_assert(offsetof(PJRT_Buffer_IsDeleted_Args, is_deleted) == 24, "PJRT_Buffer_IsDeleted_Args.is_deleted");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
    bool is_on_cpu;
} PJRT_Buffer_IsOnCpu_Args;

_Static_assert(offsetof(PJRT_Buffer_IsOnCpu_Args, struct_size) == 0, "PJRT_Buffer_IsOnCpu_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_IsOnCpu_Args, extension_start) == 8, "PJRT_Buffer_IsOnCpu_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_IsOnCpu_Args, buffer) == 16, "PJRT_Buffer_IsOnCpu_Args.buffer");
_Static_assert(offsetof(PJRT_Buffer_IsOnCpu_Args, is_on_cpu) == 24, "PJRT_Buffer_IsOnCpu_Args.is_on_cpu");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
    void *event;
} PJRT_Buffer_ReadyEvent_Args;

_Static_assert(offsetof(PJRT_Buffer_ReadyEvent_Args, struct_size) == 0, "PJRT_Buffer_ReadyEvent_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_ReadyEvent_Args, extension_start) == 8, "PJRT_Buffer_ReadyEvent_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_ReadyEvent_Args, buffer) == 16, "PJRT_Buffer_ReadyEvent_Args.buffer");
_Static_assert(offsetof(PJRT_Buffer_ReadyEvent_Args, event) == 24, "PJRT_Buffer_ReadyEvent_Args.event");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
} PJRT_Buffer_IncreaseExternalReferenceCount_Args;

_Static_assert(offsetof(PJRT_Buffer_IncreaseExternalReferenceCount_Args, struct_size) == 0, "PJRT_Buffer_IncreaseExternalReferenceCount_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_IncreaseExternalReferenceCount_Args, extension_start) == 8, "PJRT_Buffer_IncreaseExternalReferenceCount_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_IncreaseExternalReferenceCount_Args, buffer) == 16, "PJRT_Buffer_IncreaseExternalReferenceCount_Args.buffer");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
} PJRT_Buffer_DecreaseExternalReferenceCount_Args;

_Static_assert(offsetof(PJRT_Buffer_DecreaseExternalReferenceCount_Args, struct_size) == 0, "PJRT_Buffer_DecreaseExternalReferenceCount_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_DecreaseExternalReferenceCount_Args, extension_start) == 8, "PJRT_Buffer_DecreaseExternalReferenceCount_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_DecreaseExternalReferenceCount_Args, buffer) == 16, "PJRT_Buffer_DecreaseExternalReferenceCount_Args.buffer");

typedef struct {
    size_t struct_size;
    void *extension_start;
    void *buffer;
    void *device_memory_ptr;
} PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args;

_Static_assert(offsetof(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args, struct_size) == 0, "PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.struct_size");
_Static_assert(offsetof(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args, extension_start) == 8, "PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.extension_start");
_Static_assert(offsetof(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args, buffer) == 16, "PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.buffer");
_Static_assert(offsetof(PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args, device_memory_ptr) == 24, "PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args.device_memory_ptr");

#define PJRT_HostBufferSemantics_kImmutableOnlyDuringCall 0

/* The functions that are called here: where each is, NULL for one that the plugin lacks, and how large the plugin's
 * version knew its argument struct. */
typedef struct {
    Call call;
    size_t size;
} Function;

typedef struct {
    Function PJRT_Error_Destroy;
    Function PJRT_Event_Destroy;
    Function PJRT_Event_IsReady;
    Function PJRT_Event_Error;
    Function PJRT_Event_OnReady;
    Function PJRT_Client_PlatformName;
    Function PJRT_Client_BufferFromHostBuffer;
    Function PJRT_LoadedExecutable_Execute;
    Function PJRT_Buffer_Destroy;
    Function PJRT_Buffer_Delete;
    Function PJRT_Buffer_IsDeleted;
    Function PJRT_Buffer_IsOnCpu;
    Function PJRT_Buffer_ReadyEvent;
    Function PJRT_Buffer_IncreaseExternalReferenceCount;
    Function PJRT_Buffer_DecreaseExternalReferenceCount;
    Function PJRT_Buffer_OpaqueDeviceMemoryDataPointer;
} Functions;

static const struct {
    const char *name;
    const char *args;
    size_t place;
} FUNCTIONS[] = {
    {"PJRT_Error_Destroy", "PJRT_Error_Destroy_Args", offsetof(Functions, PJRT_Error_Destroy)},
    {"PJRT_Event_Destroy", "PJRT_Event_Destroy_Args", offsetof(Functions, PJRT_Event_Destroy)},
    {"PJRT_Event_IsReady", "PJRT_Event_IsReady_Args", offsetof(Functions, PJRT_Event_IsReady)},
    {"PJRT_Event_Error", "PJRT_Event_Error_Args", offsetof(Functions, PJRT_Event_Error)},
    {"PJRT_Event_OnReady", "PJRT_Event_OnReady_Args", offsetof(Functions, PJRT_Event_OnReady)},
    {"PJRT_Client_PlatformName", "PJRT_Client_PlatformName_Args", offsetof(Functions, PJRT_Client_PlatformName)},
    {"PJRT_Client_BufferFromHostBuffer", "PJRT_Client_BufferFromHostBuffer_Args", offsetof(Functions, PJRT_Client_BufferFromHostBuffer)},
    {"PJRT_LoadedExecutable_Execute", "PJRT_LoadedExecutable_Execute_Args", offsetof(Functions, PJRT_LoadedExecutable_Execute)},
    {"PJRT_Buffer_Destroy", "PJRT_Buffer_Destroy_Args", offsetof(Functions, PJRT_Buffer_Destroy)},
    {"PJRT_Buffer_Delete", "PJRT_Buffer_Delete_Args", offsetof(Functions, PJRT_Buffer_Delete)},
    {"PJRT_Buffer_IsDeleted", "PJRT_Buffer_IsDeleted_Args", offsetof(Functions, PJRT_Buffer_IsDeleted)},
    {"PJRT_Buffer_IsOnCpu", "PJRT_Buffer_IsOnCpu_Args", offsetof(Functions, PJRT_Buffer_IsOnCpu)},
    {"PJRT_Buffer_ReadyEvent", "PJRT_Buffer_ReadyEvent_Args", offsetof(Functions, PJRT_Buffer_ReadyEvent)},
    {"PJRT_Buffer_IncreaseExternalReferenceCount", "PJRT_Buffer_IncreaseExternalReferenceCount_Args", offsetof(Functions, PJRT_Buffer_IncreaseExternalReferenceCount)},
    {"PJRT_Buffer_DecreaseExternalReferenceCount", "PJRT_Buffer_DecreaseExternalReferenceCount_Args", offsetof(Functions, PJRT_Buffer_DecreaseExternalReferenceCount)},
    {"PJRT_Buffer_OpaqueDeviceMemoryDataPointer", "PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args", offsetof(Functions, PJRT_Buffer_OpaqueDeviceMemoryDataPointer)},
};

#define NUM_FUNCTIONS (sizeof(FUNCTIONS) / sizeof(FUNCTIONS[0]))

/* ------------------------------------------------------------------------------ a client's calls */

#define Py_XSETREF_(place, value) \
    do {                          \
        PyObject *old_ = (place); \
        (place) = (value);        \
        Py_XDECREF(old_);         \
    } while (0)

/* How many threads are inside a plugin by a call of this file. Changed with the GIL held. */
static long in_flight = 0;

/* Around what calls C: the GIL is let go, and another thread can see that somebody is inside. */
#define BEGIN_CALL \
    in_flight++;   \
    Py_BEGIN_ALLOW_THREADS
#define END_CALL         \
    Py_END_ALLOW_THREADS \
    in_flight--;

/* Calls a function with its argument struct, whose size is filled in. */
#define CALL(calls, function, args) \
    ((args)->struct_size = (calls)->functions.function.size, (calls)->functions.function.call(args))

static PyTypeObject *calls_type = NULL;

#define PLACES 24 /* programs that a device may have at a time, where they are counted; see pjrt/_runtime/launches.py */

/* What a device was given to run. running: how many events are here, oldest first, each over when the device has run a
 * program. coming: how many programs are about to be started. */
typedef struct {
    void *device, **events;
    int running, size, coming;
} Room;

/* What the hot calls of a client share. open: whether new calls may be made. usable: whether C may still be called, if
 * only to destroy. bounded: whether a program is to wait for room on its device. */
typedef struct {
    PyObject_HEAD
    Functions functions;
    void *client;
    PyObject *read_error; /* makes an exception of the name of a function and an error */
    PyObject *no_result;  /* raises for a result that is NULL, of 0 and where it was to be */
    PyObject *linger;     /* destroys, later and in a thread of its own, a buffer of a state */
    PyObject *keep;
    void *mark; /* the event of an array on its way, to be waited for when as many again are */
    int under_way;
    Room *rooms;
    int num_rooms, coming;
    bool near; /* whether that need not be, as the devices are the host */
    char open, usable, bounded;
} Calls;

/* The functions by name, each with its argument struct's. */
static PyObject *function_structs(void) {
    PyObject *made = PyDict_New();
    for (size_t i = 0; made != NULL && i < NUM_FUNCTIONS; i++) {
        PyObject *args = PyUnicode_FromString(FUNCTIONS[i].args);
        if (args == NULL || PyDict_SetItemString(made, FUNCTIONS[i].name, args) < 0) Py_CLEAR(made);
        Py_XDECREF(args);
    }
    return made;
}

/* Raises TypeError for an object that was made without its __init__. Always NULL. */
static PyObject *not_made(void) {
    PyErr_SetString(PyExc_TypeError, "it was not made: its __init__ has not run");
    return NULL;
}

static int made_twice(void) {
    PyErr_SetString(PyExc_TypeError, "it is made once");
    return -1;
}

static int calls_init(Calls *self, PyObject *args, PyObject *kwargs) {
    PyObject *client, *found, *read_error, *no_result, *linger, *keep;
    if (!PyArg_ParseTuple(args, "OO!OOOO:Calls", &client, &PyDict_Type, &found, &read_error, &no_result, &linger, &keep))
        return -1;
    self->client = PyLong_AsVoidPtr(client);
    if (self->client == NULL && PyErr_Occurred()) return -1;
    for (size_t i = 0; i < NUM_FUNCTIONS; i++) {
        PyObject *pair = PyDict_GetItemString(found, FUNCTIONS[i].name);
        Function *place = (Function *)((char *)&self->functions + FUNCTIONS[i].place);
        if (pair == NULL || !PyTuple_Check(pair) || PyTuple_Size(pair) != 2) {
            PyErr_Format(PyExc_ValueError, "functions: expected an address and a size for %s", FUNCTIONS[i].name);
            return -1;
        }
        place->call = (Call)PyLong_AsVoidPtr(PyTuple_GetItem(pair, 0));
        place->size = PyLong_AsSize_t(PyTuple_GetItem(pair, 1));
        if (PyErr_Occurred()) return -1;
    }
    Py_XSETREF_(self->read_error, Py_NewRef(read_error));
    Py_XSETREF_(self->no_result, Py_NewRef(no_result));
    Py_XSETREF_(self->linger, Py_NewRef(linger));
    Py_XSETREF_(self->keep, Py_NewRef(keep));
    self->open = self->usable = 1;
    return 0;
}

static int calls_traverse(Calls *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->read_error);
    Py_VISIT(self->no_result);
    Py_VISIT(self->linger);
    Py_VISIT(self->keep);
    return 0;
}

/* Nothing is cleared: what it holds is in no cycle that needs it, and its users may outlive a collection. */
static void calls_dealloc(Calls *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->read_error);
    Py_XDECREF(self->no_result);
    Py_XDECREF(self->linger);
    Py_XDECREF(self->keep);
    for (int i = 0; i < self->num_rooms; i++) PyMem_Free(self->rooms[i].events);
    PyMem_Free(self->rooms);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

/* The exception that stands for an error, which is destroyed. NULL, with another exception set, if none could be made. */
static PyObject *exception_of(Calls *calls, const char *function, void *error) {
    return PyObject_CallFunction(calls->read_error, "sK", function, (unsigned long long)(uintptr_t)error);
}

/* Raises what stands for an error. Always NULL. */
static PyObject *fail(Calls *calls, const char *function, void *error) {
    PyObject *exception = exception_of(calls, function, error);
    if (exception != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
        Py_DECREF(exception);
    }
    return NULL;
}

/* Raises for a result that is NULL though the function said that it succeeded. Always NULL. */
static PyObject *no_result(Calls *calls, const char *where) {
    Py_XDECREF(PyObject_CallFunction(calls->no_result, "is", 0, where));
    return NULL;
}

/* Destroys an error that nobody is to hear of, if there is one. Without the GIL. */
static void drop(Calls *calls, void *error) {
    if (error == NULL) return;
    PJRT_Error_Destroy_Args a = {.error = error};
    CALL(calls, PJRT_Error_Destroy, &a);
}

/* Destroys an error that nobody is to hear of. */
static void forget(Calls *calls, const char *function, void *error) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_XDECREF(exception_of(calls, function, error));
    PyErr_Restore(type, value, traceback);
}

/* ----------------------------------------------------------------------------------------- waits */

/* A thread that waits for an event, and the plugin's callback that ends the wait. Each of both holds it, the last frees
 * it: a signal's handler may raise, and the thread go on without the event. */
typedef struct {
    PyThread_type_lock over; /* taken until the event is over */
    void *error;             /* what it failed with, for the thread to destroy */
    void *event;             /* for the callback to destroy where the thread has gone, or NULL */
    Functions functions;
    atomic_int holders;
    atomic_bool met; /* whether one of both has been here: the callback, or the thread as it leaves early */
} Wait;

static void wait_let_go(Wait *wait) {
    if (atomic_fetch_sub(&wait->holders, 1) > 1) return;
    PyThread_free_lock(wait->over);
    free(wait);
}

/* Destroys what nobody is left to take. Needs no GIL: it may come on any thread, at any time. */
static void wait_clean(Wait *wait) {
    PJRT_Error_Destroy_Args error = {.error = wait->error};
    PJRT_Event_Destroy_Args event = {.event = wait->event};
    if (wait->error != NULL) CALL(wait, PJRT_Error_Destroy, &error);
    if (wait->event == NULL) return;
    error.error = CALL(wait, PJRT_Event_Destroy, &event);
    if (error.error != NULL) CALL(wait, PJRT_Error_Destroy, &error);
}

static void wait_is_over(void *error, void *user_arg) {
    Wait *wait = user_arg;
    wait->error = error;
    if (atomic_exchange(&wait->met, true)) {
        wait_clean(wait);
    } else {
        PyThread_release_lock(wait->over);
    }
    wait_let_go(wait);
}

/* Waits for the lock, for so many microseconds at most, or for ever if they are -1; false without it, with an exception if
 * a signal's handler raised. */
static bool wait_for_lock(PyThread_type_lock lock, long long most) {
    PyLockStatus got = PY_LOCK_INTR;
    while (got == PY_LOCK_INTR) {
        if (PyErr_CheckSignals() < 0) return false;
        Py_BEGIN_ALLOW_THREADS
        got = PyThread_acquire_lock_timed(lock, most, 1);
        Py_END_ALLOW_THREADS
    }
    return got == PY_LOCK_ACQUIRED;
}

static void destroy_event(Calls *calls, void *event) {
    PJRT_Event_Destroy_Args gone = {.event = event};
    void *error;
    BEGIN_CALL
    error = CALL(calls, PJRT_Event_Destroy, &gone);
    END_CALL
    if (error != NULL) forget(calls, "PJRT_Event_Destroy", error);
}

/* Waits until an event is over, open to signals, which a wait inside the plugin is not. mine: whether the event is this
 * call's to destroy. most: microseconds, -1 for as long as it takes. 1: it went well; 0, with an exception: it failed, or
 * cannot be waited for; -1: the time was up, or, with an exception, a signal's handler raised; then the event, unless it
 * is this call's, has to live until it is over. */
static int wait_for(Calls *calls, void *event, bool mine, long long most) {
    void *error = NULL;
    const char *function = "PJRT_Event_OnReady";
    bool interrupted = false, left_early = false;
    PyObject *type = NULL, *value = NULL, *traceback = NULL; /* what a signal's handler raised */
    Wait *wait = calloc(1, sizeof(Wait));
    if (wait == NULL || (wait->over = PyThread_allocate_lock()) == NULL) {
        free(wait);
        wait = NULL;
    } else {
        PyThread_acquire_lock(wait->over, NOWAIT_LOCK);
        wait->functions = calls->functions;
        atomic_init(&wait->holders, 2);
        PJRT_Event_OnReady_Args wish = {.event = event, .callback = (void *)wait_is_over, .user_arg = wait};
        BEGIN_CALL
        error = CALL(calls, PJRT_Event_OnReady, &wish);
        END_CALL
        if (error != NULL) {
            /* One in Python that a signal interrupts may have called back, or may yet; if it never does, its part stays. */
            if (atomic_exchange(&wait->met, true) && wait->error != NULL) forget(calls, function, wait->error);
        } else if (wait_for_lock(wait->over, most)) {
            error = wait->error;
        } else {
            interrupted = true;
            PyErr_Fetch(&type, &value, &traceback);
            wait->event = mine ? event : NULL;
            left_early = !atomic_exchange(&wait->met, true);
            if (!left_early) error = wait->error; /* it came just then; a signal goes first */
            if (error != NULL) forget(calls, function, error);
            error = NULL;
        }
        wait_let_go(wait);
    }
    if (mine && !left_early) destroy_event(calls, event);
    if (interrupted) {
        PyErr_Restore(type, value, traceback);
        return -1;
    }
    if (error != NULL) fail(calls, function, error);
    if (wait == NULL) PyErr_NoMemory();
    return !PyErr_Occurred();
}

static bool can_wait(const Functions *f) {
    return f->PJRT_Buffer_ReadyEvent.call && f->PJRT_Event_IsReady.call && f->PJRT_Event_Error.call &&
           f->PJRT_Event_OnReady.call && f->PJRT_Event_Destroy.call && f->PJRT_Error_Destroy.call;
}

static PyObject *calls_wait(Calls *self, PyObject *event) {
    if (self->functions.PJRT_Event_OnReady.call == NULL) return not_made();
    void *address = PyLong_AsVoidPtr(event);
    if (address == NULL) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "event: expected an address, got 0");
        return NULL;
    }
    int done = wait_for(self, address, false, -1);
    if (done > 0) Py_RETURN_NONE;
    if (done < 0 || !PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError)) return NULL;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
}

/* ----------------------------------------------------------------------- not too much at a time */

#define ROUND 64         /* arrays on their way, of which one is waited for */
#define PATIENCE 1000000 /* how long, microseconds */

/* Whether arrays go to the client's devices by threads without number: not on the host. */
static bool is_far(Calls *calls) {
    PJRT_Client_PlatformName_Args told = {.client = calls->client};
    void *error;
    if (!can_wait(&calls->functions) || calls->functions.PJRT_Client_PlatformName.call == NULL) return false;
    BEGIN_CALL
    error = CALL(calls, PJRT_Client_PlatformName, &told);
    END_CALL
    if (error != NULL) forget(calls, "PJRT_Client_PlatformName", error);
    return error == NULL && (told.platform_name_size != 3 || memcmp(told.platform_name, "cpu", 3) != 0);
}

/* Some plugins start a thread for each array on its way to a device, and abort where the system gives them no more. So of
 * every ROUND arrays one is waited for, a round later; not for ever, as what it needs may be this thread's to do. The
 * buffer stays the caller's. False, with an exception, if a signal's handler raised. */
static bool pace(Calls *calls, void *buffer) {
    if (calls->near || ++calls->under_way < ROUND) return true;
    calls->under_way = 0;
    PJRT_Buffer_ReadyEvent_Args ready = {.buffer = buffer};
    void *error, *mark;
    if (calls->mark == NULL && (calls->near = !is_far(calls))) return true;
    BEGIN_CALL
    error = CALL(calls, PJRT_Buffer_ReadyEvent, &ready);
    END_CALL
    if (error != NULL) {
        forget(calls, "PJRT_Buffer_ReadyEvent", error);
        return true;
    }
    mark = calls->mark;
    calls->mark = ready.event;
    if (mark == NULL || wait_for(calls, mark, true, PATIENCE) != 0) return !PyErr_Occurred();
    PyErr_Clear(); /* whoever looks at that array hears why it failed */
    return true;
}

static PyObject *calls_pace(Calls *self, PyObject *buffer) {
    void *address = PyLong_AsVoidPtr(buffer);
    if (address == NULL) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "buffer: expected an address, got 0");
        return NULL;
    }
    return pace(self, address) ? Py_NewRef(Py_None) : NULL;
}

/* The device's, made if it has none; NULL with an exception. */
static Room *room_of(Calls *calls, void *device) {
    for (int i = 0; i < calls->num_rooms; i++)
        if (calls->rooms[i].device == device) return &calls->rooms[i];
    Room *rooms = PyMem_Realloc(calls->rooms, ((size_t)calls->num_rooms + 1) * sizeof(Room));
    if (rooms == NULL) return (Room *)PyErr_NoMemory();
    calls->rooms = rooms;
    rooms[calls->num_rooms] = (Room){.device = device};
    return &rooms[calls->num_rooms++];
}

static bool room_push(Room *room, void *event) {
    if (room->running == room->size) {
        int size = 2 * room->size + PLACES;
        void **events = PyMem_Realloc(room->events, (size_t)size * sizeof(void *));
        if (events == NULL) return false;
        room->events = events;
        room->size = size;
    }
    room->events[room->running++] = event;
    return true;
}

/* Waits until the device has room for a program, and takes it. False, with an exception, if it did not: a signal's handler
 * raised. A room is looked up anew after each wait: another thread may have made one. */
static bool enter(Calls *calls, void *device) {
    Room *room;
    while ((room = room_of(calls, device)) != NULL && room->running > 0 && room->running + room->coming >= PLACES &&
           can_wait(&calls->functions)) {
        void *oldest = room->events[0];
        room->running--;
        memmove(room->events, room->events + 1, (size_t)room->running * sizeof(void *));
        if (wait_for(calls, oldest, true, -1) < 0) return false;
        PyErr_Clear(); /* whoever waits for the results hears why it failed */
    }
    if (room == NULL) return false;
    room->coming++;
    calls->coming++;
    return true;
}

/* Gives the room back: to an event that is over when the device has run the program, or to nobody. */
static void leave(Calls *calls, void *device, void *event) {
    Room *room = room_of(calls, device);
    if (room != NULL && room->coming > 0) {
        room->coming--;
        calls->coming--;
    }
    if (event != NULL && (room == NULL || !room_push(room, event))) destroy_event(calls, event);
}

/* With the list that the device is put into once it has made room. */
static PyObject *calls_enter(Calls *self, PyObject *args) {
    PyObject *device, *taken;
    if (!PyArg_ParseTuple(args, "OO!:enter", &device, &PyList_Type, &taken)) return NULL;
    void *address = PyLong_AsVoidPtr(device);
    if (PyErr_Occurred() || !enter(self, address)) return NULL;
    if (PyList_Append(taken, device) == 0) Py_RETURN_NONE;
    leave(self, address, NULL);
    return NULL;
}

/* The last of a list, taken off it, as an address; NULL for None, of an empty one, and with an exception. */
static void *popped(PyObject *list) {
    Py_ssize_t last = PyList_Size(list) - 1;
    if (last < 0) return NULL;
    PyObject *item = PyList_GetItem(list, last);
    void *address = item == Py_None ? NULL : PyLong_AsVoidPtr(item);
    return PyList_SetSlice(list, last, last + 1, NULL) < 0 ? NULL : address;
}

/* Empties the lists of the devices, and of events that they have run the program, if it was started. */
static PyObject *calls_leave(Calls *self, PyObject *args) {
    PyObject *taken, *started;
    if (!PyArg_ParseTuple(args, "O!O!:leave", &PyList_Type, &taken, &PyList_Type, &started)) return NULL;
    while (PyList_Size(taken) > 0) {
        void *device = popped(taken), *event = popped(started);
        if (PyErr_Occurred()) return NULL;
        leave(self, device, event);
    }
    Py_RETURN_NONE;
}

static PyObject *calls_running(Calls *self, PyObject *device) {
    void *address = PyLong_AsVoidPtr(device);
    Room *room = PyErr_Occurred() ? NULL : room_of(self, address);
    return room == NULL ? NULL : PyLong_FromLong(room->running);
}

/* To be called before the client goes. */
static PyObject *calls_rest(Calls *self, PyObject *unused) {
    void *mark = self->mark;
    self->mark = NULL;
    if (mark != NULL) destroy_event(self, mark);
    for (int i = 0; i < self->num_rooms; i++)
        while (self->rooms[i].running > 0) destroy_event(self, self->rooms[i].events[--self->rooms[i].running]);
    Py_RETURN_NONE;
}

static PyMethodDef calls_methods[] = {
    {"enter", (PyCFunction)calls_enter, METH_VARARGS, "Waits until a device has room for a program; adds it to a list then."},
    {"leave", (PyCFunction)calls_leave, METH_VARARGS, "Empties the list, and that of events that the devices have run the program."},
    {"running", (PyCFunction)calls_running, METH_O, "How many programs a device runs, as far as is counted."},
    {"pace", (PyCFunction)calls_pace, METH_O, "To be called with each new array that is on its way to a device."},
    {"rest", (PyCFunction)calls_rest, METH_NOARGS, "To be called before the client goes."},
    {"wait", (PyCFunction)calls_wait, METH_O, "Waits until an event is over, open to signals; the exception that it failed with, or None."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef calls_members[] = {
    {"open", T_BOOL, offsetof(Calls, open), 0, "Whether new calls may be made."},
    {"usable", T_BOOL, offsetof(Calls, usable), 0, "Whether C may still be called, if only to destroy."},
    {"coming", T_INT, offsetof(Calls, coming), READONLY, "How many programs have taken room and not been started."},
    {"bounded", T_BOOL, offsetof(Calls, bounded), 0, "Whether a program is to wait for room on its device."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot calls_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, calls_init},
    {Py_tp_traverse, calls_traverse},
    {Py_tp_dealloc, calls_dealloc},
    {Py_tp_methods, calls_methods},
    {Py_tp_members, calls_members},
    {Py_tp_doc, "What the hot calls of a client share."},
    {0, NULL},
};

static PyType_Spec calls_spec = {
    "pjrt_abi._accelerator.Calls", sizeof(Calls), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, calls_slots,
};

/* --------------------------------------------------------------------------------------- buffers */

#define ALONE (-1) /* in place of a number of users: one, who is about to donate the buffer */
#define NUM_LOCKS 64

static PyTypeObject *buffer_type = NULL;
static PyObject *acquire_locks = NULL, *release_locks = NULL;

/* A PJRT_Buffer, destroyed when the last reference goes, and what is known of it. The root of the class of buffers. */
typedef struct {
    PyObject_HEAD
    void *ptr; /* NULL once it is destroyed */
    void *device; /* NULL where nobody has asked for it yet */
    Calls *calls;
    PyObject *state, *type, *weakrefs;
    int users, views;
    char deleted, dynamic, lingers;
    char good; /* whether its data is known to be there */
} Buffer;

static PyObject *name_calls, *name_shape, *name_dtype, *name_code, *name_puttable, *name_stand_in,
    *name_view, *name_scalar, *name_whole;

static bool intern_names(void) {
    return (name_calls = PyUnicode_InternFromString("calls")) != NULL &&
           (name_shape = PyUnicode_InternFromString("shape")) != NULL &&
           (name_dtype = PyUnicode_InternFromString("dtype")) != NULL &&
           (name_code = PyUnicode_InternFromString("code")) != NULL &&
           (name_puttable = PyUnicode_InternFromString("puttable")) != NULL &&
           (name_stand_in = PyUnicode_InternFromString("stand_in")) != NULL &&
           (name_view = PyUnicode_InternFromString("view")) != NULL &&
           (name_scalar = PyUnicode_InternFromString("scalar")) != NULL &&
           (name_whole = PyUnicode_InternFromString("whole")) != NULL;
}

/* The hot calls of a client's state, a new reference; NULL with an exception set if it is none. */
static Calls *calls_of(PyObject *state) {
    PyObject *found = PyObject_GetAttr(state, name_calls);
    if (found != NULL && !PyObject_TypeCheck(found, calls_type)) {
        PyErr_Format(PyExc_TypeError, "state: its calls are %R", found);
        Py_CLEAR(found);
    }
    return (Calls *)found;
}

static void destroy(Calls *calls, void *ptr) {
    PJRT_Buffer_Destroy_Args a = {.buffer = ptr};
    void *error;
    if (calls->functions.PJRT_Buffer_Destroy.call == NULL) return;
    BEGIN_CALL
    error = CALL(calls, PJRT_Buffer_Destroy, &a);
    END_CALL
    if (error != NULL) forget(calls, "PJRT_Buffer_Destroy", error);
}

/* The same with an exception set, which stays. */
static void discard(Calls *calls, void *ptr) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    destroy(calls, ptr);
    PyErr_Restore(type, value, traceback);
}

/* A buffer object for a handle, which is its to destroy, also where none can be made. */
static PyObject *buffer_of(
    PyTypeObject *make, PyObject *state, Calls *calls, void *ptr, PyObject *type, void *device) {
    Buffer *made = (Buffer *)PyType_GenericAlloc(make, 0);
    if (made == NULL) {
        discard(calls, ptr);
        return NULL;
    }
    made->ptr = ptr;
    made->device = device;
    made->calls = (Calls *)Py_NewRef((PyObject *)calls);
    made->state = Py_NewRef(state);
    made->type = Py_NewRef(type);
    return (PyObject *)made;
}

static int buffer_init(Buffer *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"state", "ptr", "type", NULL};
    PyObject *state, *ptr, *type;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOO:Buffer", names, &state, &ptr, &type)) return -1;
    if (self->calls != NULL) return made_twice();
    Calls *calls = calls_of(state);
    if (calls == NULL) return -1;
    void *address = PyLong_AsVoidPtr(ptr);
    if (address == NULL && PyErr_Occurred()) {
        Py_DECREF(calls);
        return -1;
    }
    Py_XSETREF_(self->state, Py_NewRef(state));
    Py_XSETREF_(self->type, Py_NewRef(type));
    self->calls = calls;
    self->ptr = address;
    return 0;
}

/* In a cycle of garbage, another object's destructor may still come and use this one. */
static void buffer_finalize(PyObject *object) {
    Buffer *self = (Buffer *)object;
    Calls *calls = self->calls;
    void *ptr = self->ptr;
    self->ptr = NULL;
    self->deleted = 1;
    if (ptr == NULL || calls == NULL || !calls->usable) return;
    PyObject *type, *value, *traceback; /* a plugin may be in Python, which is not to find an exception on its way */
    PyErr_Fetch(&type, &value, &traceback);
    if (self->lingers) {
        PyObject *done =
            PyObject_CallFunction(calls->linger, "OK", self->state, (unsigned long long)(uintptr_t)ptr);
        if (done == NULL) PyErr_Clear(); /* a destructor has nobody to tell */
        Py_XDECREF(done);
    } else {
        destroy(calls, ptr);
    }
    PyErr_Restore(type, value, traceback);
}

static int buffer_traverse(Buffer *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->state);
    Py_VISIT(self->type);
    Py_VISIT((PyObject *)self->calls);
    return 0;
}

static int buffer_clear(Buffer *self) {
    Py_CLEAR(self->state);
    Py_CLEAR(self->type);
    return 0;
}

static void buffer_dealloc(Buffer *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL) PyObject_ClearWeakRefs((PyObject *)self);
    buffer_finalize((PyObject *)self); /* a subclass has done so; again is nothing */
    buffer_clear(self);
    Py_XDECREF((PyObject *)self->calls);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyObject *buffer_get_ptr(Buffer *self, void *closure) {
    if (self->ptr == NULL) Py_RETURN_NONE;
    return PyLong_FromVoidPtr(self->ptr);
}

static PyObject *buffer_get_device(Buffer *self, void *closure) {
    if (self->device == NULL) Py_RETURN_NONE;
    return PyLong_FromVoidPtr(self->device);
}

static int buffer_set_device(Buffer *self, PyObject *value, void *closure) {
    void *device = value == NULL ? NULL : PyLong_AsVoidPtr(value);
    if (device == NULL) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "_device: expected an address");
        return -1;
    }
    self->device = device;
    return 0;
}

/* What keeps apart the counting of a buffer's references and its deletion; see pjrt/_runtime/host_memory.py. */
static Py_ssize_t lock_of(void *ptr) { return (Py_ssize_t)((uintptr_t)ptr >> 4) & (NUM_LOCKS - 1); }

/* Whether the lock was free, or this thread's own; -1 with an exception set. */
static int try_lock(void *ptr) {
    PyObject *got = PyObject_CallFunctionObjArgs(PyTuple_GetItem(acquire_locks, lock_of(ptr)), Py_False, NULL);
    if (got == NULL) return -1;
    int free = PyObject_IsTrue(got);
    Py_DECREF(got);
    return free;
}

#define TRIES 1000

/* Takes the lock, whatever signals come meanwhile. interrupted: whether one of them was a Ctrl-C, for the caller to send
 * again when all is done. False if it cannot be had. No exception is set after it. */
static bool lock(void *ptr, bool *interrupted) {
    for (int i = 0; i < TRIES; i++) {
        PyObject *got = PyObject_CallNoArgs(PyTuple_GetItem(acquire_locks, lock_of(ptr)));
        if (got != NULL) {
            Py_DECREF(got);
            return true;
        }
        if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
            *interrupted = true;
            PyErr_Clear();
        } else {
            PyErr_WriteUnraisable(NULL);
        }
    }
    return false;
}

/* Leaves an exception that is set as it is. */
static void unlock(void *ptr) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *done = PyObject_CallNoArgs(PyTuple_GetItem(release_locks, lock_of(ptr)));
    if (done == NULL) PyErr_WriteUnraisable(NULL);
    Py_XDECREF(done);
    PyErr_Restore(type, value, traceback);
}

static PyMemberDef buffer_members[] = {
    {"_state", T_OBJECT_EX, offsetof(Buffer, state), READONLY, NULL},
    {"_type", T_OBJECT_EX, offsetof(Buffer, type), 0, NULL},
    {"_users", T_INT, offsetof(Buffer, users), 0, NULL},
    {"_views", T_INT, offsetof(Buffer, views), 0, NULL},
    {"_deleted", T_BOOL, offsetof(Buffer, deleted), 0, NULL},
    {"_dynamic", T_BOOL, offsetof(Buffer, dynamic), 0, NULL},
    {"_lingers", T_BOOL, offsetof(Buffer, lingers), 0, NULL},
    {"_good", T_BOOL, offsetof(Buffer, good), 0, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Buffer, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef buffer_getset[] = {
    {"_ptr", (getter)buffer_get_ptr, NULL, "The PJRT_Buffer*; None once it is destroyed.", NULL},
    {"_device", (getter)buffer_get_device, (setter)buffer_set_device, "Its PJRT_Device*; None if it is not known.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot buffer_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, buffer_init},
    {Py_tp_finalize, buffer_finalize},
    {Py_tp_traverse, buffer_traverse},
    {Py_tp_clear, buffer_clear},
    {Py_tp_dealloc, buffer_dealloc},
    {Py_tp_members, buffer_members},
    {Py_tp_getset, buffer_getset},
    {Py_tp_doc, "A PJRT_Buffer, destroyed when the last reference goes."},
    {0, NULL},
};

static PyType_Spec buffer_spec = {
    "pjrt_abi._accelerator.BufferHandle", sizeof(Buffer), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, buffer_slots,
};

/* ----------------------------------------------------------------------------------------- views */

static PyObject *ndarray = NULL; /* numpy's class */
static PyTypeObject *seen_type = NULL;

/* A buffer's memory on the host, for numpy to look at: it holds the buffer, and a reference on the memory. */
typedef struct {
    PyObject_HEAD
    Buffer *owner;
    void *ptr;
    void *data;
    Py_ssize_t nbytes;
} Seen;

static int seen_getbuffer(Seen *self, Py_buffer *view, int flags) {
    return PyBuffer_FillInfo(view, (PyObject *)self, self->data, self->nbytes, 1, flags);
}

static void seen_dealloc(Seen *self) {
    PyTypeObject *heap_type = Py_TYPE((PyObject *)self);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Buffer *owner = self->owner;
    Calls *calls = owner->calls;
    bool interrupted = false;
    if (calls->usable && lock(self->ptr, &interrupted)) {
        owner->views--;
        if (owner->ptr != NULL) { /* in a cycle of garbage, its destructor may have come first */
            PJRT_Buffer_DecreaseExternalReferenceCount_Args a = {.buffer = self->ptr};
            void *error;
            BEGIN_CALL
            error = CALL(calls, PJRT_Buffer_DecreaseExternalReferenceCount, &a);
            END_CALL
            if (error != NULL) forget(calls, "PJRT_Buffer_DecreaseExternalReferenceCount", error);
        }
        unlock(self->ptr);
    }
    if (interrupted) PyErr_SetInterrupt();
    PyErr_Restore(type, value, traceback);
    Py_DECREF(owner);
    PyObject_Free(self);
    Py_DECREF(heap_type);
}

/* The memory of a buffer whose data is there, under a reference. NULL: an exception is set, or none is and the buffer
 * needs care. */
static Seen *seen_of(Buffer *buffer, PyObject *nbytes) {
    Calls *calls = buffer->calls;
    void *ptr = buffer->ptr, *error;
    int free = try_lock(ptr);
    if (free <= 0) return NULL;
    PJRT_Buffer_IncreaseExternalReferenceCount_Args up = {.buffer = ptr};
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args told = {.buffer = ptr};
    PJRT_Buffer_DecreaseExternalReferenceCount_Args down = {.buffer = ptr};
    const char *failed = "PJRT_Buffer_IncreaseExternalReferenceCount";
    Seen *made = NULL;
    if (buffer->users == ALONE || buffer->deleted) goto done;
    BEGIN_CALL
    error = CALL(calls, PJRT_Buffer_IncreaseExternalReferenceCount, &up);
    if (error == NULL) {
        error = CALL(calls, PJRT_Buffer_OpaqueDeviceMemoryDataPointer, &told);
        if (error != NULL) {
            failed = "PJRT_Buffer_OpaqueDeviceMemoryDataPointer";
            drop(calls, CALL(calls, PJRT_Buffer_DecreaseExternalReferenceCount, &down));
        }
    }
    END_CALL
    if (error != NULL) {
        fail(calls, failed, error);
        goto done;
    }
    made = (Seen *)PyType_GenericAlloc(seen_type, 0);
    if (made == NULL) {
        drop(calls, CALL(calls, PJRT_Buffer_DecreaseExternalReferenceCount, &down));
        goto done;
    }
    made->owner = (Buffer *)Py_NewRef((PyObject *)buffer);
    made->ptr = ptr;
    made->data = told.device_memory_ptr;
    made->nbytes = PyLong_AsSsize_t(nbytes);
    buffer->views++;
done:
    unlock(ptr);
    return made;
}

/* Waits for a buffer's data. seen: it is wanted where it lies. 0: it needs care, and no exception is set, as where it is
 * wanted so and is not on the host; -1: an exception is set, such as what the program failed with that was to make it. */
static int data_of(Calls *calls, void *ptr, bool seen) {
    PJRT_Buffer_IsOnCpu_Args place = {.buffer = ptr};
    PJRT_Buffer_ReadyEvent_Args ready = {.buffer = ptr};
    PJRT_Event_IsReady_Args asked = {0};
    PJRT_Event_Error_Args told = {0};
    PJRT_Event_Destroy_Args gone = {0};
    const char *failed = "PJRT_Buffer_ReadyEvent";
    void *error, *ignored = NULL;
    bool located, wanted;
    BEGIN_CALL
    error = seen ? CALL(calls, PJRT_Buffer_IsOnCpu, &place) : NULL;
    located = error == NULL;
    wanted = located && (place.is_on_cpu || !seen);
    if (wanted) error = CALL(calls, PJRT_Buffer_ReadyEvent, &ready);
    if (wanted && error == NULL && ready.event != NULL) {
        asked.event = told.event = gone.event = ready.event;
        failed = "PJRT_Event_IsReady";
        error = CALL(calls, PJRT_Event_IsReady, &asked);
        if (error == NULL && asked.is_ready) {
            failed = "PJRT_Event_Error";
            error = CALL(calls, PJRT_Event_Error, &told);
        }
        if (error != NULL || asked.is_ready) ignored = CALL(calls, PJRT_Event_Destroy, &gone);
    }
    END_CALL
    if (ignored != NULL) forget(calls, "PJRT_Event_Destroy", ignored);
    if (!located) forget(calls, "PJRT_Buffer_IsOnCpu", error); /* some plugins do not know */
    if (!wanted) return 0;
    if (error != NULL) {
        fail(calls, failed, error);
    } else if (ready.event == NULL) {
        no_result(calls, "PJRT_Buffer_ReadyEvent.event");
    } else if (!asked.is_ready) {
        wait_for(calls, ready.event, true, -1);
    }
    return PyErr_Occurred() ? -1 : 1;
}

static bool can_view(const Functions *f) {
    return f->PJRT_Buffer_IsOnCpu.call && f->PJRT_Buffer_IncreaseExternalReferenceCount.call &&
           f->PJRT_Buffer_DecreaseExternalReferenceCount.call && f->PJRT_Buffer_OpaqueDeviceMemoryDataPointer.call &&
           can_wait(f);
}

/* Whether a buffer can be looked at at all without care; -1, with an exception, for what is no buffer. */
static int is_usable(PyObject *object) {
    if (!PyObject_TypeCheck(object, buffer_type)) {
        PyErr_Format(PyExc_TypeError, "expected a Buffer, got %R", object);
        return -1;
    }
    const Buffer *buffer = (Buffer *)object;
    return buffer->calls != NULL && buffer->type != NULL && buffer->calls->open && buffer->ptr != NULL && !buffer->deleted;
}

static PyObject *await_data(PyObject *module, PyObject *object) {
    int there = is_usable(object);
    Buffer *buffer = (Buffer *)object;
    if (there > 0) there = can_wait(&buffer->calls->functions) ? data_of(buffer->calls, buffer->ptr, false) : 0;
    return there < 0 ? NULL : PyBool_FromLong(there);
}

static PyObject *view(PyObject *module, PyObject *object) {
    int there = is_usable(object);
    if (there < 0) return NULL;
    Buffer *buffer = (Buffer *)object;
    if (there == 0 || buffer->dynamic || buffer->users == ALONE || !can_view(&buffer->calls->functions)) Py_RETURN_NONE;
    PyObject *type = Py_NewRef(buffer->type); /* another thread may exchange it */
    PyObject *kind = PyObject_GetAttr(type, name_view); /* shape, dtype and bytes, or None */
    Py_DECREF(type);
    if (kind == NULL || kind == Py_None) return kind;
    Seen *seen = NULL;
    PyObject *made = NULL;
    there = data_of(buffer->calls, buffer->ptr, true);
    if (there > 0 && buffer->calls->open) seen = seen_of(buffer, PyTuple_GetItem(kind, 2));
    if (seen != NULL) {
        made = PyObject_CallFunctionObjArgs(ndarray, PyTuple_GetItem(kind, 0), PyTuple_GetItem(kind, 1), seen, NULL);
        Py_DECREF(seen);
    } else if (!PyErr_Occurred()) {
        made = Py_NewRef(Py_None);
    }
    Py_DECREF(kind);
    return made;
}

static PyType_Slot seen_slots[] = {
    {Py_tp_dealloc, seen_dealloc},
    {Py_bf_getbuffer, seen_getbuffer},
    {Py_tp_doc, "A buffer's memory on the host, held while numpy looks at it."},
    {0, NULL},
};

static PyType_Spec seen_spec = {
    "pjrt_abi._accelerator.Seen", sizeof(Seen), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, seen_slots,
};

/* ---------------------------------------------------------------------------- arrays on their way */

/* What an array is to be: of a parameter, or of a kind that was put before. */
typedef struct {
    PyObject *type; /* the array type, borrowed from its holder */
    PyObject *dtype;
    PyObject *stand_in; /* a dtype of as many bytes that has a buffer protocol, None for one that has it itself */
    PyObject *scalar;   /* what makes numpy's scalar of a Python number, where there are no dimensions; else None */
    bool whole;         /* whether that number is to be an int */
    int code;
    int ndim;
    int64_t *dims;
} Wanted;

/* Fills it in from an array type. */
static bool wanted_of(Wanted *wanted, PyObject *type) {
    PyObject *code = PyObject_GetAttr(type, name_code), *shape = PyObject_GetAttr(type, name_shape);
    PyObject *whole = PyObject_GetAttr(type, name_whole);
    wanted->type = type;
    wanted->dtype = PyObject_GetAttr(type, name_dtype);
    wanted->stand_in = PyObject_GetAttr(type, name_stand_in);
    wanted->scalar = PyObject_GetAttr(type, name_scalar);
    if (code && shape && whole && wanted->dtype && wanted->stand_in && wanted->scalar) {
        wanted->code = (int)PyLong_AsLong(code);
        wanted->ndim = (int)PyTuple_Size(shape);
        wanted->whole = whole == Py_True;
        if (wanted->ndim > 0) wanted->dims = PyMem_Calloc((size_t)wanted->ndim, sizeof(int64_t));
        if (wanted->ndim > 0 && wanted->dims == NULL) PyErr_NoMemory();
        for (int i = 0; i < wanted->ndim && wanted->dims != NULL; i++)
            wanted->dims[i] = PyLong_AsLongLong(PyTuple_GetItem(shape, i));
    }
    Py_XDECREF(code);
    Py_XDECREF(shape);
    Py_XDECREF(whole);
    return !PyErr_Occurred();
}

static void wanted_clear(Wanted *wanted) {
    Py_CLEAR(wanted->dtype);
    Py_CLEAR(wanted->stand_in);
    Py_CLEAR(wanted->scalar);
    PyMem_Free(wanted->dims);
    wanted->dims = NULL;
}

/* The memory of a dense array, or of one of numpy's scalars, with that shape and dtype. */
static int memory_of_array(PyObject *array, const Wanted *wanted, Py_buffer *memory) {
    PyObject *dtype = PyObject_GetAttr(array, name_dtype), *bare = NULL;
    if (dtype == NULL) return -1;
    int same = dtype == wanted->dtype ? 1 : PyObject_RichCompareBool(dtype, wanted->dtype, Py_EQ);
    Py_DECREF(dtype);
    if (same <= 0) return same;
    if (wanted->stand_in != Py_None) {
        bare = PyObject_CallMethodObjArgs(array, name_view, wanted->stand_in, NULL);
        if (bare == NULL) goto careful;
        array = bare;
    }
    int got = PyObject_GetBuffer(array, memory, PyBUF_C_CONTIGUOUS);
    Py_XDECREF(bare);
    if (got < 0) goto careful;
    bool fits = memory->ndim == wanted->ndim;
    for (int i = 0; fits && i < wanted->ndim; i++) fits = memory->shape[i] == wanted->dims[i];
    if (!fits) PyBuffer_Release(memory);
    return fits;
careful: /* numpy refuses what is not dense, or what has no buffer protocol; whoever looks closer says why */
    PyErr_Clear();
    return 0;
}

/* The memory of a dense array of numpy's own class with that shape and dtype, or of a number that becomes one. 0: it is
 * none, and no exception is set. */
static int memory_of(PyObject *value, const Wanted *wanted, Py_buffer *memory) {
    if ((PyObject *)Py_TYPE(value) == ndarray) return memory_of_array(value, wanted, memory);
    if (wanted->ndim > 0 || wanted->scalar == Py_None) return 0;
    if ((PyObject *)Py_TYPE(value) == wanted->scalar) return memory_of_array(value, wanted, memory);
    if (!PyLong_CheckExact(value) && (wanted->whole || !PyFloat_CheckExact(value))) return 0;
    PyObject *number = PyObject_CallFunctionObjArgs(wanted->scalar, value, NULL);
    if (number == NULL) { /* whoever looks closer says why */
        PyErr_Clear();
        return 0;
    }
    int fits = memory_of_array(number, wanted, memory); /* which keeps the number */
    Py_DECREF(number);
    return fits;
}
/* Whether the plugin has what a put needs. */
static bool can_put(const Functions *f) {
    return f->PJRT_Client_BufferFromHostBuffer.call && f->PJRT_Buffer_Destroy.call && f->PJRT_Event_Destroy.call &&
           f->PJRT_Error_Destroy.call;
}

/* Destroys an event, if there is one. Without the GIL. */
static void release(Calls *calls, void *event) {
    if (event == NULL) return;
    PJRT_Event_Destroy_Args gone = {.event = event};
    drop(calls, CALL(calls, PJRT_Event_Destroy, &gone));
}

/* Makes a buffer on the device, in the device's own layout; the memory is read during this call only. Gives the error.
 * Without the GIL. */
static void *send(Calls *calls, void *device, const Wanted *wanted, const Py_buffer *memory, void **buffer, void **event) {
    PJRT_Client_BufferFromHostBuffer_Args a = {
        .client = calls->client,
        .data = memory->buf,
        .type = wanted->code,
        .dims = wanted->dims,
        .num_dims = (size_t)wanted->ndim,
        .host_buffer_semantics = PJRT_HostBufferSemantics_kImmutableOnlyDuringCall,
        .device = device,
    };
    void *error = CALL(calls, PJRT_Client_BufferFromHostBuffer, &a);
    *buffer = error == NULL ? a.buffer : NULL;
    *event = error == NULL ? a.done_with_host_buffer : NULL;
    return error;
}

/* The same with the GIL, and with an exception for the error. */
static void *put(Calls *calls, void *device, const Wanted *wanted, const Py_buffer *memory) {
    void *buffer, *event, *error;
    BEGIN_CALL
    error = send(calls, device, wanted, memory, &buffer, &event);
    release(calls, event);
    END_CALL
    if (error != NULL) return fail(calls, "PJRT_Client_BufferFromHostBuffer", error);
    if (buffer == NULL) return no_result(calls, "PJRT_Client_BufferFromHostBuffer.buffer");
    if (pace(calls, buffer)) return buffer;
    discard(calls, buffer);
    return NULL;
}

#define MOST_KINDS 4096 /* more than that are forgotten, and learned again */

static PyTypeObject *puts_type = NULL;

/* Puts arrays on a client's first device, of types that it was taught. */
typedef struct {
    PyObject_HEAD
    Calls *calls;
    PyObject *state, *make;
    PyObject *kinds; /* by shape and dtype: a capsule of Wanted, which holds the type */
    void *device;
} Puts;

static int puts_init(Puts *self, PyObject *args, PyObject *kwargs) {
    PyObject *state, *make, *device;
    if (!PyArg_ParseTuple(args, "OOO:Puts", &state, &make, &device)) return -1;
    if (!PyType_Check(make) || !PyType_IsSubtype((PyTypeObject *)make, buffer_type)) {
        PyErr_Format(PyExc_TypeError, "make: expected a class of buffers, got %R", make);
        return -1;
    }
    if (self->calls != NULL) return made_twice();
    self->device = PyLong_AsVoidPtr(device);
    if (PyErr_Occurred() || (self->calls = calls_of(state)) == NULL) return -1;
    self->state = Py_NewRef(state);
    self->make = Py_NewRef(make);
    self->kinds = PyDict_New();
    return self->kinds == NULL ? -1 : 0;
}

static void kind_free(PyObject *capsule) {
    Wanted *wanted = PyCapsule_GetPointer(capsule, NULL);
    Py_DECREF(wanted->type);
    wanted_clear(wanted);
    PyMem_Free(wanted);
}

static PyObject *puts_learn(Puts *self, PyObject *type) {
    if (self->kinds == NULL) return not_made();
    PyObject *shape = PyObject_GetAttr(type, name_shape), *dtype = PyObject_GetAttr(type, name_dtype);
    PyObject *key = shape == NULL || dtype == NULL ? NULL : PyTuple_Pack(2, shape, dtype), *kind = NULL;
    Wanted *wanted = key == NULL ? NULL : PyMem_Calloc(1, sizeof(Wanted));
    if (wanted != NULL) {
        if (!wanted_of(wanted, type) || (kind = PyCapsule_New(wanted, NULL, kind_free)) == NULL) {
            wanted_clear(wanted);
            PyMem_Free(wanted);
        } else {
            Py_INCREF(type);
        }
    }
    if (kind != NULL) {
        if (PyDict_Size(self->kinds) >= MOST_KINDS) PyDict_Clear(self->kinds);
        PyDict_SetItem(self->kinds, key, kind);
    } else if (!PyErr_Occurred()) {
        PyErr_NoMemory();
    }
    Py_XDECREF(shape);
    Py_XDECREF(dtype);
    Py_XDECREF(key);
    Py_XDECREF(kind);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

static PyObject *puts_put(Puts *self, PyObject *array) {
    if (self->kinds == NULL) return not_made();
    if (!self->calls->open || (PyObject *)Py_TYPE(array) != ndarray || !can_put(&self->calls->functions)) Py_RETURN_NONE;
    PyObject *shape = PyObject_GetAttr(array, name_shape), *dtype = PyObject_GetAttr(array, name_dtype), *kind = NULL;
    PyObject *key = shape == NULL || dtype == NULL ? NULL : PyTuple_Pack(2, shape, dtype);
    if (key != NULL) kind = PyDict_GetItemWithError(self->kinds, key);
    Py_XINCREF(kind);
    Py_XDECREF(shape);
    Py_XDECREF(dtype);
    Py_XDECREF(key);
    if (kind == NULL) {
        if (PyErr_Occurred()) return NULL;
        Py_RETURN_NONE;
    }
    Wanted *wanted = PyCapsule_GetPointer(kind, NULL);
    Py_buffer memory;
    PyObject *made = NULL;
    int fits = memory_of(array, wanted, &memory);
    if (fits > 0) {
        void *ptr = put(self->calls, self->device, wanted, &memory);
        PyBuffer_Release(&memory);
        if (ptr != NULL) made = buffer_of((PyTypeObject *)self->make, self->state, self->calls, ptr, wanted->type, self->device);
    } else if (fits == 0) {
        made = Py_NewRef(Py_None);
    }
    Py_DECREF(kind);
    return made;
}

static int puts_traverse(Puts *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT((PyObject *)self->calls);
    Py_VISIT(self->state);
    Py_VISIT(self->make);
    Py_VISIT(self->kinds);
    return 0;
}

static void puts_dealloc(Puts *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    Py_XDECREF((PyObject *)self->calls);
    Py_XDECREF(self->state);
    Py_XDECREF(self->make);
    Py_XDECREF(self->kinds);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyMethodDef puts_methods[] = {
    {"put", (PyCFunction)puts_put, METH_O, "A buffer; None for what needs care, and for an array of a new kind."},
    {"learn", (PyCFunction)puts_learn, METH_O, "From now on, such arrays become buffers of this type."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot puts_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, puts_init},
    {Py_tp_traverse, puts_traverse},
    {Py_tp_dealloc, puts_dealloc},
    {Py_tp_methods, puts_methods},
    {Py_tp_doc, "Puts arrays on a client's first device, of types that it was taught."},
    {0, NULL},
};

static PyType_Spec puts_spec = {
    "pjrt_abi._accelerator.Puts", sizeof(Puts), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, puts_slots,
};

/* -------------------------------------------------------------------------------------- programs */

#define FEW 32 /* arguments and results that need no memory of their own */

static PyTypeObject *program_type = NULL;

/* Runs a program on the device or the devices that it was compiled for. */
typedef struct {
    PyObject_HEAD
    Calls *calls;
    PyObject *state, *make, *options;
    PyObject *parameters, *results; /* tuples of array types */
    Wanted *wanted;                 /* of each parameter */
    char *puttable, *donated;       /* whether an array may be given there; whether a buffer given there is consumed */
    void *ptr, *options_at, **devices;
    int shares; /* whether a buffer that a run uses is claimed, too: the oldest plugin hangs where another donates it */
    Py_ssize_t num_devices, num_parameters, num_results, num_donated;
    char open; /* whether it may be run; not once it is deleted */
    bool whole; /* whether the plugin has the functions for it */
} Program;

/* A run: what it takes and gives. */
typedef struct {
    void **inputs, **outputs;
    Py_buffer *memories; /* of the inputs that are arrays, put for this run and destroyed after it; NULL before one is */
    char *is_array;
    void *few_inputs[FEW], *few_outputs[FEW];
    Py_buffer few_memories[FEW];
    char few_is_array[FEW];
} Run;

static bool run_start(Run *run, const Program *program) {
    size_t inputs = (size_t)program->num_parameters, outputs = (size_t)program->num_results;
    bool few = inputs <= FEW;
    run->inputs = few ? run->few_inputs : PyMem_Malloc(inputs * sizeof(void *));
    run->memories = few ? run->few_memories : NULL;
    run->is_array = few ? run->few_is_array : PyMem_Malloc(inputs);
    run->outputs = outputs <= FEW ? run->few_outputs : PyMem_Malloc(outputs * sizeof(void *));
    if (run->inputs == NULL || run->is_array == NULL || run->outputs == NULL) {
        PyErr_NoMemory();
        return false;
    }
    memset(run->is_array, 0, inputs);
    memset(run->outputs, 0, outputs * sizeof(void *));
    return true;
}

static void run_end(Run *run) {
    if (run->inputs != run->few_inputs) PyMem_Free(run->inputs);
    if (run->memories != run->few_memories) PyMem_Free(run->memories);
    if (run->is_array != run->few_is_array) PyMem_Free(run->is_array);
    if (run->outputs != run->few_outputs) PyMem_Free(run->outputs);
}

/* Claims a buffer that the run consumes: nobody deletes it, or looks at its memory, until it is given back. 0: it cannot
 * be had; -1: an exception is set. */
static int claim(Buffer *buffer) {
    int free = try_lock(buffer->ptr);
    if (free <= 0) return free;
    bool taken = buffer->users == 0 && !buffer->deleted;
    if (taken) buffer->users = ALONE;
    unlock(buffer->ptr);
    return taken;
}

/* Gives claimed buffers back, of the first arguments only; after a run, those that the plugin took are marked, and those
 * are deleted that somebody wanted to delete meanwhile. */
static void give_back(Program *self, PyObject *arguments, Py_ssize_t until, bool ran) {
    PyObject *type, *value, *traceback;
    bool interrupted = false;
    PyErr_Fetch(&type, &value, &traceback);
    for (Py_ssize_t i = 0; i < until; i++) {
        bool donated = self->donated[i % self->num_parameters];
        if (!donated && !self->shares) continue;
        PyObject *argument = PyTuple_GetItem(arguments, i);
        if ((PyObject *)Py_TYPE(argument) != self->make) continue;
        Buffer *buffer = (Buffer *)argument;
        if (!donated && (--buffer->users > 0 || !buffer->deleted)) continue;
        PJRT_Buffer_IsDeleted_Args asked = {.buffer = buffer->ptr};
        PJRT_Buffer_Delete_Args wish = {.buffer = buffer->ptr};
        void *error = NULL;
        bool locked = lock(buffer->ptr, &interrupted);
        if (ran && donated) {
            BEGIN_CALL
            error = CALL(self->calls, PJRT_Buffer_IsDeleted, &asked);
            END_CALL
            if (error != NULL) forget(self->calls, "PJRT_Buffer_IsDeleted", error);
        }
        if (buffer->deleted && !asked.is_deleted) {
            BEGIN_CALL
            error = CALL(self->calls, PJRT_Buffer_Delete, &wish);
            END_CALL
            if (error != NULL) forget(self->calls, "PJRT_Buffer_Delete", error);
        }
        if (asked.is_deleted) buffer->deleted = 1;
        buffer->users = 0;
        if (locked) unlock(buffer->ptr);
    }
    if (interrupted) PyErr_SetInterrupt();
    PyErr_Restore(type, value, traceback);
}

/* Takes a buffer, and claims it if it has to be. 0: it needs care; -1: an exception is set. */
static int take_buffer(Program *self, Py_ssize_t parameter, Buffer *buffer) {
    const Wanted *wanted = &self->wanted[parameter];
    if (buffer->type != wanted->type || buffer->state != self->state || buffer->deleted || buffer->ptr == NULL) return 0;
    if (self->donated[parameter]) return claim(buffer);
    if (!self->shares) return 1;
    if (buffer->users == ALONE) return 0;
    buffer->users++;
    return 1;
}

/* Takes an argument. 0: it needs care; -1: an exception is set. */
static int take(Program *self, Run *run, Py_ssize_t i, PyObject *value) {
    if ((PyObject *)Py_TYPE(value) == self->make) {
        run->inputs[i] = ((Buffer *)value)->ptr;
        return take_buffer(self, i, (Buffer *)value);
    }
    if (!self->puttable[i]) return 0;
    if (run->memories == NULL) run->memories = PyMem_Malloc((size_t)self->num_parameters * sizeof(Py_buffer));
    if (run->memories == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int fits = memory_of(value, &self->wanted[i], &run->memories[i]);
    if (fits > 0) run->is_array[i] = 1;
    return fits;
}

/* Whether a buffer is given where it is consumed, and once more elsewhere. */
static bool is_given_twice(Program *self, PyObject *arguments) {
    if (self->num_donated == 0) return false;
    for (Py_ssize_t i = 0; i < self->num_parameters; i++) {
        PyObject *value = PyTuple_GetItem(arguments, i);
        if (!self->donated[i] && (PyObject *)Py_TYPE(value) == self->make && ((Buffer *)value)->users == ALONE)
            return true;
    }
    return false;
}

/* Buffer objects for the results of a device. Where one cannot be made, or an exception is set already, all are
 * destroyed. */
static PyObject *wrap(Program *self, void **outputs, void *device) {
    PyObject *made = PyErr_Occurred() ? NULL : PyTuple_New(self->num_results);
    for (Py_ssize_t i = 0; i < self->num_results; i++) {
        PyObject *type = PyTuple_GetItem(self->results, i), *buffer = NULL;
        if (outputs[i] == NULL) {
            if (!PyErr_Occurred()) no_result(self->calls, "PJRT_LoadedExecutable_Execute.output_lists");
            Py_CLEAR(made);
            continue;
        }
        if (made != NULL) buffer = buffer_of((PyTypeObject *)self->make, self->state, self->calls, outputs[i], type, device);
        if (buffer != NULL) {
            PyTuple_SetItem(made, i, buffer);
            continue;
        }
        if (made == NULL) discard(self->calls, outputs[i]); /* else buffer_of did */
        Py_CLEAR(made);
    }
    return made;
}

/* What went wrong in C: the function and its error, or the result that is NULL. */
typedef struct {
    const char *function, *no_result;
    void *error;
} Failure;

/* Puts the arrays, runs the program, destroys what it put. Without the GIL. */
static Failure launch(const Program *self, Run *run) {
    Calls *calls = self->calls;
    Failure failure = {NULL, NULL, NULL};
    Py_ssize_t count = self->num_parameters, until = 0;
    for (; until < count && failure.function == NULL; until++) {
        if (!run->is_array[until]) continue;
        void *event = NULL;
        failure.error = send(calls, self->devices[0], &self->wanted[until], &run->memories[until], &run->inputs[until], &event);
        if (failure.error != NULL || run->inputs[until] == NULL) {
            failure.function = "PJRT_Client_BufferFromHostBuffer";
            failure.no_result = "PJRT_Client_BufferFromHostBuffer.buffer";
        }
        release(calls, event);
    }
    if (failure.function == NULL) {
        void *rows[2] = {run->inputs, run->outputs};
        PJRT_LoadedExecutable_Execute_Args a = {
            .executable = self->ptr,
            .options = self->options_at,
            .argument_lists = &rows[0],
            .num_devices = 1,
            .num_args = (size_t)count,
            .output_lists = &rows[1],
        };
        failure.error = CALL(calls, PJRT_LoadedExecutable_Execute, &a);
        if (failure.error != NULL) failure.function = "PJRT_LoadedExecutable_Execute";
    }
    for (Py_ssize_t i = 0; i < until; i++) {
        if (!run->is_array[i] || run->inputs[i] == NULL) continue;
        PJRT_Buffer_Destroy_Args gone = {.buffer = run->inputs[i]};
        drop(calls, CALL(calls, PJRT_Buffer_Destroy, &gone));
    }
    return failure;
}

/* An event that a buffer's data is there, NULL where the plugin gives none. Without the GIL. */
static void *event_of(Calls *calls, void *buffer) {
    PJRT_Buffer_ReadyEvent_Args ready = {.buffer = buffer};
    void *error = CALL(calls, PJRT_Buffer_ReadyEvent, &ready);
    drop(calls, error);
    return error == NULL ? ready.event : NULL;
}

/* Whether the plugin has what a run needs. */
static bool can_run(const Program *self) {
    const Functions *f = &self->calls->functions;
    bool claims = self->num_donated > 0 || self->shares;
    return f->PJRT_LoadedExecutable_Execute.call && f->PJRT_Buffer_Destroy.call && f->PJRT_Error_Destroy.call &&
           (!claims || (f->PJRT_Buffer_IsDeleted.call && f->PJRT_Buffer_Delete.call));
}

static PyObject *program_run(Program *self, PyObject *arguments) {
    Calls *calls = self->calls;
    if (calls == NULL) return not_made();
    if (!PyTuple_Check(arguments)) return PyErr_Format(PyExc_TypeError, "run: expected a tuple, got %R", arguments);
    bool bounded = calls->bounded;
    if (!self->open || !self->whole || !calls->open || self->num_devices != 1 ||
        PyTuple_Size(arguments) != self->num_parameters || (bounded && !can_wait(&calls->functions)))
        Py_RETURN_NONE;
    if (bounded && !enter(calls, self->devices[0])) return NULL;
    Run run;
    Failure failure = {NULL, NULL, NULL};
    PyObject *results = NULL;
    void *running = NULL; /* an event that the device has run it */
    Py_ssize_t taken = 0, count = self->num_parameters;
    int fine = run_start(&run, self) ? 1 : -1;
    while (fine > 0 && taken < count) {
        fine = take(self, &run, taken, PyTuple_GetItem(arguments, taken));
        if (fine > 0) taken++;
    }
    if (fine > 0 && is_given_twice(self, arguments)) fine = 0;
    if (fine > 0) {
        BEGIN_CALL
        failure = launch(self, &run);
        if (bounded && failure.function == NULL && self->num_results > 0 && run.outputs[0] != NULL)
            running = event_of(calls, run.outputs[0]);
        END_CALL
    }
    if (bounded) leave(calls, self->devices[0], running);
    for (Py_ssize_t i = 0; i < taken; i++)
        if (run.is_array[i]) PyBuffer_Release(&run.memories[i]);
    if (self->num_donated > 0 || self->shares) give_back(self, arguments, taken, fine > 0);
    if (failure.error != NULL) {
        fail(calls, failure.function, failure.error);
    } else if (failure.function != NULL) {
        no_result(calls, failure.no_result);
    } else if (fine > 0) {
        results = wrap(self, run.outputs, self->devices[0]);
    } else if (fine == 0) {
        results = Py_NewRef(Py_None);
    }
    run_end(&run);
    return results;
}

/* A buffer of an array for a parameter; None for what needs care. */
static PyObject *put_array(Program *self, Py_ssize_t parameter, PyObject *value, void *device) {
    Py_buffer memory;
    const Wanted *wanted = &self->wanted[parameter];
    int fits = self->open && self->calls->open && self->puttable[parameter] ? memory_of(value, wanted, &memory) : 0;
    if (fits <= 0) return fits < 0 ? NULL : Py_NewRef(Py_None);
    void *ptr = put(self->calls, device, wanted, &memory);
    PyBuffer_Release(&memory);
    if (ptr == NULL) return NULL;
    return buffer_of((PyTypeObject *)self->make, self->state, self->calls, ptr, wanted->type, device);
}

/* The same for the first device, from Python; None for a buffer, too. */
static PyObject *program_put(Program *self, PyObject *const *args, Py_ssize_t count) {
    if (self->calls == NULL) return not_made();
    Py_ssize_t index = count == 2 ? PyLong_AsSsize_t(args[0]) : -1;
    if (index < 0 || index >= self->num_parameters) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "put: expected a parameter's number and a value");
        return NULL;
    }
    return put_array(self, index, args[1], self->devices[0]);
}

static int program_init(Program *self, PyObject *args, PyObject *kwargs) {
    PyObject *state, *make, *ptr, *devices, *options, *options_at, *parameters, *results, *donated;
    int shares;
    if (!PyArg_ParseTuple(args, "OOOO!OOO!O!Op:Program", &state, &make, &ptr, &PyTuple_Type, &devices, &options,
                          &options_at, &PyTuple_Type, &parameters, &PyTuple_Type, &results, &donated, &shares))
        return -1;
    if (!PyType_Check(make) || !PyType_IsSubtype((PyTypeObject *)make, buffer_type)) {
        PyErr_Format(PyExc_TypeError, "make: expected a class of buffers, got %R", make);
        return -1;
    }
    if (self->calls != NULL) return made_twice();
    if (PyTuple_Size(devices) < 1) {
        PyErr_SetString(PyExc_ValueError, "devices: expected one at least");
        return -1;
    }
    self->shares = shares;
    self->ptr = PyLong_AsVoidPtr(ptr);
    self->options_at = PyLong_AsVoidPtr(options_at);
    if (PyErr_Occurred() || (self->calls = calls_of(state)) == NULL) return -1;
    self->state = Py_NewRef(state);
    self->make = Py_NewRef(make);
    self->options = Py_NewRef(options);
    self->parameters = Py_NewRef(parameters);
    self->results = Py_NewRef(results);
    self->num_results = PyTuple_Size(results);
    Py_ssize_t count = PyTuple_Size(parameters);
    self->wanted = PyMem_Calloc((size_t)count + 1, sizeof(Wanted));
    self->puttable = PyMem_Calloc((size_t)count + 1, 1);
    self->donated = PyMem_Calloc((size_t)count + 1, 1);
    self->num_devices = PyTuple_Size(devices);
    self->devices = PyMem_Calloc((size_t)self->num_devices + 1, sizeof(void *));
    if (self->wanted == NULL || self->puttable == NULL || self->donated == NULL || self->devices == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->num_devices; i++) self->devices[i] = PyLong_AsVoidPtr(PyTuple_GetItem(devices, i));
    if (PyErr_Occurred()) return -1;
    self->num_parameters = count;
    self->open = 1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *type = PyTuple_GetItem(parameters, i), *number = PyLong_FromSsize_t(i);
        PyObject *puttable = PyObject_GetAttr(type, name_puttable);
        int given = number == NULL ? -1 : PySequence_Contains(donated, number);
        if (puttable != NULL && given >= 0 && wanted_of(&self->wanted[i], type)) {
            self->puttable[i] = puttable == Py_True && can_put(&self->calls->functions);
            self->donated[i] = (char)given;
            self->num_donated += given;
        }
        Py_XDECREF(number);
        Py_XDECREF(puttable);
        if (PyErr_Occurred()) return -1;
    }
    self->whole = can_run(self);
    return 0;
}

static int program_traverse(Program *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT((PyObject *)self->calls);
    Py_VISIT(self->state);
    Py_VISIT(self->make);
    Py_VISIT(self->options);
    Py_VISIT(self->parameters);
    Py_VISIT(self->results);
    return 0;
}

static void program_dealloc(Program *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    for (Py_ssize_t i = 0; i < self->num_parameters; i++) wanted_clear(&self->wanted[i]);
    PyMem_Free(self->wanted);
    PyMem_Free(self->puttable);
    PyMem_Free(self->donated);
    PyMem_Free(self->devices);
    Py_XDECREF((PyObject *)self->calls);
    Py_XDECREF(self->state);
    Py_XDECREF(self->make);
    Py_XDECREF(self->options);
    Py_XDECREF(self->parameters);
    Py_XDECREF(self->results);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

/* --------------------------------------------------------------------------- on several devices */

static PyTypeObject *launch_type = NULL;

/* A run on several devices: what it takes, claimed until it is over or let go. */
typedef struct {
    PyObject_HEAD
    Program *program;
    PyObject *arguments; /* of the first device, then of the next, in one tuple */
    Py_ssize_t taken;    /* how many of them are */
    Py_ssize_t entered;  /* how many devices have room for it */
    bool ran;
} Launch;

/* Whether a buffer is known to have failed: the other devices would wait for this one for ever. -1: an exception is set. */
static int has_failed(Calls *calls, Buffer *buffer) {
    if (buffer->good) return 0;
    PJRT_Buffer_ReadyEvent_Args ready = {.buffer = buffer->ptr};
    PJRT_Event_IsReady_Args asked = {0};
    PJRT_Event_Error_Args told = {0};
    PJRT_Event_Destroy_Args gone = {0};
    void *error;
    BEGIN_CALL
    error = CALL(calls, PJRT_Buffer_ReadyEvent, &ready);
    if (error == NULL && ready.event != NULL) {
        asked.event = told.event = gone.event = ready.event;
        error = CALL(calls, PJRT_Event_IsReady, &asked);
        if (error == NULL && asked.is_ready) error = CALL(calls, PJRT_Event_Error, &told);
        drop(calls, CALL(calls, PJRT_Event_Destroy, &gone));
    }
    drop(calls, error); /* whoever looks closer says it */
    END_CALL
    buffer->good = error == NULL && asked.is_ready;
    return error != NULL || ready.event == NULL;
}

/* Takes an argument of a device. 0: it needs care; -1: an exception is set. */
static int take_on(Launch *self, Py_ssize_t place, void *device) {
    Program *program = self->program;
    Py_ssize_t parameter = place % program->num_parameters;
    PyObject *value = PyTuple_GetItem(self->arguments, place);
    if ((PyObject *)Py_TYPE(value) != program->make) {
        PyObject *made = put_array(program, parameter, value, device);
        if (made == NULL) return -1;
        if ((PyObject *)Py_TYPE(made) != program->make) { /* None */
            Py_DECREF(made);
            return 0;
        }
        if (PyTuple_SetItem(self->arguments, place, made) < 0) return -1;
        value = made;
    }
    Buffer *buffer = (Buffer *)value;
    if (buffer->device != device || buffer->ptr == NULL || has_failed(program->calls, buffer)) return 0;
    return take_buffer(program, parameter, buffer);
}

static void launch_let_go(Launch *self) {
    Py_ssize_t taken = self->taken;
    self->taken = 0;
    while (self->entered > 0) leave(self->program->calls, self->program->devices[--self->entered], NULL);
    if (taken > 0) give_back(self->program, self->arguments, taken, self->ran);
}

static void launch_dealloc(Launch *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    launch_let_go(self);
    Py_XDECREF((PyObject *)self->program);
    Py_XDECREF(self->arguments);
    PyObject_Free(self);
    Py_DECREF(type);
}

/* The rows as one tuple; None unless they are lists or tuples, as many as there are devices, each of as many as there are
 * parameters. */
static PyObject *flattened(const Program *self, PyObject *rows) {
    Py_ssize_t devices = self->num_devices, parameters = self->num_parameters;
    bool listed = PyList_CheckExact(rows);
    if (!listed && !PyTuple_CheckExact(rows)) Py_RETURN_NONE;
    if ((listed ? PyList_Size(rows) : PyTuple_Size(rows)) != devices) Py_RETURN_NONE;
    PyObject *flat = PyTuple_New(devices * parameters);
    for (Py_ssize_t i = 0; flat != NULL && i < devices; i++) {
        PyObject *row = listed ? PyList_GetItem(rows, i) : PyTuple_GetItem(rows, i);
        bool list = PyList_CheckExact(row);
        if ((!list && !PyTuple_CheckExact(row)) || (list ? PyList_Size(row) : PyTuple_Size(row)) != parameters) {
            Py_DECREF(flat);
            Py_RETURN_NONE;
        }
        for (Py_ssize_t j = 0; j < parameters; j++)
            PyTuple_SetItem(flat, i * parameters + j, Py_NewRef(list ? PyList_GetItem(row, j) : PyTuple_GetItem(row, j)));
    }
    return flat;
}

static PyObject *program_take(Program *self, PyObject *rows) {
    Calls *calls = self->calls;
    if (calls == NULL) return not_made();
    if (!self->open || !self->whole || !calls->open || self->num_devices < 2 || !can_wait(&calls->functions))
        Py_RETURN_NONE;
    PyObject *flat = flattened(self, rows);
    if (flat == NULL || flat == Py_None) return flat;
    Launch *made = (Launch *)PyType_GenericAlloc(launch_type, 0);
    if (made == NULL) {
        Py_DECREF(flat);
        return NULL;
    }
    made->program = (Program *)Py_NewRef((PyObject *)self);
    made->arguments = flat;
    int fine = 1;
    for (Py_ssize_t i = 0; fine > 0 && i < self->num_devices * self->num_parameters; i++) {
        fine = take_on(made, i, self->devices[i / self->num_parameters]);
        if (fine > 0) made->taken++;
    }
    if (fine > 0) return (PyObject *)made;
    Py_DECREF((PyObject *)made);
    return fine < 0 ? NULL : Py_NewRef(Py_None);
}

/* Waits until each device has room for it. */
static PyObject *launch_enter(Launch *self, PyObject *unused) {
    if (self->program == NULL) return not_made();
    while (self->entered < self->program->num_devices) {
        if (!enter(self->program->calls, self->program->devices[self->entered])) return NULL;
        self->entered++;
    }
    Py_RETURN_NONE;
}

/* Runs it, once: a list of the results of each device. */
static PyObject *launch_start(Launch *self, PyObject *unused) {
    Program *program = self->program;
    if (program == NULL) return not_made();
    Calls *calls = program->calls;
    Py_ssize_t devices = program->num_devices, parameters = program->num_parameters, results = program->num_results;
    if (self->ran || self->taken != devices * parameters) {
        PyErr_SetString(PyExc_TypeError, "start: it was started, or let go");
        return NULL;
    }
    void **inputs = PyMem_Calloc((size_t)(devices * (parameters + results + 3)) + 1, sizeof(void *));
    if (inputs == NULL) return PyErr_NoMemory();
    void **outputs = inputs + devices * parameters, **input_rows = outputs + devices * results;
    void **events = input_rows + devices, ***output_rows = (void ***)(events + devices), *error;
    for (Py_ssize_t i = 0; i < self->taken; i++) inputs[i] = ((Buffer *)PyTuple_GetItem(self->arguments, i))->ptr;
    for (Py_ssize_t i = 0; i < devices; i++) {
        input_rows[i] = inputs + i * parameters;
        output_rows[i] = outputs + i * results;
    }
    PJRT_LoadedExecutable_Execute_Args a = {
        .executable = program->ptr,
        .options = program->options_at,
        .argument_lists = input_rows,
        .num_devices = (size_t)devices,
        .num_args = (size_t)parameters,
        .output_lists = output_rows,
    };
    BEGIN_CALL
    error = CALL(calls, PJRT_LoadedExecutable_Execute, &a);
    for (Py_ssize_t i = 0; i < self->entered && error == NULL && results > 0; i++)
        if (output_rows[i][0] != NULL) events[i] = event_of(calls, output_rows[i][0]);
    END_CALL
    self->ran = true;
    while (self->entered > 0) {
        self->entered--;
        leave(calls, program->devices[self->entered], events[self->entered]);
    }
    PyObject *made = NULL;
    if (error != NULL) {
        fail(calls, "PJRT_LoadedExecutable_Execute", error);
    } else {
        made = PyList_New(devices);
        for (Py_ssize_t i = 0; i < devices; i++) {
            PyObject *row = wrap(program, output_rows[i], program->devices[i]);
            if (made != NULL && row != NULL) {
                PyList_SetItem(made, i, row);
            } else {
                Py_XDECREF(row);
                Py_CLEAR(made);
            }
        }
    }
    PyMem_Free(inputs);
    launch_let_go(self);
    return made;
}

static PyObject *launch_release(Launch *self, PyObject *unused) {
    launch_let_go(self);
    Py_RETURN_NONE;
}

static PyMethodDef launch_methods[] = {
    {"enter", (PyCFunction)launch_enter, METH_NOARGS, "Waits until each device has room for it."},
    {"start", (PyCFunction)launch_start, METH_NOARGS, "Runs it, once: a list of the results of each device."},
    {"release", (PyCFunction)launch_release, METH_NOARGS, "Lets go of what it took, if that has not been done."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot launch_slots[] = {
    {Py_tp_dealloc, launch_dealloc},
    {Py_tp_methods, launch_methods},
    {Py_tp_doc, "A run on several devices: what it takes, claimed until it is over or let go."},
    {0, NULL},
};

static PyType_Spec launch_spec = {
    "pjrt_abi._accelerator.Launch", sizeof(Launch), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, launch_slots,
};

static PyMethodDef program_methods[] = {
    {"run", (PyCFunction)program_run, METH_O, "The results of a run; None unless all is as it has to be."},
    {"put", (PyCFunction)(void (*)(void))program_put, METH_FASTCALL, "A buffer of a value for a parameter, or None."},
    {"take", (PyCFunction)program_take, METH_O, "Arguments for each device, taken for a launch; None unless all is as it has to be."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef program_members[] = {
    {"open", T_BOOL, offsetof(Program, open), 0, "Whether it may be run; not once it is deleted."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot program_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_init, program_init},
    {Py_tp_traverse, program_traverse},
    {Py_tp_dealloc, program_dealloc},
    {Py_tp_methods, program_methods},
    {Py_tp_members, program_members},
    {Py_tp_doc, "Runs a program on the devices that it was compiled for."},
    {0, NULL},
};

static PyType_Spec program_spec = {
    "pjrt_abi._accelerator.Program", sizeof(Program), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, program_slots,
};

/* ----------------------------------------------------------------------------------- bound calls */

static PyTypeObject *bound_type = NULL;
static PyObject *name_long_way;

/* A program with its arguments. The root of the class of bound calls, which has `_long_way` for what needs care. */
typedef struct {
    PyObject_HEAD
    PyObject *program; /* None where there is no short way */
    PyObject *arguments;
    char plain; /* whether a run is all that there is to do */
} Bound;

static PyObject *bound_call(Bound *self, PyObject *args, PyObject *kwargs) {
    if (PyTuple_Size(args) > 0 || (kwargs != NULL && PyDict_Size(kwargs) > 0)) {
        PyErr_SetString(PyExc_TypeError, "a bound call takes no arguments; bound[index] = value gives another one");
        return NULL;
    }
    PyObject *program = self->program, *arguments = self->arguments;
    if (self->plain && program != NULL && arguments != NULL && PyTuple_Check(arguments) &&
        PyObject_TypeCheck(program, program_type)) {
        Py_INCREF(program); /* another thread may exchange both meanwhile */
        Py_INCREF(arguments);
        PyObject *results = program_run((Program *)program, arguments);
        Py_DECREF(arguments);
        Py_DECREF(program);
        if (results != Py_None) return results;
        Py_DECREF(results);
    }
    return PyObject_CallMethodObjArgs((PyObject *)self, name_long_way, NULL);
}

static int bound_traverse(Bound *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE((PyObject *)self));
    Py_VISIT(self->program);
    Py_VISIT(self->arguments);
    return 0;
}

static int bound_clear(Bound *self) {
    Py_CLEAR(self->program);
    Py_CLEAR(self->arguments);
    return 0;
}

static void bound_dealloc(Bound *self) {
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    bound_clear(self);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}

static PyMemberDef bound_members[] = {
    {"_program", T_OBJECT, offsetof(Bound, program), 0, NULL},
    {"_arguments", T_OBJECT_EX, offsetof(Bound, arguments), 0, NULL},
    {"_plain", T_BOOL, offsetof(Bound, plain), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot bound_slots[] = {
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_call, bound_call},
    {Py_tp_traverse, bound_traverse},
    {Py_tp_clear, bound_clear},
    {Py_tp_dealloc, bound_dealloc},
    {Py_tp_members, bound_members},
    {Py_tp_doc, "A program with its arguments."},
    {0, NULL},
};

static PyType_Spec bound_spec = {
    "pjrt_abi._accelerator.Bound", sizeof(Bound), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, bound_slots,
};

/* ------------------------------------------------------------------------------------ the module */

static PyObject *setup(PyObject *module, PyObject *args) {
    PyObject *array, *acquire, *release;
    if (!PyArg_ParseTuple(args, "O!O!O!:setup", &PyType_Type, &array, &PyTuple_Type, &acquire, &PyTuple_Type, &release))
        return NULL;
    if (PyTuple_Size(acquire) != NUM_LOCKS || PyTuple_Size(release) != NUM_LOCKS) {
        PyErr_Format(PyExc_ValueError, "locks: expected %d of them", NUM_LOCKS);
        return NULL;
    }
    in_flight = 0; /* at first, and again in a fork's child, where threads that were inside are no more */
    Py_XSETREF_(ndarray, Py_NewRef(array));
    Py_XSETREF_(acquire_locks, Py_NewRef(acquire));
    Py_XSETREF_(release_locks, Py_NewRef(release));
    Py_RETURN_NONE;
}

static PyObject *calls_in_flight(PyObject *module, PyObject *unused) { return PyLong_FromLong(in_flight); }

static PyMethodDef module_methods[] = {
    {"setup", setup, METH_VARARGS, "What it needs of Python: numpy's class of arrays, and what takes and gives back each lock."},
    {"view", view, METH_O, "A read-only numpy view of a buffer on the host; None for what needs care."},
    {"await_data", await_data, METH_O, "Waits until a buffer's data is there; False for what needs care."},
    {"calls_in_flight", calls_in_flight, METH_NOARGS, "How many calls of this module are inside a plugin."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "pjrt_abi._accelerator", "The hot calls in C.", -1, module_methods, NULL, NULL, NULL, NULL,
};

static PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromSpec(spec);
    if (type != NULL && PyModule_AddType(module, (PyTypeObject *)type) < 0) Py_CLEAR(type);
    return (PyTypeObject *)type;
}

PyMODINIT_FUNC PyInit__accelerator(void) {
    PyObject *module = PyModule_Create(&module_def);
    if (module == NULL) return NULL;
    PyObject *functions = function_structs();
    bool failed = functions == NULL || PyModule_AddObjectRef(module, "FUNCTIONS", functions) < 0 ||
                  PyModule_AddIntConstant(module, "NUM_LOCKS", NUM_LOCKS) < 0 ||
                  PyModule_AddIntConstant(module, "PLACES", PLACES) < 0 ||
                  PyModule_AddIntConstant(module, "ROUND", ROUND) < 0 ||
                  PyModule_AddStringConstant(module, "MADE_OF", "8582f5b8f70617d9") < 0 ||
                  (calls_type = add_type(module, &calls_spec)) == NULL ||
                  (buffer_type = add_type(module, &buffer_spec)) == NULL ||
                  (seen_type = add_type(module, &seen_spec)) == NULL ||
                  (puts_type = add_type(module, &puts_spec)) == NULL ||
                  (program_type = add_type(module, &program_spec)) == NULL ||
                  (launch_type = add_type(module, &launch_spec)) == NULL ||
                  (bound_type = add_type(module, &bound_spec)) == NULL ||
                  (name_long_way = PyUnicode_InternFromString("_long_way")) == NULL || !intern_names();
    Py_XDECREF(functions);
    if (failed) Py_CLEAR(module);
    return module;
}
