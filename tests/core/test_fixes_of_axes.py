"""Fixes for blocks that get another number of axes, or numbers for words: each mends, the best first."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core.blocks.arranging import rearranged, reshape_for, reshape_to
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.errors import Problem
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from random_networks import problems_of

Block = tuple[str, dict[str, Any]]
LAST: Block = ("dense", {"units": 2, "activation": "linear"})


def line(data_id: str, *blocks: Block) -> Project:
    nodes = {f"{kind}_{at}": Node(kind, params, "", (184.0 * at, 0.0))
             for at, (kind, params) in enumerate(blocks)}  # fmt: skip
    ids = list(nodes)
    edges = (Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("Line", Network(nodes, tuple(edges)), DataChoice(data_id), catalogue=CATALOGUE)


def first_error(project: Project) -> Problem:
    return next(problem for problem in problems_of(project) if problem.severity == "error")


def titles(project: Project) -> list[str]:
    """Return what the first error offers; every fix must mend it."""
    problem = first_error(project)
    for fix in problem.fixes:
        left = [(each.where, each.message) for each in problems_of(fix.edit(project))]
        assert (problem.where, problem.message) not in left, fix.title
    assert problem.fixes[0].way != "removes"
    return [fix.title for fix in problem.fixes if fix.way == "mends"]


GOAL: Block = ("classify", {})
EMBEDDING: Block = ("embedding", {"entries": 99, "features": 16})
CASES = {
    "numbers in place of words": (
        ("wine", ("table", {}), EMBEDDING, ("lstm", {}), ("over_time", {}), LAST, GOAL),
        ["Replace Embedding by Dense 16 on each step"],
    ),
    "a list for a sequence": (
        ("wine", ("table", {}), ("lstm", {}), ("over_time", {}), LAST, GOAL), ["Insert Reshape → 13 × 1"],
    ),
    "a picture for a sequence": (
        ("digits", ("image", {}), ("lstm", {}), ("over_time", {}), LAST, GOAL), ["Insert Reshape → 8 × 8"],
    ),
    "a sequence for a picture": (
        ("sensor", ("series", {}), ("conv2d", {}), ("flatten", {}), LAST, GOAL),
        ["Insert Reshape → 48 × 3 × 1"],
    ),
    "a list that needs no summing up": (
        ("wine", ("table", {}), ("over_time", {}), LAST, GOAL),
        ["Insert Reshape → 13 × 1"],
    ),
    "words for lists": (
        ("reviews", ("tokens", {}), EMBEDDING, ("dense", {}), ("dropout", {}), LAST, GOAL),
        ["Insert Over time before Dense → 16 features", "Insert Flatten → 28 features",
         "Insert Over time → 2 features"],
    ),
    "a recording for lists": (
        ("sensor", ("series", {}), ("dense", {}), LAST, GOAL),
        ["Insert Flatten before Dense → 144 features", "Insert Flatten → 96 features",
         "Insert Over time → 2 features"],
    ),
    "a picture of another size": (
        ("shapes", ("image", {}), ("reshape", {}), ("conv2d", {}), ("flatten", {}), LAST, GOAL),
        ["Set Reshape to 28 × 28 × 1"],
    ),
    "a list of another length": (
        ("wine", ("table", {}), ("reshape", {}), ("conv2d", {}), ("flatten", {}), LAST, GOAL),
        ["Set Reshape to 1 × 13 × 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "offered"), CASES.values(), ids=CASES)
def test_what_is_offered_mends(made: tuple[str, *tuple[Block, ...]], offered: list[str]) -> None:
    assert titles(line(*made)) == offered


@pytest.mark.parametrize("kind", ["concatenate", "add"])
def test_a_list_and_a_picture_are_merged_as_lists(kind: str) -> None:
    project = line("digits", ("image", {}), ("flatten", {}), (kind, {}), LAST, GOAL)
    wires = (*project.network.edges, Edge("image_0", "out", f"{kind}_2", "in_2"))
    both = project.with_network(Network(project.network.nodes, wires))
    assert titles(both)[0] == "Insert Flatten → 64 features"


@pytest.mark.parametrize(
    ("sizes", "rank", "made"),
    [
        ((13,), 2, (13, 1)), ((16,), 3, (1, 4, 4)), ((13,), 3, None), ((48, 3), 3, (1, 48, 3)),
        ((2, 8, 9), 2, (16, 9)), ((2, 8, 9), 4, (2, 1, 8, 9)), ((2, 3, 8, 9), 3, (6, 8, 9)),
        ((48, 3), 4, (1, 1, 48, 3)), ((2, 8, 9), 1, (144,)), ((2, 8, 9), 3, (2, 8, 9)),
    ],
)  # fmt: skip
def test_numbers_keep_their_rows(sizes: tuple[int, ...], rank: int, made: tuple[int, ...] | None) -> None:
    found = rearranged(Shape(sizes), rank)
    assert (found and found.sizes) == made
    if found is not None:
        made_by = reshape_to(found)
        given = [made_by[name] for name in ("channels", "frames", "height", "width")]
        assert tuple(size for size in given if size) == found.sizes


@pytest.mark.parametrize("sizes", [(2,), (13,), (30,), (64,), (28, 28), (3, 8, 8), (1, 2, 3, 4)])
@pytest.mark.parametrize("shape", [(4,), (2, 1), (2, 2, 1), (3, 1, 1), (1, 2, 2), (2, 3, 4), (2, 2, 2, 2)])
def test_a_reshape_is_set_to_any_count_of_numbers(shape: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    spec = CATALOGUE.blocks.get("reshape")
    other = spec.params_of(reshape_for(spec.params_of(reshape_to(Shape(shape))), Shape(sizes)))
    made = [size for size in (other.channels, other.frames, other.height, other.width) if size]
    assert Shape(tuple(made)).count == Shape(sizes).count
    assert len(made) == len(shape)


def test_an_input_is_given_no_axes_that_its_port_does_not_take() -> None:
    """A picture beside a list was laid flat, which is no picture: the next fix made one of it again."""
    moved = ("spatial_transformer", {})
    made = line("digits", ("image", {}), ("flatten", {}), moved, ("flatten", {}), LAST, GOAL)
    wires = [edge for edge in made.network.edges if edge.target != "spatial_transformer_2"]
    wires += [Edge("image_0", "out", "spatial_transformer_2", "in"),
              Edge("flatten_1", "out", "spatial_transformer_2", "in_2")]  # fmt: skip
    project = made.with_network(Network(made.network.nodes, tuple(wires)))
    assert titles(project) == []
    assert first_error(project).message.endswith("8 × 8 × 1 and 64: its second input has to be six numbers.")


def test_a_block_made_of_others_is_mended_at_its_port() -> None:
    behind: tuple[Block, ...] = (("over_time", {}), LAST, GOAL)
    words = line("reviews", ("tokens", {}), ("transformer_encoder", {}), *behind)
    assert "Encoder block needs decimal numbers, but gets whole numbers." in first_error(words).message
    assert titles(words) == ["Insert Embedding of 72 words"]
    rows = line("wine", ("table", {}), ("transformer_encoder", {}), *behind)
    assert first_error(rows).message.startswith("Encoder block needs a sequence")
    assert titles(rows) == ["Insert Reshape → 13 × 1"]
