"""What a command of the command line left, for the tests that run one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import playground


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout as the one JSON value it must be."""
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return stdout as JSON, one object a line."""
        return [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


Playground = Callable[..., Done]


def importable() -> dict[str, str]:
    """Return an environment in which a child process finds the package that is being tested."""
    root = str(Path(playground.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
