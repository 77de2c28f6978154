"""Fixes for blocks that do not fit their input: what a click on a badge offers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from playground.core.blocks.arranging import rearranged, reshape_to
from playground.core.blocks.params import Param, Params
from playground.core.blocks.per_axis import AxisSizes, along, by_axes, sizes_in_words, tight
from playground.core.blocks.reach import places_of
from playground.core.blocks.shapes import Shape, is_of_kind
from playground.core.blocks.spec import BlockSpec
from playground.core.checks import rewire
from playground.core.checks.axes import for_rank, for_ranks, insert
from playground.core.checks.structure import fitting, last_ways
from playground.core.errors import Fix
from playground.core.graph.wiring import Graph
from playground.core.network.edits import set_params
from playground.core.network.values import Edge
from playground.core.sentences import Text, listed, thousands
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import batch_of, checked
from playground.core.shapes.infer import input_shapes
from playground.core.shapes.memory import free_bytes
from playground.core.shapes.misfit import Misfit, odd_one
from playground.core.shapes.needs import bytes_needed


def fixes_for(known: Derived, misfit: Misfit) -> tuple[Fix, ...]:
    """Return what mends a block that cannot work where it stands, the best first."""
    found = {
        "rank": for_rank,
        "dtype": _for_dtype,
        "values": _for_values,
        "shared": _for_shared,
        "unequal": _for_unequal,
        "field": _for_field,
        "param": _for_param,
        "window": _for_window,
        "refused": _for_refused,
        "memory": _for_memory,
    }.get(misfit.reason)
    fixes = tuple(found(known, misfit)) if found else ()
    given = {fix.title for fix in fixes}
    return (*fixes, *(fix for fix in last_ways(known.drawn, misfit.where.node) if fix.title not in given))


def set_param(title: Text, node: str, **params: object) -> Fix:
    """Return the fix that sets parameters of a block."""
    return Fix(title, lambda project: project.with_network(set_params(project.network, node, **params)))


def _for_dtype(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer an embedding where words meet a block of numbers, and a dense layer where it is the other way."""
    words = known.fields.fields.get("tokens")
    got, where = misfit.got, misfit.where
    if got is None or where.edge is None:
        return
    edge = Edge(*where.edge)
    if got.dtype == "int" and words is not None:
        entries = words.values
        yield insert(
            Text("Insert Embedding of {entries} words", entries=thousands(entries)),
            edge,
            "embedding",
            entries=entries,
        )
    elif got.dtype == "float":
        yield from _without_words(known, edge, got)


def _without_words(known: Derived, edge: Edge, got: Shape) -> Iterator[Fix]:
    """Offer a dense layer for a table of words that gets numbers: as many features a step as it gave."""
    network, spec = known.project.network, known.drawn.specs[edge.target]
    steps = rearranged(got, 2)
    if spec is not None and spec.vocabulary and steps is not None:
        units = spec.params_of(network.nodes[edge.target].params).features
        between = reshape_to(steps) if steps.sizes != got.sizes else None
        label = known.drawn.label(edge.target)
        edit = partial(rewire.with_dense, edge=edge, units=units, between=between)
        yield Fix(
            Text("Replace {block} by Dense {units} on each step", block=label, units=thousands(units)), edit
        )


