"""Counts the C calls of this process by plugin, function and outcome; in the test run only.

`hook` patches `pjrt_abi.support` and a part of `pjrt._runtime` when somebody imports them, and imports nothing of ours
by itself. Every slot of a real plugin's table then reports what it returned, and every trampoline that C called it.
What happens for the first time is appended to the record at once, so that it survives os._exit and kill; how often it
happened follows at exit.

The record is a folder, named by PJRT_TEST_RECORD. It holds `facts`, what the ABI model says of each function, and a
file a process with lines of tab-separated words:

    plugin LIBRARY MAJOR.MINOR LACKING,...
    chain LIBRARY TYPE SIZE                   a link of its extension chain: the type's number, the bytes of the struct
    extension LIBRARY STRUCT LACKING,...      of a table other than the core's; LIBRARY is "python" for one in Python
    call LIBRARY FUNCTION OUTCOME CALLER      outcome: OK, LACKS, the error's code or ERROR; caller: pjrt or raw
    callback TYPE                             C called a function of the library that has this C type
    calls LIBRARY FUNCTION NUMBER             at exit

Errors are swallowed where the record cannot be written: the check of the whole run finds what is missing.
"""

from __future__ import annotations

import os
import sys

RECORD = "PJRT_TEST_RECORD"
COUNT_HANDLES = "PJRT_TEST_COUNT_HANDLES"
"""Set, it makes the process count what C functions make and destroy, by kind of handle: `made` and `destroyed`."""

DATA = "data with a deleter"
FACADE, RAW = "pjrt", "raw"
PYTHON = "python"
CORE, BASE = "PJRT_Api", "PJRT_Extension_Base"
SERVING = ("pjrt.server", "pjrt.testing")
"""Packages that are the other side of the API."""
TRACED = "PJRT_TRACE"
"""Where this is set, tables in Python are those of the interposer, in front of a real plugin's."""
OK, LACKS, NO_CODE = "OK", "LACKS", "ERROR"

made: dict[str, int] = {}
destroyed: dict[str, int] = {}
"""`x[kind] += 1` on a dict of ints is atomic under the GIL: no other thread and no destructor runs in between."""

_folder = ""
_facts: dict[str, tuple] = {}
_seen: set[str] = set()
_calls: dict[tuple[str, str], list[int]] = {}
_errors: dict[int, tuple[str, str, str]] = {}
"""Errors that a call returned and nobody has read yet: the library, the function, who called it."""
_outputs: dict[int, int] = {}
"""By a PJRT_LoadedExecutable*: the number of its results."""


def hook() -> None:
    """Has `pjrt_abi.support` and `pjrt._runtime.callbacks` patched as soon as they are imported."""
    global _folder
    _folder = os.environ[RECORD]
    sys.meta_path.insert(0, _Finder())


class _Finder:
    """Finds what is to be patched as the other finders do, and patches it once it has run."""

    def find_spec(self, name, path=None, target=None):
        patch = {
            "pjrt_abi.support": _patch,
            "pjrt._runtime.callbacks": _watch_callbacks,
            "pjrt._runtime.accelerator": _watch_accelerator,
        }.get(name)
        for finder in sys.meta_path if patch else ():
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                _patch_after(spec.loader, patch)
                return spec
        return None


def _patch_after(loader, patch) -> None:
    run = loader.exec_module

    def exec_module(module):
        run(module)
        patch(module)

    loader.exec_module = exec_module


def _patch(support) -> None:
    import atexit
    import marshal

    if not _facts:
        with open(os.path.join(_folder, "facts"), "rb") as file:
            _facts.update(marshal.load(file))
        atexit.register(write_counts)
        os.register_at_fork(after_in_child=_forget_counts)
    table = support.FunctionTable
    bind = table.__init__

    def __init__(self, address, api=None):
        bind(self, address, api)
        if self.TABLE.__name__ == CORE:
            if library := _library(address):
                _watch(self, library)
            _watch_errors(self, counting=bool(library and os.environ.get(COUNT_HANDLES)))
        elif self.TABLE.__name__ == BASE:  # of a link that nobody knows
            _write(f"extension\t{_library(address) or PYTHON}\t{BASE}\t")
        elif self.SLOTS and self.SLOTS[0][0] in _facts:
            if (library := _library(_first_function(self)) or PYTHON) != PYTHON or TRACED not in os.environ:
                _watch(self, library)
            if type(self).read_error is not table.read_error:
                _watch_errors(self, counting=bool(os.environ.get(COUNT_HANDLES)))

    table.__init__ = __init__
    visit = support._visit

    def visited(*arguments):
        _write("callback\tPJRT_Error_PayloadVisitor")
        visit(*arguments)

    support._VISITOR = type(support._VISITOR)(visited)
    if os.environ.get(COUNT_HANDLES):
        free = support.release

        def release(deleter, holder):
            free(deleter, holder)
            if deleter:
                _add(destroyed, DATA)

        support.release = release


