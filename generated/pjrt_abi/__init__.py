"""The PJRT C API 0.115 in ctypes, generated from its headers. Standard library only.

`functions.Api(address)` binds a plugin's table: a method for each function, with a Python signature, errors raised
and slots checked; and an attribute by each C name, which is the function itself. `structs` and `enums` are the C
declarations; `extensions` has a module for each extension.
"""

from __future__ import annotations

PJRT_API_MAJOR = 0
PJRT_API_MINOR = 115

API_VERSION = (PJRT_API_MAJOR, PJRT_API_MINOR)
"""The API version of the headers: (major, minor)."""

HEADERS = (
    ("xla/pjrt/c/pjrt_c_api.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_device_event.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_abi_version_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_callback_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_ffi_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_layouts_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_memory_descriptions_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_multi_slice_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_phase_compile_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_profiler_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_raw_buffer_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_shardings_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_stream_extension.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_tpu_topology_extension.h", "0.115"),
    ("xla/pjrt/extensions/cross_host_transfers/pjrt_c_api_cross_host_transfers_extension.h", "0.115"),
    ("xla/pjrt/extensions/executable_metadata/executable_metadata_extension.h", "0.115"),
    ("xla/pjrt/extensions/host_memory_allocator/host_memory_allocator_extension.h", "0.115"),
    ("xla/backends/profiler/plugin/profiler_c_api.h", "0.115"),
    ("xla/ffi/api/c_api.h", "0.115"),
    ("xla/ffi/api/collectives_c_api.h", "0.115"),
    ("xla/ffi/api/record_c_api.h", "0.115"),
    ("xla/pjrt/c/pjrt_c_api_collectives_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_custom_partitioner_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_gpu_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_megascale_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_tpu_executable_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_triton_extension.h", "0.114"),
    ("xla/pjrt/c/pjrt_c_api_xla_transform_extension.h", "0.114"),
    ("xla/pjrt/extensions/host_allocator/host_allocator_extension.h", "0.90"),
    ("xla/pjrt/extensions/example/example_extension.h", "0.115"),
)
"""The headers that went in: upstream path, API version."""
