"""What makes one project another than the one before it, in words: its network, its data and its recipe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from playground.core.blocks.params import Param
from playground.core.blocks.per_axis import sizes_in_words
from playground.core.catalogue.own_set import OWN, inputs_of
from playground.core.network.values import Network, Node
from playground.core.project.chosen import AUGMENTATION, CHOSEN, ChosenField
from playground.core.project.row_edits import counted
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, DataChoice, Project, Recipe
from playground.core.sentences import Text, count_of, listed

Area = Literal["network", "data", "recipe"]
SAME = Text("as it was")


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it was."""

    area: Area
    what: Text  # "Dense: units"
    before: Text  # "" where there was none
    after: Text  # "" where there is none any more
    words: Text  # "Dense 64 → 128 units"
    block: str = ""  # whose it is: an id on the canvas, of whichever network has it


def differences(before: Project, after: Project) -> tuple[Difference, ...]:
    """Return what differs in one project from another: network, data, recipe, in this order."""
    return (
        *_of_networks(before, before.network, after, after.network),
        *_of_data(before, after),
        *_of_recipes(before.recipe, after.recipe),
    )


def in_words(found: tuple[Difference, ...]) -> Text:
    """Return differences in one row: "learning rate 0.01 instead of 0.001; without Dropout"."""
    return listed([each.words for each in found], "{first}; {second}") if found else SAME


# The network


def _of_networks(old: Project, before: Network, new: Project, after: Network,
                 within: str = "") -> Iterator[Difference]:  # fmt: skip
    gone = [node for node in before.nodes if node not in after.nodes]
    come = [node for node in after.nodes if node not in before.nodes]
    for node in (node for node in after.nodes if node in before.nodes):
        top = within or node
        yield from _of_nodes(old, before, new, after, node, top)
        inner = before.nodes[node].network, after.nodes[node].network
        if inner[0] is not None and inner[1] is not None and inner[0] != inner[1]:
            yield from _of_networks(old, inner[0], new, inner[1], top)
    for node in come:
        yield _added(new, after, node, within or node)
    for node in gone:
        name = Text("{block}", block=old.blocks.label_of(before, node))
        words = Text("without {block}", block=name)
        yield Difference("network", name, Text("there"), Text(""), words, within or node)
    if not gone and not come and set(before.edges) != set(after.edges):
        words = Text("wired otherwise")
        yield Difference("network", Text("Wires"), Text(""), words, words, within)


def _added(project: Project, network: Network, node: str, top: str) -> Difference:
    spec = project.blocks.find(network.nodes[node].kind)
    setting = spec.setting(spec.params_of(network.nodes[node].params)) if spec is not None else Text("")
    name = Text("{block}", block=project.blocks.label_of(network, node))
    words = Text("with {block} ({setting})" if setting else "with {block}", block=name, setting=setting)
    return Difference("network", name, Text(""), setting or Text("there"), words, top)


def _of_nodes(old: Project, before: Network, new: Project, after: Network, node: str,
              top: str) -> Iterator[Difference]:  # fmt: skip
    was, now = before.nodes[node], after.nodes[node]
    name = Text("{block}", block=new.blocks.label_of(after, node))
    if was.kind != now.kind:
        other = Text("{block}", block=old.blocks.label_of(before, node))
        words = Text("{block} instead of {other}", block=name, other=other)
        yield Difference("network", name, other, name, words, top)
        return
    spec = new.blocks.find(now.kind)
    if spec is not None:
        given, asked = spec.params_of(was.params), spec.params_of(now.params)
        for param in spec.params:
            if given[param.name] != asked[param.name]:
                yield _of_param(param, given[param.name], asked[param.name], name, top)
    yield from _of_switches(was, now, name, top)


def _of_param(param: Param, was: Any, now: Any, name: Text, top: str) -> Difference:
    before, after = value_in_words(param, was), value_in_words(param, now)
    key = "{block} {before} → {after} {param}"
    if param.type not in ("integer", "number", "per_axis"):
        key = "{block}: {param} {after} instead of {before}"
    words = Text(key, block=name, before=before, after=after, param=param.words)
    return Difference("network", Text("{block}: {param}", block=name, param=param.words), before, after,
                      words, top)  # fmt: skip


def _of_switches(was: Node, now: Node, name: Text, top: str) -> Iterator[Difference]:
    on, off = Text("yes"), Text("no")
    if was.frozen != now.frozen:
        words = Text("{block} frozen" if now.frozen else "{block} learning again", block=name)
        what = Text("{block}: frozen", block=name)
        yield Difference("network", what, *((off, on) if now.frozen else (on, off)), words, top)
    if bool(was.linked) != bool(now.linked):
        words = Text(
            "{block} sharing weights" if now.linked else "{block} with weights of its own", block=name
        )
        what = Text("{block}: linked", block=name)
        yield Difference("network", what, *((off, on) if now.linked else (on, off)), words, top)
    if was.disabled != now.disabled:
        words = Text("{block} switched off" if now.disabled else "{block} switched on", block=name)
        what = Text("{block}: switched off", block=name)
        yield Difference("network", what, *((off, on) if now.disabled else (on, off)), words, top)


