"""Every kind of block in a small network, at each place and in each layout: what tests train in processes.

A layout or a kernel of PyTorch may kill the process for some kind in some place. So the cases run in a child,
which says which one it begins; if it dies, that one did it, and another child goes on behind it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from made_data import Made, known_too, made
from playground.core.blocks.activations import ANY_NUMBER
from playground.core.blocks.groups import INPUT_ID, OUTPUT_ID
from playground.core.blocks.params import Param
from playground.core.blocks.shapes import DataFields, Shape
from playground.core.blocks.spec import SAME, BlockSpec, Role
from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project, Recipe

SOURCES = {0: "tokens", 1: "table", 2: "series", 3: "image", 4: "image"}  # by rank, without the batch axis
Sizes = Mapping[int, tuple[int, ...]]
SIZES: Sizes = {0: (5,), 1: (6,), 2: (4, 6), 3: (4, 6, 6), 4: (4, 3, 6, 6)}
LEARNS = {1: "dense", 2: "conv1d", 3: "conv2d", 4: "conv3d"}  # what stands before the kind and learns, or not
PLACES = ("first", "middle", "frozen", "turned")
BATCHES = (1, 2, 7)
FORMATS = ("contiguous", "channels_last")
STEPS = 2
GIVEN: dict[str, dict[str, Any]] = {
    "reshape": {"channels": 2, "height": 3, "width": 0},
    "multi_head_attention": {"heads": 2},
    "transformer_encoder": {"heads": 2},
    "transformer_decoder": {"heads": 2},
    "embedding": {"entries": 10},
}
WIDE = (4, 36)  # a sequence that a reshape makes a picture of, in the layout its turning left
POINTS = (2,)  # of another source of flat lists
DATA = (*(made(SOURCES[rank], sizes) for rank, sizes in SIZES.items()), made("series", WIDE),
        made("points", POINTS),
        *(made(SOURCES[rank], sizes, kinds=2) for rank, sizes in SIZES.items()))  # fmt: skip
WITH_THEM = known_too(DATA)


@dataclass(frozen=True)
class Case:
    """One network: a kind at a place, with settings other than its defaults."""

    kind: str
    rank: int  # of what arrives; 0: ids
    place: str
    params: dict[str, Any]
    batch: int


@dataclass(frozen=True)
class Told:
    """What a child says of one case: its losses in each format, or why there are none."""

    case: Case
    losses: dict[str, list[float]] = field(default_factory=dict)
    drawn: bool = False  # random numbers were: they fall on other places in another layout
    refused: str = ""  # by a rule of ours
    failed: str = ""  # anything else, the signal that ended the process among them


def cases(kinds: Sequence[str] = ()) -> list[Case]:
    """Return the cases of some kinds, or of all there are."""
    specs = [spec for spec in CATALOGUE.blocks if not spec.inner and (not kinds or spec.id in kinds)]
    return [
        Case(spec.id, rank, place, params, batch)
        for spec in specs
        for rank in _ranks(spec)
        for place in (PLACES if rank > 2 else PLACES[:3] if rank else PLACES[:1])
        for number, params in enumerate(_settings(spec, rank))
        for batch in (BATCHES if number == 0 else BATCHES[1:2])
    ]


def run(wanted: Sequence[Case]) -> Iterator[Told]:
    """Train every case in child processes and yield what became of it."""
    left = list(wanted)
    while left:
        told = list(_child(left))
        yield from told
        del left[: len(told)]


def project_of(case: Case, sizes: Sizes = SIZES) -> Project:
    """Return the network of a case with its data."""
    spec, network = CATALOGUE.blocks.get(case.kind), Network()
    before, data = _before(case, sizes)
    row = [*before, *_behind(spec, case, sizes, data.fields(data.options({})))]
    nodes = dict(row)
    edges = [Edge(a, "out", b, "in") for (a, _), (b, _) in zip(row, row[1:], strict=False)]
    if spec.goal is not None and not spec.goal.answers:  # beside one that does
        nodes["beside"] = Node(spec.id, case.params)
        edges.append(Edge("last", "out", "beside", "in"))
    if spec.goal is not None:
        edges += [Edge("last", "out", "goal" if spec.goal.answers else "beside", port.name)
                  for port in spec.inputs[1:] if not port.optional]  # fmt: skip
    if "kind" in nodes:
        others = [port for port in spec.inputs[1:] if not port.optional]
        for port in others:
            source = before[-1][0]
            if port.ranks and case.rank not in port.ranks:  # a list of six numbers beside a picture
                nodes |= {"list": Node("flatten"), "six": Node("dense", {"units": 6})}
                edges += [Edge(source, "out", "list", "in"), Edge("list", "out", "six", "in")]
                source = "six"
            edges.append(Edge(source, "out", "kind", port.name))
        edges += [
            Edge("kind", port.name, "join", f"in_{index}")
            for index, port in enumerate(spec.outputs[1:], 2)
            if _are_joined(spec)
        ]
    network = Network(nodes, tuple(edges))
    recipe = Recipe(optimizer="sgd", batch_size=case.batch, device="cpu")  # Adam would blow up roundings
    return Project(
        "Every kind", network, DataChoice(data.id, train=1.0, validation=0.0), recipe, catalogue=WITH_THEM
    )


def _ranks(spec: BlockSpec) -> tuple[int, ...]:
    if spec.role is Role.SOURCE:
        return tuple(rank for rank, source in SOURCES.items() if source == spec.field) or (1,)
    if spec.inputs[0].dtype == "int":
        return (0,)
    return spec.inputs[0].ranks or (1, 2, 3, 4)


def usual_settings(spec: BlockSpec, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Return settings that a kind works with, of a ready group those that suit what arrives."""
    fits = spec.refit(spec.params_of({}), Shape(sizes)) if spec.network is not None else {}
    return {**GIVEN.get(spec.id, {}), **fits}


