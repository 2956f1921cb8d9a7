"""What the tests of extensions share: everything enabled, the reference plugin, and topologies of hardware not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pjrt
from pjrt import testing
from pjrt.server import Served
from tests.pjrt.programs import add
from tests.pjrt.test_no_hardware import H100

HERE = Path(__file__).parent
TPUS = ("v4:2x2x1", "v5e:2x2", "v6e:2x2")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make quick` leaves this folder out: nearly all of it is about real plugins."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.download)


@pytest.fixture(scope="session", autouse=True)
def everything_enabled() -> Iterator[None]:
    """What is experimental or deprecated may be used; tests of the gate disable it for themselves."""
    with pjrt.experimental.enable():
        yield


@pytest.fixture
def served() -> Served:
    """The reference plugin, with every extension, as Python serves it; misuse is an error at the end."""
    return testing.reference(devices=4)


@pytest.fixture
def reference(served: Served) -> Iterator[pjrt.Client]:
    """A client of it, with four devices."""
    with pjrt.Client(served) as client:
        yield client
    assert served.misuse == []


@pytest.fixture(scope="session")
def libtpu() -> pjrt.Plugin:
    return pjrt.load("libtpu")


@pytest.fixture(scope="session")
def cuda() -> pjrt.Plugin:
    return pjrt.load("xla_cuda13")


@pytest.fixture(scope="session", params=TPUS)
def tpu(request: pytest.FixtureRequest, libtpu: pjrt.Plugin) -> pjrt.Topology:
    """A topology of TPUs that are not here; a test that takes it runs on each."""
    return pjrt.Topology(libtpu, request.param)


@pytest.fixture(scope="session")
def tpu_program(tpu: pjrt.Topology) -> pjrt.Executable:
    """An addition of two float32[4], compiled for it."""
    return tpu.compile(add())


@pytest.fixture(scope="session")
def h100(cuda: pjrt.Plugin) -> Callable[[str], pjrt.Topology]:
    """A topology of H100s that are not here, by its shape: hosts, devices of each, and so on, as "1x1x2"."""

    def make(shape: str = "1x1x1") -> pjrt.Topology:
        return pjrt.Topology(cuda, options={"topology": shape, "target_config": H100})

    return make


@pytest.fixture(scope="session")
def h100_program(h100: Callable[[str], pjrt.Topology]) -> pjrt.Executable:
    """An addition of two float32[4], compiled for one."""
    return h100("1x1x1").compile(add())
