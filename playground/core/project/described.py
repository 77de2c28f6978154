"""Fields of a dataclass that carry their own description: a new option is one line, read by all the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, field, fields
from types import MappingProxyType
from typing import Any

from playground.core.blocks.params import Param

_AS_NOW = object()


def described(param: Param, required: bool = False, absent: Any = _AS_NOW) -> Any:
    """Return a field with its record; `required`: the file format's first version demands it.

    `absent` is what a file means that does not say it, where that is not what new projects have.
    """
    absent = param.default if absent is _AS_NOW else absent
    return field(default=param.default, metadata={"param": param, "required": required, "absent": absent})


def params_of(kind: type) -> Mapping[str, Param]:
    """Return the records of a dataclass by its fields' names; ValueError for one of another name."""
    found = {each.name: _param(each) for each in fields(kind) if "param" in each.metadata}
    for name, param in found.items():
        if param.name != name:
            raise ValueError(f"the record of {name!r} is called {param.name!r}")
    return MappingProxyType(found)


def _param(each: Field[Any]) -> Param:
    param: Param = each.metadata["param"]
    return param