def _settings(spec: BlockSpec, rank: int) -> list[dict[str, Any]]:
    """Return a kind's own settings, and each with one of them changed; a ready group's suit what arrives."""
    usual = usual_settings(spec, SIZES[rank])
    changed = [(param.name, value) for param in spec.params for value in _others(param)]
    return [usual, *({**usual, name: value} for name, value in changed)]


def _others(param: Param) -> list[Any]:
    if param.name in ("activation", "function", "entries"):  # each is a kind of its own
        return []
    if param.type == "flag":
        return [not param.default]
    if param.type == "choice":
        return [each.id for each in param.choices if each.id != param.default]
    return [2 if param.default != 2 else 3] if param.type == "integer" else []


def _before(case: Case, large: Sizes) -> tuple[list[tuple[str, Node]], Made]:
    sizes = WIDE if case.place == "turned" else large[case.rank]
    source = "series" if case.place == "turned" else SOURCES[case.rank]
    if (spec := CATALOGUE.blocks.get(case.kind)).role is Role.SOURCE:
        source, sizes = ("points", POINTS) if spec.field == "points" else (source, sizes)
        row = [("source", Node(case.kind, case.params))]
    else:
        row = [("source", Node(source))]
    if case.place == "turned":
        shape = {"channels": WIDE[0], "height": 6, "width": 6, "frames": 1 if case.rank == 4 else 0}
        row += [("turn", Node("max_pool1d", {"kernel": 1, "stride": 1})), ("shape", Node("reshape", shape))]
    elif case.place != "first":
        row += [("before", Node(LEARNS[case.rank], _as_wide(case, large), frozen=case.place == "frozen"))]
    kinds = spec.goal.kinds if spec.goal is not None else 0
    return row, made(source, sizes, kinds=kinds) if kinds else made(source, sizes)


