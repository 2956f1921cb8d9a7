"""headers.toml: what is read from it, and what is said of a mistake in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.errors import CodegenError
from codegen.pins import HeaderSet, Pins, header_path, include_dirs, load, module_name

ROOT = Path(__file__).parents[2]
SHA = "0123456789abcdef" * 4

DISTRIBUTIONS = """\
current = "0.9"

[distributions.w]
name = "some-wheel"
version = "1.0rc0"
kind = "wheel"
python = "3.12"
platform = "manylinux_2_27_x86_64"
api = "0.9"
root = "top/include"

[distributions.s]
name = "some-sdist"
version = "2"
kind = "sdist"
api = "0.8"
"""
SET = f"""\
[sets."0.9".headers]
"xla/pjrt/c/pjrt_c_api.h" = {{ from = "w", sha256 = "{SHA}" }}
"""
VALID = DISTRIBUTIONS + SET


def loaded(tmp_path: Path, text: str) -> Pins:
    path = tmp_path / "headers.toml"
    path.write_text(text)
    return load(path)


def message(tmp_path: Path, text: str) -> str:
    with pytest.raises(CodegenError) as caught:
        loaded(tmp_path, text)
    found = str(caught.value)
    assert found.startswith(f"{tmp_path / 'headers.toml'}: ")
    return found.removeprefix(f"{tmp_path / 'headers.toml'}: ")


def test_pin_of_a_wheel(tmp_path: Path) -> None:
    pins = loaded(tmp_path, VALID)
    (pin,) = pins.current.pins
    assert pin.distribution is pins.distributions[0]
    assert (pin.set, pin.path, pin.api, pin.sha256) == ("0.9", "xla/pjrt/c/pjrt_c_api.h", "0.9", SHA)
    assert (pin.inside, pin.module, pin.skip, pin.own) == (
        "top/include/xla/pjrt/c/pjrt_c_api.h",
        None,
        None,
        False,
    )
    assert str(pin.distribution) == "some-wheel 1.0rc0"


def test_inside_api_and_module_can_be_given(tmp_path: Path) -> None:
    line = f'"a/b.h" = {{ from = "s", api = "0.7", inside = "x/c.h", module = "m", sha256 = "{SHA}" }}\n'
    pin = loaded(tmp_path, VALID + line).current.pins[1]
    assert (pin.api, pin.inside, pin.module) == ("0.7", "x/c.h", "m")


def test_inside_is_the_path_upstream_where_the_distribution_has_no_root(tmp_path: Path) -> None:
    pin = loaded(tmp_path, VALID + f'"a/b.h" = {{ from = "s", sha256 = "{SHA}" }}\n').current.pins[1]
    assert (pin.api, pin.inside) == ("0.8", "a/b.h")


def test_own_and_skipped_headers(tmp_path: Path) -> None:
    lines = '"a/own_extension.h" = { own = true }\n"a/skipped.h" = { from = "w", skip = "C++" }\n'
    group = loaded(tmp_path, VALID + lines).current
    core, own, skipped = group.pins
    assert own.own
    assert (own.api, own.distribution, own.sha256) == ("0.9", None, None)
    assert not skipped.own
    assert skipped.skip == "C++"
    assert group.wanted == (core, own)
    assert group.fetched == (core,)
    assert group.skipped == (skipped,)
    assert header_path(core, Path("i")) == Path("i/0.9/xla/pjrt/c/pjrt_c_api.h")
    assert header_path(own, Path("i")) == Path("i/own/a/own_extension.h")


def test_set_by_name(tmp_path: Path) -> None:
    pins = loaded(tmp_path, VALID + SET.replace("0.9", "0.8"))
    assert [group.name for group in pins.sets] == ["0.9", "0.8"]
    assert pins.set("0.8") is pins.sets[1]
    assert pins.current is pins.sets[0]
    with pytest.raises(CodegenError, match=re.escape("no header set '1.0': the sets are 0.9, 0.8")):
        pins.set("1.0")


def test_include_dirs() -> None:
    assert include_dirs(HeaderSet("0.9", ()), Path("i")) == [Path("i/0.9"), Path("i/own")]


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("xla/pjrt/c/pjrt_c_api.h", ""),
        ("xla/pjrt/c/pjrt_c_api_tpu_topology_extension.h", "tpu_topology"),
        ("xla/pjrt/c/pjrt_c_api_device_event.h", "device_event"),
        ("xla/pjrt/extensions/x/pjrt_c_api_cross_host_transfers_extension.h", "cross_host_transfers"),
        ("xla/pjrt/extensions/x/host_allocator_extension.h", "host_allocator"),
        ("xla/backends/profiler/plugin/profiler_c_api.h", "profiler_c_api"),
    ],
)
def test_module_name_from_the_file_name(tmp_path: Path, path: str, module: str) -> None:
    text = DISTRIBUTIONS + f'[sets."0.9".headers]\n"{path}" = {{ from = "w", sha256 = "{SHA}" }}\n'
    assert module_name(loaded(tmp_path, text).current.pins[0]) == module


HEADER = 'sets."0.9".headers."xla/pjrt/c/pjrt_c_api.h"'
PIN = f'{{ from = "w", sha256 = "{SHA}" }}'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('current = "0.9"', "", "current: missing"),
        ('current = "0.9"', 'current = "0.10"', "current: no such set: '0.10': the sets are 0.9"),
        ('current = "0.9"', "current = 0.9", "current: not a string with text in it: 0.9"),
        ('current = "0.9"', 'current = "0.9"\nother = 1', "other: unknown key: the keys here are current"),
        ('name = "some-wheel"', "", "distributions.w.name: missing"),
        (
            'name = "some-wheel"',
            'name = "--evil"',
            "distributions.w.name: '--evil' is not a distribution's name",
        ),
        ('version = "2"', 'version = ""', "distributions.s.version: not a string with text in it: ''"),
        ('kind = "sdist"', 'kind = "egg"', 'distributions.s.kind: \'egg\' is none of "wheel", "sdist", "checkout"'),
        ('kind = "wheel"', 'kind = "sdist"', "distributions.w.python: an sdist has no such tag"),
        ('kind = "sdist"', 'kind = "wheel"', "distributions.s.python: missing"),
        ('api = "0.8"', 'api = "115"', "distributions.s.api: '115' is not an API version such as"),
        (
            'root = "top/include"',
            'root = "/top"',
            "distributions.w.root: '/top' is not a plain relative path",
        ),
        ('root = "top/include"', 'rot = "top"', "distributions.w.rot: unknown key"),
        (PIN, '"x"', f"{HEADER}: not a table: 'x'"),
        (PIN, f'{{ from = "v", sha256 = "{SHA}" }}', f"{HEADER}.from: no such distribution: 'v': the dis"),
        (PIN, f'{{ sha256 = "{SHA}" }}', f"{HEADER}.from: missing"),
        (PIN, '{ from = "w" }', f"{HEADER}.sha256: missing"),
        (PIN, f'{{ from = "w", sha256 = "{SHA[1:]}" }}', "is not 64 lowercase hexadecimal digits"),
        (PIN, f'{{ from = "w", sha256 = "{SHA.upper()}" }}', "is not 64 lowercase hexadecimal digits"),
        (
            PIN,
            f'{{ from = "w", sha256 = "{SHA}", insde = "x" }}',
            f"{HEADER}.insde: unknown key: the keys here",
        ),
        (
            PIN,
            f'{{ from = "w", sha256 = "{SHA}", inside = "../x" }}',
            f"{HEADER}.inside: '../x' is not a plain",
        ),
        (
            PIN,
            f'{{ from = "w", sha256 = "{SHA}", module = "a-b" }}',
            f"{HEADER}.module: 'a-b' is not a module's",
        ),
        (PIN, f'{{ from = "w", sha256 = "{SHA}", skip = "x" }}', f"{HEADER}.sha256: unknown key"),
        (PIN, '{ from = "w", skip = " " }', f"{HEADER}.skip: not a string with text in it: ' '"),
        (PIN, "{ own = false }", f"{HEADER}.own: not `true`"),
        (PIN, '{ own = true, from = "w" }', f"{HEADER}.from: unknown key"),
        (
            "xla/pjrt/c/pjrt_c_api.h",
            "xla/./pjrt_c_api.h",
            '.headers."xla/./pjrt_c_api.h": not a plain relative',
        ),
        ("xla/pjrt/c/pjrt_c_api.h", "../own/x.h", 'headers."../own/x.h": not a plain relative path'),
        ("xla/pjrt/c/pjrt_c_api.h", "xla/pjrt_c_api.cc", "not a plain relative path of a .h file"),
        (
            "xla/pjrt/c/pjrt_c_api.h",
            "xla/Odd-name.h",
            "'Odd-name' is no module's name: give one with `module`",
        ),
        ('sets."0.9"', 'sets."own"', "'own' is not the name of a set: an API version in quotes"),
        ('sets."0.9"', "sets.0.9", "'0' is not the name of a set: an API version in quotes"),
        (
            'sets."0.9".headers',
            'sets."0.9".header',
            'sets."0.9".header: unknown key: the keys here are headers',
        ),
        ('"xla/pjrt/c/pjrt_c_api.h" =', "#", 'sets."0.9".headers: empty'),
        (SET, "", "sets: missing"),
        (SET, "[sets]", "sets: empty"),
        ("[distributions.s]", "[distributions.s", "(at line 12, column 17): [distributions.s"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in VALID
    assert said in message(tmp_path, VALID.replace(old, new, 1))


def test_a_header_listed_twice_is_named(tmp_path: Path) -> None:
    assert "pjrt_c_api.h" in message(tmp_path, VALID + SET.splitlines()[1] + "\n")


def test_two_headers_with_one_module_name_are_refused(tmp_path: Path) -> None:
    pin = f'{{ from = "w", sha256 = "{SHA}" }}'
    said = message(tmp_path, VALID + f'"a/x.h" = {pin}\n"b/x_extension.h" = {pin}\n')
    assert said == (
        'sets."0.9".headers."b/x_extension.h": its module \'x\' is that of a/x.h too: give another with `module`'
    )


def test_a_skipped_header_takes_no_module_name(tmp_path: Path) -> None:
    lines = f'"a/x.h" = {{ from = "w", sha256 = "{SHA}" }}\n"b/x.h" = {{ from = "w", skip = "twice" }}\n'
    assert len(loaded(tmp_path, VALID + lines).current.wanted) == 2


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(CodegenError, match="no such file"):
        load(tmp_path / "headers.toml")


def test_not_text(tmp_path: Path) -> None:
    (tmp_path / "headers.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CodegenError, match="cannot be read"):
        load(tmp_path / "headers.toml")


# ---- The pins of this repository ----


@pytest.fixture(scope="module")
def pins() -> Pins:
    return load(ROOT / "include" / "headers.toml")


def test_sets(pins: Pins) -> None:
    assert [group.name for group in pins.sets] == ["0.115", "0.90", "0.81", "0.67"]
    assert pins.current.name == "0.115"


def test_every_set_has_the_core_header_of_its_version(pins: Pins) -> None:
    for group in pins.sets:
        core = [pin for pin in group.fetched if pin.path == "xla/pjrt/c/pjrt_c_api.h"]
        assert [pin.api for pin in core] == [group.name]


def test_current_set_has_every_extension(pins: Pins) -> None:
    assert {module_name(pin) for pin in pins.current.wanted} == {
        *("", "device_event", "profiler_c_api", "ffi_c_api", "ffi_collectives", "ffi_record"),
        *("abi_version", "callback", "collectives", "cross_host_transfers", "custom_partitioner", "example"),
        *("executable_metadata", "ffi", "gpu", "host_allocator", "host_memory_allocator", "layouts"),
        *("megascale", "memory_descriptions", "multi_slice", "phase_compile", "profiler", "raw_buffer"),
        *("shardings", "stream", "tpu_executable", "tpu_topology", "triton", "xla_transform"),
    }


def test_no_header_of_ours_is_missing_or_unpinned(pins: Pins) -> None:
    own = ROOT / "include" / "own"
    pinned = {pin.path for group in pins.sets for pin in group.pins if pin.own}
    assert {path.relative_to(own).as_posix() for path in own.rglob("*") if path.is_file()} == pinned


def test_every_distribution_is_used(pins: Pins) -> None:
    used = {pin.distribution for group in pins.sets for pin in group.fetched if pin.distribution}
    assert used == set(pins.distributions)


def test_one_text_has_one_module_name(pins: Pins) -> None:
    """A header keeps its module from set to set: history is compared by module."""
    modules: dict[str, set[str]] = {}
    for group in pins.sets:
        for pin in group.wanted:
            modules.setdefault(pin.path, set()).add(module_name(pin))
    assert {path: names for path, names in modules.items() if len(names) > 1} == {}