def _for_values(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer a table as many rows as there are words."""
    node, got = misfit.where.node, misfit.got
    spec = known.drawn.specs[node]
    if spec is not None and got is not None:
        title = Text(spec.param(spec.vocabulary).title).changed(str.lower)
        yield set_param(
            Text("Set {title} to {values}", title=title, values=thousands(got.values)),
            node,
            **{spec.vocabulary: got.values},
        )


def _for_shared(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer weights of its own to each repeat."""
    yield set_param(Text("Give each repeat weights of its own"), misfit.where.node, shared=False)


def _for_unequal(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer another width for the layer before, or a projection: a dense layer, or filters of one pixel."""
    got, where = misfit.got, misfit.where
    spec, arriving = known.drawn.specs[where.node], known.inference.inputs.get(where.node, {})
    found = odd_one(spec.together, arriving) if spec is not None else None
    if spec is None or got is None or found is None or where.edge is None:
        return
    if got.rank != found[1].rank:
        yield from for_ranks(known, where.node)
        return
    edge, wanted = Edge(*where.edge), _beside(spec, got, found[1])
    yield from _matched(known.drawn, edge, got, wanted)
    if got.rank in (1, 2) and got.sizes[:-1] == wanted.sizes[:-1]:
        units = wanted.features
        yield insert(
            Text("Insert Dense {units} as a projection", units=units),
            edge,
            "dense",
            units=units,
            activation="linear",
        )
    elif got.rank == 3 and got.sizes[1:] == wanted.sizes[1:]:
        filters = wanted.channels
        given = {"filters": filters, "kernel": 1, "activation": "linear"}
        yield insert(
            Text("Insert Conv 2D 1 × 1 with {filters} filters", filters=filters), edge, "conv2d", **given
        )


def _beside(spec: BlockSpec, got: Shape, before: Shape) -> Shape:
    """Return what an input must be like to go with those before it: where either has 1, it stays as it is."""
    if spec.together != "broadcast":
        return before
    pairs = zip(got.sizes, before.sizes, strict=True)
    return replace(got, sizes=tuple(own if 1 in (own, other) else other for own, other in pairs))


def _matched(graph: Graph, edge: Edge, got: Shape, wanted: Shape) -> Iterator[Fix]:
    """Offer the layer before a wire as many units or filters as the other branch has."""
    node = graph.way_back(edge.source, lambda spec: spec.keeps_shape)
    spec = graph.specs[node]
    if spec is None or feeds_several(graph, node, edge):
        return
    given = spec.params_of(graph.network.nodes[node].params)
    for name, axis, rest in (("units", -1, slice(None, -1)), ("filters", 0, slice(1, None))):
        if given.get(name) == got.sizes[axis] and got.sizes[rest] == wanted.sizes[rest]:
            title = Text(
                "Set {block} to {sizes} {param}",
                block=graph.label(node),
                sizes=thousands(wanted.sizes[axis]),
                param=Text(name),
            )
            yield set_param(title, node, **{name: wanted.sizes[axis]})


def feeds_several(graph: Graph, node: str, edge: Edge) -> bool:
    """Say whether anything but the way to one wire hangs on a block."""
    while node != edge.source:
        after = graph.leaving(node)
        if len(after) != 1:
            return True
        node = after[0].target
    return len(graph.leaving(node)) != 1


def _for_field(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    node = misfit.where.node
    spec = known.drawn.specs[node]
    kind = known.drawn.blocks.get(spec.id) if spec else None
    for name in known.fields.fields if kind is not None and misfit.where.param else ():
        if kind is not None and is_of_kind(name, kind.field):
            chosen = "" if name == kind.field else name
            yield set_param(Text("Bring {field!r}", field=name), node, field=chosen)
    other = fitting(known.drawn.blocks, known.fields, spec.role) if spec else None
    if other is not None:
        yield replace_kind(known.drawn, node, other)


def replace_kind(graph: Graph, node: str, spec: BlockSpec) -> Fix:
    """Return the fix that puts a block of another kind in a block's place."""
    title = Text("Replace {block} by {kind}", block=graph.label(node), kind=spec.title)
    return Fix(title, lambda project: rewire.with_kind(project, node, spec.id))


def _for_param(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    node = misfit.where.node
    spec = known.drawn.specs[node]
    if spec is not None:
        param = spec.param(misfit.where.param)
        value = _nearest(param, known.project.network.nodes[node].params.get(param.name))
        yield set_param(
            Text("Set {param} to {value}", param=Text(param.title).changed(str.lower), value=_shown(value)),
            node,
            **{param.name: value},
        )


def _nearest(param: Param, value: object) -> object:
    """Return the bound a number oversteps, else the default."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if param.type in ("integer", "number") and isinstance(value, (int, float)) and is_number:
        if param.minimum is not None and value < param.minimum:
            return _typed(param, param.minimum)
        if param.maximum is not None and value > param.maximum:
            return _typed(param, param.maximum)
    return param.default


def _typed(param: Param, bound: float) -> int | float:
    return int(bound) if param.type == "integer" else float(bound)


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return f"{value:g}" if isinstance(value, float) else str(value).lower()


def _for_window(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer the largest window that fits: square, or less along the axes that are short."""
    node, got = misfit.where.node, misfit.got
    spec = known.drawn.specs[node]
    if spec is None or got is None or not any(param.name == "kernel" for param in spec.params):
        return
    p = spec.params_of(known.project.network.nodes[node].params)
    sides = tuple(_largest(spec, p, got, axis) for axis in range(len(places_of(got.sizes))))
    side = tight(sides) if isinstance(p.kernel, tuple) else min(sides)
    if min(sides) > 0:
        words = Text("Use a {title} of {size}", title=Text(spec.param("kernel").title).changed(str.lower),
                     size=by_axes(side, len(sides)))  # fmt: skip
        fitted = spec.refit(spec.params_of({**p, "kernel": side}), got)
        yield set_param(words, node, **{"kernel": side, **fitted})


def _largest(spec: BlockSpec, p: Params, got: Shape, axis: int) -> int:
    """Return the most places that a window may have along one axis; 0 where none would do."""
    places = places_of(got.sizes)
    most = min(along(p.kernel, len(places))[axis], places[axis])
    for side in range(most, 0, -1):
        window = along(spec.reach(spec.params_of({**p, "kernel": side}), (got,)), len(places))[axis]
        if window.fits(places[axis]):
            return side
    return 0


def _for_refused(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer sizes that suit what arrives, where the kind knows them."""
    node, got = misfit.where.node, misfit.got
    if got is not None:
        yield from for_ranks(known, node)
        yield from refitted(known, node, got)


def refitted(known: Derived, node: str, got: Shape) -> Iterator[Fix]:
    """Offer the settings of a block that suit what arrives at its first input, where the kind knows them."""
    spec = known.drawn.specs[node]
    if spec is None:
        return
    given = dict(known.project.network.nodes[node].params)
    other = dict(spec.refit(spec.params_of(given), got))
    if other and other != {name: spec.params_of(given)[name] for name in other}:
        setting = spec.setting(spec.params_of({**given, **other}))
        title = Text("Set {block} to {setting}", block=known.drawn.label(node), setting=setting)
        yield set_param(title, node, **other)


def _for_memory(known: Derived, misfit: Misfit) -> Iterator[Fix]:
    """Offer the largest size of the slider for whichever number is above it."""
    node = misfit.where.node
    spec = known.drawn.specs[node]
    if spec is None:
        return
    given = dict(spec.params_of(known.project.network.nodes[node].params))
    ends = {param.name: _no_larger(param, given[param.name]) for param in spec.params}
    smaller = {name: end for name, end in ends.items() if end is not None and end != given[name]}
    for name, size in smaller.items():
        if _is_affordable(known, node, {**given, name: size}):
            yield set_param(
                Text("Use {sizes}", sizes=_size(spec.param(name), size)),
                node,
                **{name: size},
            )
            return
    if smaller and _is_affordable(known, node, {**given, **smaller}):
        sizes = listed(_size(spec.param(name), size) for name, size in smaller.items())
        yield set_param(Text("Use {sizes}", sizes=sizes), node, **smaller)


def _size(param: Param, size: AxisSizes) -> Text:
    words = sizes_in_words(size)
    return Text("{size} {param}", size=words, param=Text(param.title).changed(str.lower))


def _no_larger(param: Param, value: object) -> AxisSizes | None:
    """Return a count, or sizes along each axis, as far as a slider covers; None for what is neither."""
    if param.type not in ("integer", "per_axis") or not param.slider or isinstance(value, str):
        return None
    row = value if isinstance(value, tuple) else (value,)
    return tight(min(size, int(param.slider[1])) for size in row)


def _is_affordable(known: Derived, node: str, params: Mapping[str, object]) -> bool:
    spec = known.drawn.specs[node]
    assert spec is not None  # what memory is counted of is known
    given = input_shapes(spec, known.inference, node, known.fields)
    batch = batch_of(known.project, known.fields)
    needed = bytes_needed(spec, checked(spec, params), given, batch)
    return needed is not None and needed <= free_bytes(known.project.recipe.device)
