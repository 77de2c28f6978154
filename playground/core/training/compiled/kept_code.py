"""Machine code in a folder, read and written by numba's own means: what goes wrong there costs time alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache

log = logging.getLogger(__name__)


def keep(function: Any, folder: Path) -> None:
    """Let a function's machine code be read from a folder, and be written there once it is made."""
    place = type("Place", (_Place,), {"kept_in": folder})
    layout = type("Layout", (CompileResultCacheImpl,), {"_locator_classes": (place,)})
    numbas: Any = type("InFolder", (FunctionCache,), {"_impl_class": layout})
    function._cache = _Kept(numbas(function.py_func), place)


class _Place:
    """Where numba looks: in our folder, which is one of these very sources.

    Its own places want a source file beside the program, which a bundle has none of.
    """

    kept_in: Path

    def __init__(self, function: Callable[..., object]) -> None:
        self._line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function: Callable[..., object], _file: str) -> _Place:
        """Return the place for a function."""
        return cls(function)

    def ensure_cache_path(self) -> None:
        """Make the folder; OSError where that cannot be."""
        self.kept_in.mkdir(parents=True, exist_ok=True)

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self.kept_in)

    def get_source_stamp(self) -> str:
        """Return what machine code has to be of: the sources that the folder is named by."""
        return self.kept_in.name

    def get_disambiguator(self) -> str:
        """Return what tells functions of one name apart."""
        return str(self._line)


class _Kept:
    """Numba's cache of one function, which never keeps it from being compiled."""

    def __init__(self, numbas: Any, place: type[_Place]) -> None:
        self._numbas, self.cache_path, self.flush = numbas, str(place.kept_in), numbas.flush

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return what was kept; None where there is nothing, or nothing that can be read."""
        try:
            return self._numbas.load_overload(signature, target)
        except Exception as damage:  # a file cut short is refused in many ways
            log.info("Machine code that was kept cannot be read, and is made anew: %r", damage)
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, signature: Any, made: Any) -> None:
        """Keep what was made, where that can be."""
        try:
            self._numbas.save_overload(signature, made)
        except OSError:  # no room, or no right to write there
            log.info("Machine code cannot be kept: the next process makes it anew.", exc_info=True)
