"""A project to begin with for somebody's own data: what goes in, what is learned, a network and a recipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import KINDS, NUMBERS, SERIES, Brought, brings, can_go_in, over_time
from playground.core.catalogue.own_set import OWN, inputs_of, target_field, task_of
from playground.core.catalogue.own_splits import first_split
from playground.core.errors import PlaygroundError
from playground.core.importing.importers import IMPORTERS, Importer
from playground.core.importing.layers import Layers, StartSize, last_layers, said_of
from playground.core.importing.understood import Remark
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.edits import move_nodes
from playground.core.network.values import Edge, Network, Node
from playground.core.project.first_recipe import first_recipe
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.registry import named
from playground.core.sentences import Text, count_of, listed

MOST_KINDS = 500  # of a category that goes in as one column each
MOST_CLASSES = 1000
FEW_NUMBERS = 10  # whole numbers from 0 or 1 on that stand for classes rather than for amounts
_VIEW = 888.0  # width of a view for which blocks are laid out
_NEAR_ONE = 10.0  # numbers up to this size are learned as they are
# What the last layer is called.
_LAST: dict[StartSize, str] = {"linear": "", "small": "Dense 2", "larger": "Dense 3"}
Learn = Callable[[Manifest, DataChoice], Manifest]


def _as_it_is(manifest: Manifest, choice: DataChoice) -> Manifest:
    return manifest


class NoTarget(PlaygroundError):
    """Say that no column is plainly the one to learn."""


@dataclass(frozen=True)
class Proposal:
    """A project to begin with, and what it is in words."""

    project: Project
    words: Text  # "a table of 12 columns, 3 classes: Dense 32 – Dense 3"
    remarks: tuple[Remark, ...] = ()  # on columns that would be too wide


def propose(
    manifest: Manifest,
    catalogue: Catalogue,
    targets: Iterable[str] = (),
    learn: Learn = _as_it_is,
    choice: DataChoice | None = None,
    start: StartSize = "small",
) -> Proposal:
    """Return a project for a table; without a target that of its columns which is marked as the one.

    `learn` finds the vocabularies of its texts once it is known what is learned and which rows train;
    `choice` says how they are split, without it the data do; `start` is how large the network is.

    `NoTarget` where none is, PlaygroundError where nothing can be learned: both in a sentence.
    """
    aimed = with_targets(manifest, tuple(targets) or guessed_targets(manifest))
    how, by = first_split(aimed)
    split = choice or DataChoice(OWN, split=how, split_by=by)
    own = learn(aimed, split)
    if not inputs_of(own):
        raise PlaygroundError(Text("Beside {target} no column is left to learn from.", target=_named(own)))
    network, layers = _network(own, catalogue, start)
    recipe = _recipe(own, first_recipe(catalogue, OWN, own))
    project = Project(own.title, network, replace(split, own=own), recipe, catalogue=catalogue)
    wide = tuple(map(_too_many, filter(_is_wide, manifest.columns)))
    return Proposal(project, _words(own, layers), wide)


def guessed_targets(manifest: Manifest) -> tuple[str, ...]:
    """Return the columns to learn that were marked when the data were read; `NoTarget` where none was."""
    marked = tuple(each.name for each in manifest.used_as("target"))
    if not marked:
        told = [each.name for each in manifest.columns if each.type != "picture"]
        names, importer = listed(told), IMPORTERS.find(manifest.importer)
        if not told:
            raise NoTarget(Text(Importer.no_classes if importer is None else importer.no_classes))
        some = importer is None or any(each.type in KINDS for each in manifest.columns)
        words = Importer.no_target if importer is None or some else importer.no_target
        if words == Importer.no_target and (why := _nothing_to_tell(manifest)) is not None:
            raise NoTarget(why)
        raise NoTarget(Text(words, names=names))
    return marked


def _nothing_to_tell(manifest: Manifest) -> Text | None:
    """Return why no column at all can be learned from others; None where one of several may be."""
    if manifest.rows < 2:
        return Text("There is one row: learning takes many.")
    if all(each.type == "constant" for each in manifest.columns):
        return Text("Every column is empty or the same in every row: there is nothing to learn.")
    return None


def with_targets(manifest: Manifest, targets: tuple[str, ...]) -> Manifest:
    """Return a manifest in which these columns are aimed at; PlaygroundError where one cannot be."""
    names = [each.name for each in manifest.columns]
    strange = [name for name in targets if name not in names]
    if strange:
        words = "There is no column {name!r:.60}; choose one of {names}."
        raise PlaygroundError(Text(words, name=strange[0], names=listed(names)))
    columns = (_used(each, each.name in targets, len(targets) > 1) for each in manifest.columns)
    return replace(manifest, columns=tuple(columns))


def _used(column: Column, is_target: bool, is_one_of_several: bool) -> Column:
    """Return a column as it is used: what can be no input is left out."""
    if is_target:
        return _aimed(column, is_one_of_several)
    if column.use == "group":
        return column
    tells = can_go_in(column) and (column.type not in KINDS or len(column.kinds) > 1)
    usable = tells and not _is_wide(column) and column.use != "out"
    return replace(column, use="input" if usable else "out")


def _is_wide(column: Column) -> bool:
    return column.use == "input" and column.type in KINDS and len(column.kinds) > MOST_KINDS


def _too_many(column: Column) -> Remark:
    words = "{name} has {count} categories and is left out: at most {most} go in as a column each."
    message = Text(words, name=column.name, count=len(column.kinds), most=MOST_KINDS)
    return Remark("other", message, column.name)


def _aimed(column: Column, is_one_of_several: bool) -> Column:
    """Return a column as a target; PlaygroundError where nothing can be learned of it."""
    if column.type == "constant" or (column.type in NUMBERS and column.low == column.high):
        words = "{name!r} is the same in every row: there is nothing to learn."
        raise PlaygroundError(Text(words, name=column.name))
    if column.type not in (*NUMBERS, *KINDS):
        words = "{name!r} holds neither numbers nor categories: choose another column to learn."
        raise PlaygroundError(Text(words, name=column.name))
    if column.type in KINDS and len(column.kinds) > MOST_CLASSES:
        words = "{name!r} has {count} classes; at most {most} are learned."
        raise PlaygroundError(Text(words, name=column.name, count=len(column.kinds), most=MOST_CLASSES))
    aimed = _as_classes(column)
    if is_one_of_several and (aimed.type not in KINDS or len(aimed.kinds) != 2):
        words = "{name!r} is no label: of several targets each says yes or no, in two values."
        raise PlaygroundError(Text(words, name=column.name))
    if aimed.type in KINDS and len(aimed.kinds) < 2:
        words = "{name!r} has one class alone: there is nothing to learn."
        raise PlaygroundError(Text(words, name=column.name))
    return replace(aimed, use="target")


def _as_classes(column: Column) -> Column:
    """Return a few whole numbers from 0 or 1 on as classes; they are written as they are."""
    first, last = int(column.low), int(column.high)
    if column.type != "whole" or first not in (0, 1) or last - first >= FEW_NUMBERS:
        return column
    return replace(column, type="category", kinds=tuple(map(str, range(first, last + 1))), low=0.0, high=0.0)


def _network(own: Manifest, catalogue: Catalogue, start: StartSize) -> tuple[Network, list[str]]:
    """Return blocks in a row from the data to the goal, and what its layers are called.

    Several fields are each led through layers of their own, and joined before the last.
    """
    target, task = target_field(own), task_of(own)
    assert target is not None  # a target was chosen before
    if _is_change(own):
        return _with_change(own, catalogue, start)
    towers = [_tower(each, own, place, start) for place, each in enumerate(brings(own), 1)]
    ends = [last_layers(target, task, _LAST[start]), {"goal": Node(catalogue.blocks.get(task).id, {})}]
    if len(towers) > 1:
        ends.insert(0, {"join": Node("concatenate")})
    nodes = {name: node for part in (*towers, *ends) for name, node in part.items()}
    tail = [name for part in ends for name in part]
    edges = [edge for tower in towers for edge in _row(list(tower), catalogue, nodes)]
    edges += [_into(list(tower)[-1], tail[0], place, catalogue, nodes) for place, tower in enumerate(towers)]
    edges += _row(tail, catalogue, nodes)
    network = Network(nodes, tuple(edges))
    said = [each for tower in towers for each in said_of(tower)] + said_of(ends[-2])
    return move_nodes(network, tidied(network, DrawnSizes(width=_VIEW))), said


def _is_change(own: Manifest) -> bool:
    """Say whether it is learned how much a number changes until the horizon."""
    target, windows = own.used_as("target")[0], own.windows
    return windows is not None and target.name in windows.changes and target in over_time(own)


def _with_change(own: Manifest, catalogue: Catalogue, start: StartSize) -> tuple[Network, list[str]]:
    """Return a network that tells a change, added to the last value seen: it answers in the target's unit."""
    plain = replace(own, windows=replace(own.windows, changes=())) if own.windows is not None else own
    network, said = _network(plain, catalogue, start)
    aimed = own.used_as("target")[0]
    change = Node("formula", {"formula": f"a * {float(f'{(aimed.high - aimed.low) / 10:.1e}'):g}"}, "Change")
    nodes = dict(network.nodes)
    goal = list(nodes)[-1]
    nodes |= {
        "formula": change, "as_it_was": Node("series", {"scaled": False}, "As it was"),
        "last": Node("over_time", {"how": "last"}), "add": Node("add"),
        "value": Node("slice", {"start": over_time(own).index(aimed), "length": 1}),
    }  # fmt: skip
    edges = [each for each in network.edges if not {goal, "formula"} & {each.source, each.target}]
    edges += _row(["dense_2", "formula", "add", goal], catalogue, nodes)
    edges += _row(["as_it_was", "last", "value"], catalogue, nodes)
    edges.append(_into("value", "add", 1, catalogue, nodes))
    made = Network(nodes, tuple(edges))
    return move_nodes(made, tidied(made, DrawnSizes(width=_VIEW))), said