# Data and recipe


def _of_data(old: Project, new: Project) -> Iterator[Difference]:
    before, after = old.data, new.data
    if before.id != after.id:
        first, second = _title_of_data(old), _title_of_data(new)
        words = Text("{after} instead of {before}", before=first, after=second)
        yield Difference("data", Text("Data set"), first, second, words)
        return
    if before.own != after.own and before.id == OWN:
        first, second = _columns_of(before), _columns_of(after)
        words = Text("{after} instead of {before}", before=first, after=second)
        yield Difference("data", Text("Columns"), first, second, words)
    if before.edits != after.edits:
        first, second = _edits_of(before), _edits_of(after)
        words = Text("{after} instead of {before}", before=first, after=second)
        yield Difference("data", Text("Single samples"), first, second, words)
    spec = new.data_set
    for param in spec.params if spec is not None else ():
        was, now = (each.options.get(param.name, param.default) for each in (before, after))
        if was != now:
            yield _of_setting("data", param, was, now)
    yield from _of_fields("data", DATA_FIELDS, before, after)


def _columns_of(data: DataChoice) -> Text:
    """Return how many columns of one's own go in, and which are aimed at."""
    own = data.own
    if own is None:
        return Text("nothing")
    count = count_of(len(inputs_of(own)), "{count} column", "{count} columns")
    targets = listed([each.name for each in own.used_as("target")])
    return Text("{columns} for {targets}", columns=count, targets=targets) if targets else count


def _edits_of(data: DataChoice) -> Text:
    """Return how many samples are relabelled, left out and marked."""
    names = ("{count} relabelled", "{count} left out", "{count} marked")
    told = [Text(name, count=count) for name, count in zip(names, counted(data.edits), strict=True) if count]
    return listed(told) if told else Text("samples as given")


def _title_of_data(project: Project) -> Text:
    spec = project.data_set
    return Text(spec.title) if spec is not None else Text("{data}", data=project.data.id)


def _of_recipes(before: Recipe, after: Recipe) -> Iterator[Difference]:
    yield from _of_fields("recipe", RECIPE_FIELDS, before, after)
    for chosen in CHOSEN:
        yield from _of_options(chosen, before, after)
    was, now = AUGMENTATION.values(before), AUGMENTATION.values(after)
    for param in AUGMENTATION.params(after):
        if was[param.name] != now[param.name]:
            yield _of_setting("recipe", param, was[param.name], now[param.name])


def _of_options(chosen: ChosenField, before: Recipe, after: Recipe) -> Iterator[Difference]:
    """Yield the options that differ; those of another choice against what it has by itself."""
    same = getattr(before, chosen.name) == getattr(after, chosen.name)
    values = chosen.values(after)
    known = chosen.values(before) if same else {each.name: each.default for each in chosen.params(after)}
    for param in chosen.params(after):
        if known[param.name] != values[param.name]:
            yield _of_setting("recipe", param, known[param.name], values[param.name])


def _of_fields(area: Area, known: Any, before: DataChoice | Recipe,
               after: DataChoice | Recipe) -> Iterator[Difference]:  # fmt: skip
    for name, param in known.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield _of_setting(area, param, was, now)


def _of_setting(area: Area, param: Param, was: Any, now: Any) -> Difference:
    before, after = value_in_words(param, was), value_in_words(param, now)
    if param.type == "flag":
        words = Text("with {param}" if now else "without {param}", param=param.words)
    else:
        words = Text("{param} {after} instead of {before}", param=param.words, before=before, after=after)
    return Difference(area, Text(param.title), before, after, words)


def value_in_words(param: Param, value: Any) -> Text:
    """Return a value as a sentence shows it: the title of a choice, a share in per cent, few digits."""
    if param.type == "flag":
        return Text("yes") if value else Text("no")
    if param.type in ("choice", "several") or isinstance(value, str):
        titles = {each.id: Text(each.title) for each in param.choices}
        chosen = [value] if isinstance(value, str) else list(value)
        return listed([titles.get(each, Text("{value}", value=each)) for each in chosen])
    if param.unit == "%":
        return Text("{value} %", value=f"{100 * value:.6g}")
    shown = sizes_in_words(value) if param.type == "per_axis" else _figure(value)
    return Text("{value} {unit}", value=shown, unit=param.unit) if param.unit else Text("{v}", v=shown)


def _figure(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
