"""What a public API is compared with: snapshots as git has them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..errors import CodegenError
from . import snapshot
from .snapshot import PublicApi


@dataclass(frozen=True)
class Reference:
    """A snapshot of earlier. label: what it is, for people."""

    label: str
    api: PublicApi


class History:
    """The snapshots of a file in git. root: the folder that the path is in; it needs not be in a repository."""

    def __init__(self, root: Path, path: str) -> None:
        self._root, self._path = root, path
        self.lacking = self._why_not()
        """Why git tells nothing; "" where it does."""

    def _why_not(self) -> str:
        try:
            done = self._git("rev-parse", "--show-prefix", "HEAD")
        except OSError:
            return "git is not installed"
        if done.returncode:
            return "no git history here" if "not a git repository" in done.stderr else _last_line(done.stderr)
        prefix = done.stdout.split("\n")[0]
        return f"the repository here is another one's: this folder is its {prefix}" if prefix else ""

    def committed(self) -> Reference | None:
        """The snapshot of the last commit; None where there is none."""
        return None if self.lacking else self._at("HEAD", "the last commit")

    def at(self, ref: str) -> Reference:
        """The snapshot of a tag, a branch or a commit. Raises CodegenError where there is none."""
        if self.lacking:
            raise CodegenError(f"--against {ref}: {self.lacking}; leave it out to compare with {self._path} alone")
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if done.returncode:
            raise CodegenError(f"--against {ref}: no commit of this name here; fetch it, or name another")
        found = self._at(done.stdout.strip(), ref)
        if found is None:
            raise CodegenError(f"--against {ref}: it has no {self._path}; name a later commit")
        return found

    def released(self) -> Reference | None:
        """The snapshot of the last release before this commit, or the first of all; None where there is none."""
        if self.lacking:
            return None
        start = "HEAD" if self._git("rev-parse", "--verify", "--quiet", "HEAD^").returncode else "HEAD^"
        tag = self._git("describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", start)
        if not tag.returncode and (found := self._at(tag.stdout.strip(), tag.stdout.strip())) is not None:
            return found
        first = self._git("log", "--first-parent", "--diff-filter=A", "--format=%H", "--", self._path).stdout.split()
        shallow = self._git("rev-parse", "--is-shallow-repository").stdout.strip() == "true"
        what = "the oldest commit of this shallow clone" if shallow else "the first commit that has a snapshot"
        return self._at(first[-1], f"{what}, {first[-1][:12]}") if first else None

    def _at(self, commit: str, label: str) -> Reference | None:
        done = self._git("show", f"{commit}:{self._path}")
        if done.returncode:
            return None
        return Reference(label, snapshot.read(done.stdout, f"{self._path} of {label}"))

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # A hook's GIT_DIR and the like would lead to another repository.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        return subprocess.run(
            ["git", "-C", str(self._root), *arguments],
            env={**environment, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def _last_line(text: str) -> str:
    return f"git says: {text.strip().splitlines()[-1]}" if text.strip() else "git fails"
