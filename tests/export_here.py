"""Export without starting a process: for tests of what is written, which need not wait for interpreters."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

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
    with warnings.catch_warnings(action="ignore"), pytest.MonkeyPatch.context() as patch:
        # The warnings are those of torch's exporter, which go to the child's log.
        _read_translations_once(patch)
        code = child.main(folder)
    watch()
    return code


def _answer(script: Path, arguments: Sequence[str], log: Path, cancel: Event) -> int:
    assert script == Path(fresh.__file__)
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "playground")  # whose absence the script makes sure of
        fresh.main(*arguments)
    return 0


def _read_translations_once(patch: pytest.MonkeyPatch) -> None:
    """Keep what torch's exporter reads of its translations in five hundred sources, each time anew."""
    from torch.onnx._internal.exporter._registration import ONNXRegistry

    reading = ONNXRegistry.from_torchlib

    def from_torchlib(*opset: int, **named: int) -> Any:
        read, own = _translations(reading, *opset, **named), ONNXRegistry()
        own._opset_version = read._opset_version
        own.functions = {target: [*found] for target, found in read.functions.items()}  # more are put into it
        return own

    patch.setattr(ONNXRegistry, "from_torchlib", staticmethod(from_torchlib))


@cache
def _translations(reading: Callable[..., Any], *opset: int, **named: int) -> Any:
    return reading(*opset, **named)
