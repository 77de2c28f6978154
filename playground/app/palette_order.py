"""In what order kinds of block are offered: what the data at hand call for first, the rest under More."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.core.blocks.shapes import DataFields
from playground.core.blocks.spec import SAME, BlockSpec, Category, Role

MORE = "More"
_OPEN = (Category.CORE, Category.SHAPE, Category.GOAL)  # whatever the data are

_FOLDED = (Category.READY, Category.PUBLISHED)  # many, each of a few blocks that have places of their own


@dataclass(frozen=True)
class Shelf:
    """Some kinds of block under a title; titles are keys for `tr`."""

    title: str
    specs: tuple[BlockSpec, ...]
    opens: bool = False  # at first


def shelves(blocks: Iterable[BlockSpec], fields: DataFields) -> tuple[Shelf, ...]:
    """Return the kinds by section, each kind once: what the data at hand call for comes first, More last."""
    every = tuple(blocks)
    ranks = _ranks(every, fields)
    used = [spec for spec in every if not spec.rare and _is_used(spec, fields, ranks)]
    made = []
    for category in Category:
        specs = tuple(spec for spec in used if spec.category is category)
        called_for = category not in _FOLDED and any(_is_called_for(spec, ranks) for spec in specs)
        place = 0 if category is Category.CORE else 1 if called_for else 2
        place = 3 if category is Category.SOURCE else place
        made.append((place, Shelf(category.value, specs, called_for or category in _OPEN)))
    made.sort(key=lambda each: each[0])  # stays in the order of the categories where places are equal
    placed = {spec.id for spec in used}
    rest = tuple(spec for spec in every if spec.id not in placed)
    return (*(shelf for _, shelf in made), Shelf(MORE, rest))


def _ranks(blocks: Iterable[BlockSpec], fields: DataFields) -> frozenset[int]:
    """Return how many axes the data at hand have, and what is made of them on the way."""
    brought = [spec.field for spec in blocks if spec.role is Role.SOURCE]
    here = [fields.fields[name] for name in brought if name in fields.fields]
    made = {2 for field in here if field.dtype == "int"}  # an embedding gives each word a list
    return frozenset({field.rank for field in here if field.dtype != "int"} | made)


def _is_used(spec: BlockSpec, fields: DataFields, ranks: frozenset[int]) -> bool:
    """Tell whether a kind can stand in a network for these data; where nothing is known, all can."""
    if not fields.fields:
        return True
    if spec.role is not Role.LAYER:
        return spec.field in fields.fields or spec.field == SAME
    if not spec.inputs or not spec.inputs[0].ranks:
        return True
    port = spec.inputs[0]
    if port.dtype == "int":
        return any(field.dtype == "int" and field.rank in port.ranks for field in fields.fields.values())
    return not ranks.union({1}).isdisjoint(port.ranks)  # Flatten makes a list of anything


def _is_called_for(spec: BlockSpec, ranks: frozenset[int]) -> bool:
    """Tell whether a kind takes what the data at hand have, and nothing else."""
    taken = frozenset(spec.inputs[0].ranks if spec.inputs else ())
    return bool(taken) and spec.role is Role.LAYER and taken <= ranks - {1}
