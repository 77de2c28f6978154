"""How functions become machine code: once a machine, kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

from playground import __version__

FOLDER = "NUMBA_CACHE_DIR"  # in the environment: where machine code is kept; without it, nowhere

F = TypeVar("F", bound=Callable[..., object])
# Sums keep their order, so a step has the same bits wherever it falls in a call; a multiply-add may be one.
FAST = {"contract", "nsz"}


def _sources() -> str:
    """Return a name of what is compiled: numba looks at a function's own file, not at those it calls into."""
    files = sorted(Path(__file__).parent.glob("*.py"))  # none in a bundle
    return hashlib.sha256(
        b"".join([__version__.encode(), *(each.read_bytes() for each in files)])
    ).hexdigest()


_KEEP = bool(os.environ.get(FOLDER))
if _KEEP:
    vars(config)["CACHE_DIR"] = str(Path(os.environ[FOLDER]) / _sources())


def machine_code(function: F) -> F:
    """Compile a function that the interpreter calls, without its lock, when it is first called."""
    return cast(F, njit(cache=_KEEP, nogil=True, fastmath=FAST, error_model="numpy")(function))


def inner(function: F) -> F:
    """Compile a function that compiled ones alone call."""
    quick: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # to compile
    return cast(F, njit(fastmath=FAST, error_model="numpy", **quick)(function))