def _library(address: int) -> str:
    """The path of the library that an address lies in; "" for a table that a test made up in memory of its own."""
    import ctypes

    class Info(ctypes.Structure):
        _fields_ = [(name, ctypes.c_void_p) for name in ("path", "base", "symbol", "address")]

    info = Info()
    find = ctypes.CDLL(None).dladdr
    find.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    if not find(address, ctypes.addressof(info)) or not info.path:
        return ""
    return os.fsdecode(ctypes.string_at(info.path))


def _first_function(table) -> int:
    """The address of one that the table has: an extension's struct may lie anywhere, its functions do not."""
    import ctypes

    have = (getattr(table, name) for name, *_ in table.SLOTS if name not in table.missing)
    return next((ctypes.cast(function, ctypes.c_void_p).value or 0 for function in have), 0)


def _watch(api, library: str) -> None:
    struct = api.TABLE.__name__
    if struct == CORE:
        version = ".".join(map(str, api.version or ()))
        _write(f"plugin\t{library}\t{version}\t{','.join(api.missing)}")
        _write_chain(api, library)
    else:
        _write(f"extension\t{library}\t{struct}\t{','.join(api.missing)}")
    counting = os.environ.get(COUNT_HANDLES)
    for name, *_ in api.SLOTS:
        slot = getattr(api, name)
        if name in api.missing:
            setattr(api, name, _stub(slot, library, name))
        else:
            count = _handle_counter(api, name) if counting else None
            _of_c(slot).errcheck = _checker(library, name, count)


def _of_c(slot):
    """The C function of a slot, which has one of Python's in front of it where the plugin is old."""
    return getattr(slot, "_as_parameter_", slot)


def _watch_errors(api, counting: bool) -> None:
    """Has a table that reads errors, the core's or one with errors of its own, tell their codes."""
    read = api.read_error

    def read_error(function, error):
        found = read(function, error)
        known = _errors.pop(error, None)
        if known is None and counting and function in _facts:
            _add(made, _facts[function][0])  # no call returned it: a callback got it
        if known is not None:
            code = NO_CODE if found.code is None else getattr(found.code, "name", None) or str(found.code)
            _call(*known[:2], code, known[2])
        return found

    api.read_error = read_error


def _write_chain(api, library: str) -> None:
    base = sys.modules["pjrt_abi.structs"].PJRT_Extension_Base
    address, seen = api.TABLE.from_address(api.address).extension_start, set()
    while address and address not in seen:
        seen.add(address)
        link = base.from_address(address)
        _write(f"chain\t{library}\t{link.type}\t{link.struct_size}")
        address = link.next


def _watch_callbacks(callbacks) -> None:
    """Has the trampolines tell when C calls one for the first time."""
    make = callbacks.trampoline

    def trampoline(prototype, function, failed=None, name=""):
        line = f"callback\t{name or _first_argument(sys._getframe(1))}"

        def called(*arguments):
            if line not in _seen:
                _write(line)
            return function(*arguments)

        return make(prototype, called, failed)

    callbacks.trampoline = trampoline
    # The module's own was made before this.
    callbacks.ON_READY = trampoline(type(callbacks.ON_READY), callbacks._once, name="PJRT_Event_OnReadyCallback")


def _watch_accelerator(accelerator) -> None:
    """Where handles are counted, has the accelerator call C by the functions that count; it would pass them by.

    What it calls is not recorded otherwise: the suite behind the interposer does without it.
    """
    if not os.environ.get(COUNT_HANDLES):
        return
    address = accelerator._address

    def counted(function, kept):
        return address(lambda args: function(args), kept)

    accelerator._address = counted


