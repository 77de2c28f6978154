"""What a view is asked with, and the key that a question and its answer share."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


class Options(Mapping[str, Any]):
    """Hold what a view is asked with: frozen, and equal when it asks for the same; arrays count by value.

    What is None is not asked for.
    """

    __slots__ = ("_hash", "_identity", "_values")

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        given = {name: value for name, value in (values or {}).items() if value is not None}
        self._values = {name: _frozen(value) for name, value in given.items()}
        self._identity = frozenset((name, _identity(value)) for name, value in self._values.items())
        self._hash = hash(self._identity)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Options) and self._identity == other._identity

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Options({self._values!r})"


@dataclass(frozen=True)
class ViewKey:
    """Name one question to the model: which view, asked with what."""

    view: str
    options: Options = Options()

    @classmethod
    def of(cls, view: str, options: Mapping[str, Any] | None = None) -> ViewKey:
        """Return the key of a view asked with plain options."""
        return cls(view, Options(options))


def _frozen(value: Any) -> Any:
    """Return a value that nobody can change any more."""
    if isinstance(value, np.ndarray):
        kept = value.copy()
        kept.setflags(write=False)
        return kept
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _identity(value: Any) -> Hashable:
    """Return what makes a frozen value the same as another."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, tuple):
        return tuple(map(_identity, value))
    return value  # type: ignore[no-any-return]
