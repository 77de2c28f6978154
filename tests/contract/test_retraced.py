"""Every template can be retraced: its data written to files, imported again, its network: the same figures.

Points, texts and series have the same numbers in files, so training has the same losses to the bit; tables
have them but for how their means are summed. A PNG file has 256 levels of grey: the same bits are asked of
the template with its pictures in these levels, and what rounding may change of its own losses is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from own_tables import project_of, series_project
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import SAME
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.data_set import DataSet, DataSetSpec
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import GIVEN
from playground.core.data.prepared import fields_of
from playground.core.model.weights import load_weights
from playground.core.network.values import Node
from playground.core.project.templates import TemplateRegistry, template
from playground.core.project.values import DataChoice, Project
from playground.core.registry import Registry
from playground.core.training.session import Session
from run_bits import run
from written_sets import MOMENT, PART, WHOSE, in_bytes, write

STEPS = 12
MEASURED = 1e-6  # means and spreads of own tables are summed in double, those of the program's in single
ROUNDED = 0.01  # of the first loss: pixels are off by 1/510 at most; later a hundred layers make much of that
# What no file of somebody's own says yet: a class for each pixel or each word, a picture as the answer.
CANNOT = {"shapes-segment": "mark_pixels", "denoise": "make_picture", "reviews-tagger": "label_steps"}
QUICK = ("spiral-mlp", "regression-plane", "two-inputs", "wine-mlp", "reviews-lstm", "sensor-gru")
ENTRIES = [each for each in TemplateRegistry(CATALOGUE) if each.id not in CANNOT]
EVERY = pytest.mark.parametrize("name", [
    pytest.param(each.id, marks=[] if each.id in QUICK else pytest.mark.slow) for each in ENTRIES
])  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which each data set is written once."""
    return tmp_path_factory.mktemp("sets")


def imported(project: Project, room: Path) -> Project:
    """Return the project that is proposed for a project's data when they are written and read again."""
    folder, fields = room / f"{project.data.id}-{project.data.seed}", fields_of(project).fields
    if not folder.exists():
        write(project, folder)
    if "series" not in fields:
        return project_of(folder / "data.csv", *_aims(fields))
    steps = fields["series"].sizes[0]
    given = DataChoice(OWN, split=GIVEN, split_by=PART)
    return series_project(folder / "data.csv", "label", steps, time=MOMENT, series=WHOSE, choice=given)


def _aims(fields: Mapping[str, Field]) -> tuple[str, ...]:
    aims = {"label": ("label",), "labels": fields["labels"].classes if "labels" in fields else (),
            "value": ("value",)}  # fmt: skip
    return next(columns for name, columns in aims.items() if name in fields)


def retraced(project: Project, room: Path) -> Project:
    """Return a template's network and recipe on its data as they were imported."""
    own = imported(project, room)
    assert (own.data.split, own.data.split_by) == (GIVEN, PART)
    nodes = {name: _fitting(node, own) for name, node in project.network.nodes.items()}
    data = replace(own.data, seed=project.data.seed)
    network = replace(project.network, nodes=nodes)
    return replace(project, network=network, data=data, catalogue=own.catalogue)


def _fitting(node: Node, own: Project) -> Node:
    """Return a block as it reads columns: points are a table of two, words are numbered anew."""
    if node.kind == "points":
        return Node("table", {"scaled": False}, node.label, node.position)
    if node.kind == "embedding":
        return replace(node, params={**node.params, "entries": fields_of(own).fields["tokens"].values})
    return node


def in_levels(project: Project) -> Project:
    """Return a project whose pictures have the 256 levels of a PNG file; others as they are."""
    spec = project.data_set
    assert spec is not None
    levelled = replace(
        spec, fields=lambda options: _in_levels(spec.fields(options)), load=partial(_load, spec)
    )
    data = Registry(levelled if each is spec else each for each in project.catalogue.data)
    return replace(project, catalogue=replace(project.catalogue, data=data))


def _load(spec: DataSetSpec, options: Params, seed: int) -> DataSet:
    made = spec.make(dict(options), seed)
    arrays = {name: in_bytes(array, made.fields.fields[name]) if name.startswith("image") else array
              for name, array in made.arrays.items()}  # fmt: skip
    return replace(made, fields=_in_levels(made.fields), arrays=arrays)


def _in_levels(given: DataFields) -> DataFields:
    fields = {name: replace(each, low=0.0, high=255.0) if name.startswith("image") else each
              for name, each in given.fields.items()}  # fmt: skip
    return replace(given, fields=fields)


def begun(project: Project, like: Session) -> Session:
    """Return a run that starts where another did: what words mean follows them to their new numbers."""
    session = Session.start(project, engine="torch")
    if "tokens" in like.fields.fields:
        place = {word: at for at, word in enumerate(like.fields.fields["tokens"].parts)}
        rows = [place.get(word, 0) for word in session.fields.fields["tokens"].parts]  # 0: the unknown one
        meanings = {"embedding.weight": like.start_weights["embedding.weight"][rows]}
        load_weights(session.parts.model, {**like.start_weights, **meanings})
    return session


@EVERY
def test_its_figures_are_the_same(name: str, room: Path) -> None:
    project = template(name, CATALOGUE).open()
    levelled = in_levels(project)
    first = Session.start(levelled, engine="torch")
    theirs = run(begun(retraced(project, room), first), STEPS)
    ours, losses = run(first, STEPS), theirs.record().history.losses
    near = MEASURED if project.network.nodes.get("table") and "image" not in first.fields.fields else 0.0
    np.testing.assert_allclose(losses, ours.record().history.losses, rtol=near)
    assert theirs.held_out() == pytest.approx(ours.held_out(), rel=MEASURED)
    if "image" in first.fields.fields:
        as_it_is = run(Session.start(project, engine="torch"), 1).record().history.losses
        np.testing.assert_allclose(losses[:1], as_it_is, rtol=ROUNDED)


def test_the_others_aim_at_what_no_column_holds() -> None:
    for name, goal in CANNOT.items():
        assert template(name, CATALOGUE).task == goal
        assert CATALOGUE.blocks.get(goal).field not in ("label", "labels", "value", SAME)