def _first_argument(frame) -> str:
    """The name of the C type that a trampoline is made of: ctypes makes one of all types with the same signature."""
    import linecache
    import re

    first, last, *_ = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    lines = [linecache.getline(frame.f_code.co_filename, number) for number in range(first, last + 1)]
    found = re.search(r"trampoline\(\s*(?:\w+\.)*(\w+)", "".join(lines))
    return found[1] if found else "unknown"


def _checker(library: str, name: str, count):
    """What ctypes calls with each result: after the C call, in the thread that made it, with the GIL."""
    gives_error = _facts[name][0] if name in _facts else False
    calls = _calls.setdefault((library, name), [0])
    reached = False

    def check(result, function, arguments):
        nonlocal reached
        calls[0] += 1
        if result and gives_error:
            _errors[result] = (library, name, _caller())
        elif not reached:
            caller = _caller()
            reached = caller == FACADE
            _call(library, name, OK, caller)
        if count is not None:
            count(result, arguments)
        return result

    return check


def _stub(slot, library: str, name: str):
    def missing(*arguments):
        _call(library, name, LACKS, _caller())
        return slot(*arguments)

    return missing


def _caller() -> str:
    """Who called the raw layer: the library's façades, or somebody else."""
    frame = sys._getframe(2)
    inside = False
    while frame is not None:
        name = str(frame.f_globals.get("__name__"))
        package = name.partition(".")[0]
        if frame.f_globals is globals():
            package = "pjrt_abi"  # it stands in for a part of that
        if package == "pjrt":
            return RAW if name.startswith(SERVING) else FACADE
        if package == "pjrt_abi":
            inside = True
        elif inside:
            return RAW
        frame = frame.f_back
    return RAW


def _call(library: str, name: str, outcome: str, caller: str) -> None:
    _write(f"call\t{library}\t{name}\t{outcome}\t{caller}")


def _write(line: str) -> None:
    """Appends a line that this process has not written yet."""
    if line not in _seen:
        _seen.add(line)
        _append(line)


def _append(line: str) -> None:
    try:
        file = os.open(os.path.join(_folder, f"{os.getpid()}.tsv"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, os.fsencode(line + "\n"))
        finally:
            os.close(file)
    except OSError:
        return


def write_counts() -> None:
    """Appends how often each function was called since the last time."""
    for (library, name), calls in list(_calls.items()):
        if calls[0]:
            _append(f"calls\t{library}\t{name}\t{calls[0]}")
            calls[0] = 0


def _forget_counts() -> None:
    for calls in _calls.values():
        calls[0] = 0


# ------------------------------------------------------------------- handles


def _add(counts: dict[str, int], kind: str, number: int = 1) -> None:
    counts.setdefault(kind, 0)
    counts[kind] += number


def _handle_counter(api, name: str):
    """What counts the handles that a call of the function makes or destroys; None if it does neither."""
    from ctypes import c_size_t, c_void_p

    gives_error, makes, destroys, deleter = _facts[name]
    if not (gives_error or makes or destroys or deleter is not None):
        return None

    def count(result, arguments):
        if result and gives_error:
            _add(made, gives_error)
            return
        if not (makes or destroys or deleter is not None):
            return
        (a,) = arguments
        for kind, shape, offset, rows, executable in makes:
            if not c_void_p.from_address(a + offset).value:
                continue
            number = 1
            if shape != "one":
                number = c_size_t.from_address(a + rows).value
            if shape == "rows":
                number *= _number_of_outputs(api, c_void_p.from_address(a + executable).value)
            _add(made, kind, number)
        if deleter is not None and c_void_p.from_address(a + deleter).value:
            _add(made, DATA)
        if destroys:
            kind, offset = destroys
            if gone := c_void_p.from_address(a + offset).value:
                _add(destroyed, kind)
                _outputs.pop(gone, None)

    return count


def _number_of_outputs(api, executable: int) -> int:
    """How many buffers a run makes on each device: C does not say it in the call."""
    if executable not in _outputs:
        program = api.loaded_executable_get_executable(executable)
        _outputs[executable] = api.executable_num_outputs(program)
        api.executable_destroy(program)
    return _outputs[executable]
