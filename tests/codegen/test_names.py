"""C names -> Python names."""

from __future__ import annotations

import pytest

from codegen import names


@pytest.mark.parametrize(
    ("enum", "values", "expected"),
    [
        ("PJRT_NamedValue_Type", ["PJRT_NamedValue_kString", "PJRT_NamedValue_kInt64List"], ["STRING", "INT64_LIST"]),
        ("PJRT_Buffer_Type", ["PJRT_Buffer_Type_S8", "PJRT_Buffer_Type_F8E4M3B11FNUZ"], ["S8", "F8E4M3B11FNUZ"]),
        ("E_Type", ["E_Type_MemoryDescriptions", "E_Type_FFI"], ["MEMORY_DESCRIPTIONS", "FFI"]),
        ("A_OpKind", ["A_OP_KIND_CROSS_MODULE", "A_OP_KIND_CROSS_REPLICA"], ["CROSS_MODULE", "CROSS_REPLICA"]),
        ("A_Failure", ["SLICE_FAILURE_UNKNOWN", "SLICE_FAILURE_FLAPPING"], ["UNKNOWN", "FLAPPING"]),
        ("A_TraitsBits", ["A_TRAITS_COMMAND_BUFFER"], ["COMMAND_BUFFER"]),
        ("A_ArgType", ["A_ArgType_BUFFER"], ["BUFFER"]),
        ("A_Bits", ["A_Bits_1", "A_Bits_2"], ["_1", "_2"]),
    ],
)
def test_enum_values(enum: str, values: list[str], expected: list[str]) -> None:
    assert names.enum_values(enum, values) == expected


@pytest.mark.parametrize(
    ("name", "extension", "expected"),
    [
        ("PJRT_Client_PlatformName", "", "client_platform_name"),
        ("PJRT_Layouts_PJRT_Client_GetDefaultLayout", "Layouts", "client_get_default_layout"),
        ("PJRT_TpuTopology_ChipCount", "TpuTopology", "chip_count"),
        ("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers", "CrossHostTransfers", "client_cross_host_send_buffers"),
        ("PLUGIN_Profiler_Error_GetCode", "Profiler_Api", "profiler_error_get_code"),
        ("PJRT_Acme_Import", "Acme", "import_"),
    ],
)
def test_functions(name: str, extension: str, expected: str) -> None:
    assert names.function(name, extension) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PJRT_Client", "ClientPtr"),
        ("PLUGIN_Profiler", "ProfilerPtr"),
        ("XLA_FFI_Error", "XlaFfiErrorPtr"),
        ("PJRT_Layouts_MemoryLayout", "LayoutsMemoryLayoutPtr"),
    ],
)
def test_handles(name: str, expected: str) -> None:
    assert names.handle(name) == expected
