/* A PJRT plugin whose functions are Python's. Compiled by pjrt.server.export, which defines
   PLUGIN ("module:name"), PATHS (Python source that extends sys.path) and LIBPYTHON (a path).

   It joins the interpreter of the process, or starts one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *api;

static void *python(void) {
  if (dlsym(RTLD_DEFAULT, "Py_IsInitialized")) return RTLD_DEFAULT;
  void *library = dlopen(LIBPYTHON, RTLD_NOW | RTLD_GLOBAL);
  if (!library) fprintf(stderr, "pjrt: no Python in this process, and none can be started: %s\n", dlerror());
  return library;
}

#define FUNCTION(result, name, ...) result (*name)(__VA_ARGS__) = (result(*)(__VA_ARGS__))dlsym(library, #name)

static void start(void) {
  void *library = python();
  if (!library && library != RTLD_DEFAULT) return;
  FUNCTION(int, Py_IsInitialized, void);
  FUNCTION(void, Py_InitializeEx, int);
  FUNCTION(int, PyGILState_Ensure, void);
  FUNCTION(void, PyGILState_Release, int);
  FUNCTION(void *, PyEval_SaveThread, void);
  FUNCTION(int, PyRun_SimpleString, const char *);
  FUNCTION(void *, PyImport_ImportModule, const char *);
  FUNCTION(void *, PyObject_CallMethod, void *, const char *, const char *, ...);
  FUNCTION(void *, PyLong_AsVoidPtr, void *);
  FUNCTION(void, PyErr_Print, void);
  FUNCTION(void, Py_DecRef, void *);
  int ours = !Py_IsInitialized();
  int state = 0;
  if (ours)
    Py_InitializeEx(0);
  else
    state = PyGILState_Ensure();
  void *module = PyRun_SimpleString(PATHS) ? NULL : PyImport_ImportModule("pjrt.server.embedded");
  void *address = module ? PyObject_CallMethod(module, "address", "s", PLUGIN) : NULL;
  if (address)
    api = PyLong_AsVoidPtr(address);
  else
    PyErr_Print();
  if (address) Py_DecRef(address);
  if (module) Py_DecRef(module);
  if (ours)
    PyEval_SaveThread();
  else
    PyGILState_Release(state);
}

const void *GetPjrtApi(void) {
  pthread_once(&once, start);
  return api;
}
