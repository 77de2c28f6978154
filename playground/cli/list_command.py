"""`playground list`: what there is, from the registries; answers at once, without torch."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from playground.app.texts import tr
from playground.cli.opening import add_json
from playground.cli.printing import columns
from playground.cli.voice import emit, say
from playground.core.blocks.params import Param
from playground.core.blocks.spec import BlockSpec, Port
from playground.core.catalogue.catalogue import Catalogue

Row = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to list."""
    parser.add_argument("what", choices=tuple(LISTS), help=tr("what to list"))
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the list."""
    rows = LISTS[arguments.what](arguments.catalogue)
    if arguments.json:
        emit(rows)
    else:
        say(*columns((row["id"], tr(row["title"]), tr(row["summary"])) for row in rows))
    return 0


def _rows(specs: Iterable[Any], *names: str) -> list[Row]:
    return [{name: getattr(spec, name) for name in ("id", "title", "summary", *names)} for spec in specs]


def _templates(catalogue: Catalogue) -> list[Row]:
    from playground.app import own_templates
    from playground.core.project.templates import TemplateRegistry

    told = (
        "family",
        "task",
        "seconds",
        "metric",
        "target",
        "higher_is_better",
        "baseline",
        "baseline_of",
        "splits",
    )
    return _rows((*TemplateRegistry(catalogue), *own_templates.every(catalogue)), *told)


def _published(catalogue: Catalogue) -> list[Row]:
    """Return the networks of papers; their ids are what `playground new` takes."""
    from playground.core.published.registry import PUBLISHED

    made = [spec.template(catalogue) for spec in PUBLISHED]
    told = [{name: getattr(spec, name) for name in ("parameters", "paper", "counted")} for spec in PUBLISHED]
    return [{**row, **more} for row, more in zip(_rows(made, "family", "task"), told, strict=True)]


def _datasets(catalogue: Catalogue) -> list[Row]:
    rows = _rows(catalogue.data, "family", "task", "source", "goal", "credit")
    return [{**row, "params": _params(spec.params)} for row, spec in zip(rows, catalogue.data, strict=True)]


def _blocks(catalogue: Catalogue) -> list[Row]:
    return [_block(spec) for spec in catalogue.blocks]


def _groups(catalogue: Catalogue) -> list[Row]:
    """Return the kinds that are made of others, with what stands inside them at first."""
    made = [(spec, spec.network(spec.params_of({}))) for spec in catalogue.blocks if spec.network is not None]
    return [{**_block(spec), "inside": [node.kind for node in network.nodes.values()]}
            for spec, network in made]  # fmt: skip


def _block(spec: BlockSpec) -> Row:
    return {
        "id": spec.id,
        "title": spec.title,
        "category": spec.category.value,
        "summary": spec.summary,
        "help": spec.help,
        "params": _params(spec.params),
        "inputs": [_port(port) for port in spec.inputs],
        "outputs": [_port(port) for port in spec.outputs],
    }


def _port(port: Port) -> Row:
    return {"name": port.name, "ranks": port.ranks, "dtype": port.dtype}


def _params(described: Iterable[Param]) -> list[Row]:
    return [_param(param) for param in described]


def _param(param: Param) -> Row:
    names = ("name", "title", "type", "default", "unit", "minimum", "maximum", "help")
    row = {name: getattr(param, name) for name in names}
    row |= {"axes": param.axes} if param.type == "per_axis" else {}
    return {**row, "choices": [choice.id for choice in param.choices]} if param.choices else row


def _views(_catalogue: Catalogue) -> list[Row]:
    from playground.core.views.registry import VIEWS

    return _rows(VIEWS)


def _exporters(_catalogue: Catalogue) -> list[Row]:
    from playground.core.export.registry import EXPORTERS

    return _rows(EXPORTERS, "suffix")


def _optimizers(_catalogue: Catalogue) -> list[Row]:
    from playground.core.project.optimizers import OPTIMIZERS

    rows = _rows(OPTIMIZERS)
    return [{**row, "params": _params(spec.params)} for row, spec in zip(rows, OPTIMIZERS, strict=True)]


def _schedules(_catalogue: Catalogue) -> list[Row]:
    from playground.core.project.schedules import SCHEDULES

    rows = _rows(SCHEDULES)
    return [{**row, "params": _params(spec.params)} for row, spec in zip(rows, SCHEDULES, strict=True)]


def _augmentations(_catalogue: Catalogue) -> list[Row]:
    from playground.core.project.augmentations import AUGMENTATIONS

    return [
        {"id": spec.id, "title": spec.title, "summary": spec.param.help, "kinds": list(spec.kinds),
         "params": _params(spec.params)}
        for spec in AUGMENTATIONS
    ]  # fmt: skip


LISTS: dict[str, Callable[[Catalogue], list[Row]]] = {
    "templates": _templates,
    "published": _published,
    "datasets": _datasets,
    "blocks": _blocks,
    "groups": _groups,
    "views": _views,
    "exporters": _exporters,
    "optimizers": _optimizers,
    "schedules": _schedules,
    "augmentations": _augmentations,
}
