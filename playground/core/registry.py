"""Descriptions by id, in an order that people see; what they name is imported when first used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar


class Described(Protocol):
    """What a registry holds."""

    @property
    def id(self) -> str:
        """Return the permanent id."""


Spec = TypeVar("Spec", bound=Described)


class Registry(Generic[Spec]):
    """Find descriptions by id; two with one id are refused with ValueError."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self._specs: dict[str, Spec] = {}
        for spec in specs:
            self._claim(spec.id, spec)

    def get(self, spec_id: str) -> Spec:
        """Return a description; KeyError when there is none."""
        return self._specs[spec_id]

    def find(self, spec_id: str) -> Spec | None:
        """Return a description, or None."""
        return self._specs.get(spec_id)

    def __iter__(self) -> Iterator[Spec]:
        return iter(self._specs.values())

    def __len__(self) -> int:
        return len(self._specs)

    def __contains__(self, spec_id: object) -> bool:
        return spec_id in self._specs

    def _claim(self, spec_id: str, spec: Spec) -> None:
        if spec_id in self._specs:
            raise ValueError(f"two descriptions are called {spec_id!r}")
        self._specs[spec_id] = spec


def named(reference: str) -> Callable[..., Any]:
    """Return the function or class that "module:name" stands for."""
    module, name = reference.split(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found