def _tower(brought: Brought, own: Manifest, place: int, start: StartSize) -> dict[str, Node]:
    """Return a source with the layers behind it, by ids that no other tower has."""
    layers: Layers = named(brought.kind.layers)(brought.field(own), own, start)
    params = {"field": brought.name} if brought.name != brought.kind.field else {}
    found = {brought.kind.source: Node(brought.kind.source, params), **layers}
    return found if place == 1 else {f"{name}_{place}b": node for name, node in found.items()}


def _row(ids: list[str], catalogue: Catalogue, nodes: Layers) -> list[Edge]:
    return [_into(one, other, 0, catalogue, nodes) for one, other in pairwise(ids)]


def _into(one: str, other: str, place: int, catalogue: Catalogue, nodes: Layers) -> Edge:
    """Return a wire into a block's first port, or a further one."""
    first = catalogue.blocks.get(nodes[other].kind).inputs[0].name
    return Edge(one, "out", other, first if not place else f"{first}_{place + 1}")


def _recipe(own: Manifest, usual: Recipe) -> Recipe:
    """Return a recipe by the number of rows: larger batches for many, fewer epochs."""
    rows = max(own.windows.samples if own.windows is not None else own.rows, 1)
    sizes = ((2000, 16), (10_000, 32), (50_000, 128), (rows, 256))
    batch = next(size for most, size in sizes if rows <= most)
    steps = min((each.kind.steps for each in brings(own)), default=0)
    epochs = min(100, max(5, round(steps * batch / (0.7 * rows))))
    return replace(usual, batch_size=batch, epochs=epochs)


def _words(own: Manifest, layers: list[str]) -> Text:
    """Say what was made of the data in one line."""
    columns = listed([str(_kind_words(each, own)) for each in brings(own)])
    classes, task = len(own.used_as("target")[0].kinds), task_of(own)
    aim = {
        "classify": Text("{count} classes", count=classes),
        "multi_label": Text("{count} labels", count=len(own.used_as("target"))),
    }.get(task, Text("a number"))
    return Text("{columns}, {aim}: {layers}", columns=columns, aim=aim, layers=" – ".join(layers))


def _kind_words(brought: Brought, own: Manifest) -> Text:
    count = len(brought.columns)
    if brought.kind is SERIES:
        columns = count_of(count, "{count} column", "{count} columns")
        return Text(
            "windows of {steps} steps of {columns}", steps=brought.field(own).sizes[0], columns=columns
        )
    if brought.kind.together:
        return count_of(count, "a table of {count} column", "a table of {count} columns")
    return Text(brought.kind.noun or "{name}", name=brought.columns[0].name)


def _named(own: Manifest) -> Text:
    return listed([each.name for each in own.used_as("target")])
