"""How functions become machine code: once a machine, kept in the user's cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

from playground.core.training.compiled.code_folder import code_folder
from playground.core.training.compiled.kept_code import keep

F = TypeVar("F", bound=Callable[..., object])
# Sums keep their order, so a step has the same bits wherever it falls in a call; a multiply-add may be one.
FAST = {"contract", "nsz"}


def machine_code(function: F) -> F:
    """Compile a function that the interpreter calls, without its lock, when it is first called."""
    made, folder = njit(nogil=True, fastmath=FAST, error_model="numpy")(function), code_folder()
    if folder is not None:
        keep(made, folder)
    return cast(F, made)


def inner(function: F) -> F:
    """Compile a function that compiled ones alone call, into each of them: arrays are long arguments."""
    quick: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # to compile
    return cast(F, njit(fastmath=FAST, error_model="numpy", forceinline=True, **quick)(function))
