"""Git repositories that tests make."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from codegen.sources import Commit

from .header_sets import write

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


class Repository:
    """A git repository of a test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            env={**os.environ, **_ENVIRONMENT, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, date: str, texts: Mapping[str, str | bytes]) -> Commit:
        """Writes files and commits all there is, at noon of that day."""
        write(self.folder, texts)
        self.git("add", "--all")
        return self._made(date, "commit", "--quiet", "--allow-empty", "--message=A change")

    def merge(self, date: str, branch: str) -> Commit:
        return self._made(date, "merge", "--quiet", "--no-ff", "--message=A merge", branch)

    def _made(self, date: str, *arguments: str) -> Commit:
        time = f"{date}T12:00:00Z"
        self.git(*arguments, GIT_AUTHOR_DATE=time, GIT_COMMITTER_DATE=time)
        return Commit(self.git("rev-parse", "HEAD"), date)
