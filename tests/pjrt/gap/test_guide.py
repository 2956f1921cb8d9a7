"""What docs/gap.md shows of the command is what the command prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from pjrt.cli import main

ROOT = Path(__file__).parents[3]
BLOCKS = re.findall(
    r"^```console\n\$ pjrt (.*)\n((?:.*\n)*?)^```", (ROOT / "docs" / "gap.md").read_text(), re.MULTILINE
)


@pytest.mark.download
@pytest.mark.parametrize(("command", "shown"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_the_guide_shows_what_is_printed(
    command: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    main(shlex.split(command))
    printed = capsys.readouterr().out.splitlines()
    for part in filter(None, re.split(r"^…\n", shown, flags=re.MULTILINE)):
        lines = part.splitlines()
        starts = [i for i in range(len(printed)) if printed[i : i + len(lines)] == lines]
        assert starts, f"{command}: not printed so:\n{part}"
        printed = printed[starts[0] + len(lines) :]


def test_there_are_such_blocks() -> None:
    assert len(BLOCKS) >= 3