def _behind(spec: BlockSpec, case: Case, sizes: Sizes, fields: DataFields) -> list[tuple[str, Node]]:
    """Return the kind and what leads from it to a goal."""
    row = []
    if spec.domain(spec.params_of(case.params)) != ANY_NUMBER:
        row.append(("above", Node("softplus")))
    if spec.role is Role.LAYER:
        row.append(
            ("kind", Node(spec.id, case.params, network=_held(case, sizes) if spec.id == "group" else None))
        )
    if len(spec.outputs) > 1 and spec.role is Role.LAYER and _are_joined(spec):
        row.append(("join", Node("concatenate", {"axis": case.params.get("axis", "features")})))
    if case.rank == 0 and spec.id != "embedding":
        row.append(("words", Node("embedding", {"entries": 10})))
    goal = spec if spec.goal is not None and spec.goal.answers else CATALOGUE.blocks.get("classify")
    assert goal.goal is not None
    given, width = case.params if spec is goal else {}, 1
    if goal.goal.makes:
        width = 3
    elif goal.field != SAME:
        needed = goal.goal.sizes(fields.fields[goal.field], goal.params_of(given))
        width = needed[goal.goal.width_axis]
    if goal.goal.aligned != "sample":
        kind, params = goal.goal.scorer(width)
        return [*row, ("last", Node(kind, params)), ("goal", Node(goal.id, given))]
    if goal.field == SAME:
        for size in sizes[case.rank]:
            width *= size
    row += [("flat", Node("flatten")), ("last", Node("dense", {"units": width, "activation": "linear"}))]
    return [*row, ("goal", Node(goal.id, given))]


def _are_joined(spec: BlockSpec) -> bool:
    """Say whether what a kind's outputs give stands side by side: a memory is no sequence."""
    return "state" not in {port.name for port in spec.outputs}


def _as_wide(case: Case, sizes: Sizes) -> dict[str, int]:
    """Return what makes a block that learns as wide as what arrives."""
    place = -1 if case.rank == 2 else 0
    return {"units" if case.rank == 1 else "filters": sizes[case.rank][place]}


def _held(case: Case, sizes: Sizes) -> Network:
    """Return the network in a group: what learns, as wide at its end as at its beginning."""
    wide = _as_wide(case, sizes)
    nodes = {"begin": Node(INPUT_ID), "held": Node(LEARNS[case.rank], wide), "end": Node(OUTPUT_ID)}
    return Network(nodes, (Edge("begin", "out", "held", "in"), Edge("held", "out", "end", "in")))


def _child(wanted: Sequence[Case]) -> Iterator[Told]:
    """Run one child on cases and yield what it tells; what it died of belongs to the case it had begun."""
    lines = json.dumps([asdict(case) for case in wanted])
    done = subprocess.run([sys.executable, str(Path(__file__))], input=lines, capture_output=True, text=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    for each in told:
        yield Told(**{**each, "case": Case(**each["case"])})
    if done.returncode:
        where = "signal" if done.returncode < 0 else "exit"
        words = f"{where} {abs(done.returncode)} {done.stderr[-2000:] if done.returncode > 0 else ''}"
        yield Told(wanted[len(told)], failed=words.strip())


def _train(case: Case) -> Told:
    from playground.core.errors import PlaygroundError

    if os.environ.get("EVERY_KIND_DIES_AT") == case.kind:  # what the tests of this very file ask for
        os.kill(os.getpid(), signal.SIGSEGV)
    losses, drawn = {}, False
    try:
        for layout in FORMATS if case.rank > 2 else FORMATS[:1]:
            losses[layout], drawn = _losses(case, layout)
    except PlaygroundError as reason:
        return Told(case, refused=reason.message)
    except Exception as reason:  # whatever it is, the parent names the case it happened to
        return Told(case, failed=repr(reason)[:300])
    return Told(case, losses, drawn)


def _losses(case: Case, layout: str) -> tuple[list[float], bool]:
    import torch

    from playground.core.checks.analysis import analyse
    from playground.core.data import prepared
    from playground.core.training.hardware import detect
    from playground.core.training.plan import plan
    from playground.core.training.session import Session

    project = project_of(case)
    session = Session.start(
        project,
        plan_as=replace(
            plan(analyse(project, prepared.fields_of(project)), detect()),
            memory_format=layout,
            threads=1,
        ),
    )
    before = session.stepper.random
    losses = session.advance(STEPS).losses.tolist()
    drawn = not all(torch.equal(one, before[name]) for name, one in session.stepper.random.items())
    return [*losses, session.evaluate("train")["loss"]], drawn


def main() -> None:
    """Train the cases on stdin and say of each what became of it, before the next begins."""
    for each in json.load(sys.stdin):
        sys.stdout.write(json.dumps(asdict(_train(Case(**each)))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
