"""Export without starting a process: for tests of what is written, which need not wait for interpreters."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest

from playground import EXPORT_WORD
from playground.core.export import child, fresh, processes


def stay_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Do here what the child and the fresh process do, in the same order and through the same files."""
    patch.setattr(processes, "run_program", _write)
    patch.setattr(processes, "run_script", _answer)


def _write(words: Sequence[str], log: Path, cancel: Event, watch: Callable[[], None]) -> int:
    word, folder = words
    assert word == EXPORT_WORD
    with warnings.catch_warnings(action="ignore"):  # those of torch's exporter go to the child's log
        code = child.main(folder)
    watch()
    return code


def _answer(script: Path, arguments: Sequence[str], log: Path, cancel: Event) -> int:
    assert script == Path(fresh.__file__)
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "playground")  # whose absence the script makes sure of
        fresh.main(*arguments)
    return 0
