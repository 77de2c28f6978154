"""How functions become machine code: once a machine, kept in the user's cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit

from playground.core.training.compiled.code_folder import code_folder

F = TypeVar("F", bound=Callable[..., object])
# Sums keep their order, so a step has the same bits wherever it falls in a call; a multiply-add may be one.
FAST = {"contract", "nsz"}


_FOLDER = code_folder()
if _FOLDER is not None:
    vars(config)["CACHE_DIR"] = str(_FOLDER)


def machine_code(function: F) -> F:
    """Compile a function that the interpreter calls, without its lock, when it is first called."""
    return cast(F, njit(cache=_FOLDER is not None, nogil=True, fastmath=FAST, error_model="numpy")(function))


def inner(function: F) -> F:
    """Compile a function that compiled ones alone call, into each of them: arrays are long arguments."""
    quick: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # to compile
    return cast(F, njit(fastmath=FAST, error_model="numpy", forceinline=True, **quick)(function))
