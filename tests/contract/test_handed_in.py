"""What a project may choose from is handed in with it: another catalogue works, and two keep apart."""

from __future__ import annotations

import ast
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import playground
from parsed_sources import every_node
from playground.app import data_edits, edits
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.blocks.calls import Call
from playground.core.blocks.counting import linear
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import FLAT, BlockSpec, Category
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.catalogue import Catalogue
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.preview import preview
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.network.values import Edge, Node
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.registry import Registry
from playground.core.training.session import Session
from playground.gui.canvas.lanes import faces
from playground.gui.canvas.offers import offers
from playground.gui.canvas.outline import outline_of

PACKAGE = Path(playground.__file__).parent
BUILTIN = "core/builtin.py"
ROOTS = {"cli/main.py", "gui/application.py", "core/export/child.py"}  # where a program begins
TUPLES = ("playground.core.blocks.registry", "playground.core.data.registry", "playground.core.data.families")
DEADLINE_S = 60.0
_TICK = threading.Event()  # never set: its wait gives the worker its turn

HALVE = BlockSpec(
    id="halve", title="Halve", category=Category.CORE, summary="Gives half as many features.",
    inputs=(FLAT,), call=lambda p, shapes: Call("nn.Linear", shapes[0].features, shapes[0].features // 2),
    weights=lambda p, shapes: linear(shapes[0].features, shapes[0].features // 2, True),
)  # fmt: skip
CHEQUERS = replace(CATALOGUE.data.get("xor"), id="chequers", title="Chequers")


def with_too(*, block: BlockSpec | None = None, **others: object) -> Catalogue:
    """Return what the program comes with, and one kind of block more; others by name."""
    blocks = BlockRegistry((*CATALOGUE.blocks, *([block] if block else [])))
    return replace(CATALOGUE, blocks=blocks, **others)  # type: ignore[arg-type]


FOREIGN = with_too(block=HALVE, data=Registry((*CATALOGUE.data, CHEQUERS)))


# Who reaches for it


def imported(path: Path) -> Iterator[str]:
    """Yield what a module imports, each name as module.name."""
    for node in every_node(path):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def modules() -> dict[str, Path]:
    return {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}


def test_only_where_a_program_begins_the_catalogue_is_taken_up() -> None:
    names = {name: set(imported(path)) for name, path in modules().items()}
    assert {name for name, found in names.items() if any("core.builtin" in each for each in found)} == ROOTS
    lists = {*TUPLES, *(f"{each}.BUILTIN" for each in TUPLES)}
    assert {name for name, found in names.items() if lists & found} == {BUILTIN}


def test_no_other_is_composed_on_the_way() -> None:
    made = set()
    for name, path in modules().items():
        for node in every_node(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "Catalogue", "BlockRegistry",
            ):  # fmt: skip
                made.add(name)
    assert made == {BUILTIN}


# Another one, with a real worker


def starter(catalogue: Catalogue) -> Project:
    return template("spiral-mlp", catalogue).open().with_recipe(epochs=4)


def until(space: Workspace, holds: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        space.pump()
        _TICK.wait(0.002)


@pytest.fixture
def spaces(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """Give two workspaces at the same time: one with the foreign catalogue, one with the program's own."""
    made = tuple(
        Workspace(starter(each), Settings(tmp_path / f"{number}.json"))
        for number, each in enumerate((FOREIGN, CATALOGUE))
    )
    for each in made:
        each.start()
        until(each, lambda each=each: each.torch_ready and each.live.project is not None)
    yield made  # type: ignore[misc]
    for each in made:
        assert each.close(DEADLINE_S)


WIRE = Edge("dense", "out", "dense_2", "in")


def test_another_kind_and_another_set_are_offered_drawn_checked_trained_and_saved(
    spaces: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    space, own = spaces
    wide = space.inference.outputs["dense"]["out"].features
    given = {each.spec.id: each.gives for each in offers(space, "dense", "out", "out")}
    assert given["halve"] == str(wide // 2)
    assert "halve" not in {each.spec.id for each in offers(own, "dense", "out", "out")}
    assert space.apply(edits.insert, "halve", WIRE, space.fields)
    assert not own.apply(edits.insert, "halve", WIRE, own.fields)

    space.data.choose("chequers")
    assert space.project.data.id == "chequers" and space.checks.blocker is None
    with pytest.raises(PlaygroundError, match="'chequers' is not known here"):
        data_edits.choose_data(own.project, "chequers")

    assert space.checks.analysis.graph.specs["halve"] is HALVE
    assert space.inference.outputs["halve"]["out"].sizes == (wide // 2,)
    assert space.inference.parameters["halve"] == (wide + 1) * (wide // 2)
    face = faces(outline_of(space))["halve"]
    assert (face.title, face.state) == ("Halve", "fine")

    space.training.set_speed("max")
    space.training.toggle()
    until(space, lambda: space.training.state == "done")
    until(space, lambda: space.samples is not None)
    runs = space.run.records()
    assert runs[0].position["epoch"] == 4 and "halve.weight" in runs[0].weights
    opened_again(space.project, runs, tmp_path)


def opened_again(project: Project, runs: tuple[object, ...], folder: Path) -> None:
    """See that a file is whole with its catalogue, kept as it is without, and whole again."""
    path = folder / "a.nnplay"
    save_project(path, project, runs)  # type: ignore[arg-type]
    again = open_project(path, FOREIGN)
    assert (again.project, again.notes) == (project, ())
    assert np.isfinite(Session.resume(again.runs[0]).advance(1).losses).all()

    plain = open_project(path, CATALOGUE)
    assert plain.project == project and plain.project.spec_of("halve") is None
    told = analyse(plain.project, fields_of(starter(CATALOGUE)), shaped=False).problems
    assert any("does not know blocks of the kind 'halve'" in each.message for each in told)
    with pytest.raises(PlaygroundError, match="'chequers' is not known here"):
        fields_of(plain.project)
    save_project(path, plain.project, plain.runs)
    assert open_project(path, FOREIGN).project == project


# Two at the same time


def test_one_id_may_be_two_data_sets_in_two_catalogues() -> None:
    moons = replace(CATALOGUE.data.get("moons"), id="spiral", title="Spirals")
    others = Registry(moons if each.id == "spiral" else each for each in CATALOGUE.data)
    one, two = starter(CATALOGUE), starter(replace(CATALOGUE, data=others))
    assert one == two  # what the person made is the same
    for _ in range(2):
        points = [load_samples(each).take("train")["points"] for each in (one, two)]
        assert not np.array_equal(*points)
    family = CATALOGUE.families.get("points")
    drawn = [preview(family, each.catalogue.data.get("spiral")).points for each in (one, two)]
    assert not np.array_equal(*drawn)


def test_one_id_may_be_two_kinds_in_two_catalogues() -> None:
    twice = replace(
        CATALOGUE.blocks.get("dense"),
        call=lambda p, shapes: Call("nn.Linear", shapes[0].features, 2 * p.units),
        weights=lambda p, shapes: linear(shapes[0].features, 2 * p.units, True),
    )
    kinds = BlockRegistry(twice if each.id == "dense" else each for each in CATALOGUE.blocks)
    one = starter(CATALOGUE)
    two = replace(one, catalogue=replace(CATALOGUE, blocks=kinds))  # on the very same network
    fields, known = fields_of(one), None
    for project, factor in ((one, 1), (two, 2), (one, 1)):
        known = analyse(project, fields, before=known)  # nothing of the other's is gone on from
        units = project.spec_of("dense").params_of(project.network.nodes["dense"].params).units  # type: ignore[union-attr]
        assert known.inference.outputs["dense"]["out"].sizes == (factor * units,)
        assert known == analyse(project, fields)


def test_one_id_may_be_made_of_other_kinds_in_two_catalogues() -> None:
    encoder, decoder = (CATALOGUE.blocks.get(f"transformer_{each}") for each in ("encoder", "decoder"))
    odd = replace(encoder, network=lambda p: decoder.network(p))  # type: ignore[misc]
    kinds = BlockRegistry(odd if each.id == encoder.id else each for each in CATALOGUE.blocks)
    node = Node(encoder.id)
    for _ in range(2):
        inside = [each.network_of(node) for each in (CATALOGUE.blocks, kinds)]
        assert len(inside[0].nodes) < len(inside[1].nodes)  # type: ignore[union-attr]
