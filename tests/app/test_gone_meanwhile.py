"""Edits that mean what is gone meanwhile: each is refused in a sentence, or does nothing, and never fails."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from broken_networks import broken
from playground.app import data_edits, edits, group_edits, opened_groups, recovery, tidying
from playground.app.edits import Edit
from playground.app.messages import RunDone
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.layout.tidy import DrawnSizes
from playground.core.network.rows import Rows
from playground.core.network.values import Edge, Network
from playground.core.project.templates import template
from playground.core.project.values import Project

STARTS = ("resnet-small", "spiral-mlp", "two-inputs", "reviews-transformer")
GONE = "gone"
"""What stands for each argument of an edit, by its name: something that is there, or that is not."""
ARGUMENTS: dict[str, Callable[[Project, Random], Any]] = {
    "kind": lambda project, random: random.choice(["dense", "add", "group", "nothing", "classify"]),
    "position": lambda project, random: (0.0, 0.0),
    "offset": lambda project, random: (0.0, 0.0),
    "positions": lambda project, random: dict.fromkeys(some(project, random), (0.0, 0.0)),
    "edge": lambda project, random: wire(project, random),
    "old": lambda project, random: wire(project, random),
    "new": lambda project, random: wire(project, random),
    "after": lambda project, random: some(project, random)[0],
    "source": lambda project, random: some(project, random)[0],
    "target": lambda project, random: some(project, random)[0],
    "node_id": lambda project, random: some(project, random)[0],
    "source_port": lambda project, random: random.choice(["out", "in", "out_9"]),
    "target_port": lambda project, random: random.choice(["in", "in_2", "out", "nowhere"]),
    "ids": lambda project, random: frozenset(some(project, random)),
    "bridge": lambda project, random: random.random() < 0.5,
    "taken": lambda project, random: random.choice([(), ("tower",)]),
    "shared": lambda project, random: random.random() < 0.5,
    "name": lambda project, random: random.choice(["units", "nothing", "features", "noise"]),
    "choice_id": lambda project, random: random.choice(["x1", "nothing"]),
    "value": lambda project, random: random.choice([3, -1, "x", None]),
    "label": lambda project, random: "Alpha",
    "aside": lambda project, random: dict.fromkeys(some(project, random), (0.0, 0.0)),
    "seen": lambda project, random: random.choice(["nothing", 3]),
    "how": lambda project, random: random.choice(["nothing", None]),
    "groups": lambda project, random: frozenset(some(project, random)),
    "chosen": lambda project, random: some(project, random),
    "drawn": lambda project, random: DrawnSizes({}),
    "rows": lambda project, random: random.choice([Rows(), Rows(400.0)]),
    "data": lambda project, random: random.choice(["digits", "nothing"]),
    "seed": lambda project, random: random.choice([1, -1]),
    "train": lambda project, random: random.choice([0.5, 7.0]),
    "test": lambda project, random: random.choice([None, -1.0]),
    "done": lambda project, random: RunDone("not_finite", 3, "", random.choice([-1, 2]), random.randrange(9)),
}  # fmt: skip


def some(project: Project, random: Random) -> list[str]:
    """Return ids of which at least the first is of no block."""
    ids = list(project.network.nodes)
    return [GONE, *random.sample(ids, min(len(ids), random.randint(0, 2)))]


def wire(project: Project, random: Random) -> Edge:
    """Return a wire one end of which is gone, or a port of it."""
    ends = [GONE, *project.network.nodes]
    wanted = Edge(random.choice(ends), random.choice(["out", "out_7"]), random.choice(ends), "in")
    return wanted if wanted not in project.network.edges else Edge(GONE, "out", GONE, "in")


def builders(module: ModuleType) -> list[Callable[..., Edit]]:
    """Return all functions of a module that make an edit of a project, but for fixes."""
    found = inspect.getmembers(module, inspect.isfunction)
    return [each for name, each in found if each.__module__ == module.__name__ and not name.startswith("_")
            and inspect.signature(each).return_annotation == "Edit" and name != "apply_fix"]  # fmt: skip


EVERY = [each for module in (edits, group_edits, data_edits, recovery, tidying) for each in builders(module)]


@pytest.fixture(params=STARTS)
def space(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    made = Workspace(template(request.param, CATALOGUE).open(), Settings(tmp_path / "settings.json"))
    made.said = []  # type: ignore[attr-defined]
    made.notices.said.connect(made.said.append)  # type: ignore[attr-defined]
    yield made
    made.close()


def arguments(builder: Callable[..., Edit], project: Project, random: Random) -> list[Any]:
    """Return what an edit is asked for; the data's fields and shapes keep their defaults."""
    named = [name for name in inspect.signature(builder).parameters if name not in ("project", "changes")]
    return [ARGUMENTS[name](project, random) for name in named if name not in ("fields", "shapes")]


def test_every_edit_there_is_takes_part() -> None:
    names = {each.__name__ for each in EVERY}
    assert {"place", "delete", "duplicate", "move_onto", "set_param", "unpack", "ungroup", "set_recipe",
            "set_data_option", "choose_data_and_fit", "slower", "clipped", "in_halves"} <= names  # fmt: skip


@pytest.mark.parametrize("builder", EVERY, ids=lambda each: each.__name__)
def test_an_edit_of_what_is_gone_is_refused_in_a_sentence(space: Any, builder: Callable[..., Edit]) -> None:
    random = Random(builder.__name__)
    for _ in range(20):
        before, told = space.project, len(space.said)
        done = space.apply(builder, *arguments(builder, space.here, random))
        assert done or (space.project is before and len(space.said) > told)
        ends = {end for edge in space.here.network.edges for end in (edge.source, edge.target)}
        assert GONE not in space.here.network.nodes and ends <= space.here.network.nodes.keys()


@pytest.mark.parametrize("builder", [edits.delete, edits.duplicate, group_edits.group, group_edits.ungroup,
                                     group_edits.freeze, group_edits.disable, group_edits.open_in_place],
                         ids=lambda each: each.__name__)  # fmt: skip
def test_what_is_gone_as_a_whole_changes_nothing_and_says_why(space: Any, builder: Any) -> None:
    before = space.project
    assert not space.apply(builder, frozenset({GONE, "dense_99"}))
    assert space.project is before and not space.document.undo_label
    assert space.said and space.said[-1].endswith(".")


def test_a_group_that_is_gone_is_not_opened(space: Any) -> None:
    opened_groups.open_group(space, GONE)
    opened_groups.open_in_place(space, {GONE})
    assert not space.scope.path and len(space.said) == 2


@pytest.mark.parametrize("seed", range(30))
def test_a_fix_for_what_is_gone_or_changed_meanwhile_does_no_harm(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    project = broken(seed)
    fixes = [fix for problem in analyse(project, fields_of(project)).problems for fix in problem.fixes]
    ids = list(project.network.nodes)
    fewer = edits.delete(project, random.sample(ids, max(1, len(ids) // 2))).project
    for other in (project.with_network(Network()), fewer, template("spiral-mlp", CATALOGUE).open()):
        space = Workspace(other, Settings(tmp_path / "settings.json"))
        for fix in fixes:
            space.editing.apply_fix(fix)
            ends = {end for edge in space.project.network.edges for end in (edge.source, edge.target)}
            assert ends <= space.project.network.nodes.keys()
            space.document.undo()
        space.close()
