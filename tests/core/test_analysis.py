"""One value is derived from a project, once, and handed down: counted where a deep network starts."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import playground
from parsed_sources import every_node
from playground.core.blocks.shapes import DataFields
from playground.core.builtin import CATALOGUE
from playground.core.checks import analysis
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.network.edits import move_nodes, set_params
from playground.core.project.templates import template
from playground.core.published.registry import PUBLISHED
from playground.core.shapes import derived
from playground.core.training.session import Session

ROOT = Path(playground.__file__).parent
# What may be kept for the life of the process: what the machine has, what a file or an asset holds, modules.
KEPT = {
    "assets.py", "batches.py", "expand.py", "hardware.py", "leftovers.py", "make.py", "measure.py",
    "block_path.py", "plane.py", "prepared.py", "preview.py", "source_code.py", "templates.py",
    "uncertainty.py",  # draws of a count, the same for every caller
    "leaks.py",  # which rows are looked at, the same for every column
    "kept.py",  # a folder that goes with the process
    "mel.py",  # bands of a rate, the same for every sound of a folder
    "expressions.py", "carried.py",  # what classes of PyTorch and a file of ours say
    "compiling.py",  # that the kernel is compiled once
    "formula_grammar.py",  # what a text says, the same for every caller
    "precision.py",  # that PyTorch has said what it says once
}  # fmt: skip


class Counted:
    """Count calls of functions while they do what they did."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls, self._patch = Counter[str](), patch

    def watch(self, owner: Any, name: str) -> None:
        done = getattr(owner, name)

        def counted(*args: Any, **options: Any) -> Any:
            self.calls[name] += 1
            return done(*args, **options)

        self._patch.setattr(owner, name, counted)


def test_a_start_infers_and_lays_flat_once(monkeypatch: pytest.MonkeyPatch) -> None:
    project = template("deep-residual-100", CATALOGUE).open()
    fields_of(project)
    counted = Counted(monkeypatch)
    for name in ("infer", "expand", "graph_of"):
        counted.watch(derived, name)
    counted.watch(type(CATALOGUE.blocks), "find")
    counted.watch(type(CATALOGUE.blocks), "get")
    session = Session.start(project)
    flat = len(session.parts.analysis.flat.network.nodes)
    assert flat > 200
    assert (counted.calls["infer"], counted.calls["expand"]) == (1, 1)
    assert counted.calls["graph_of"] <= 3  # as drawn, laid flat, and the one group
    looked_up = counted.calls["find"] + counted.calls["get"]
    assert looked_up < flat  # a kind once a network, not each of its blocks; 29 times as often it was


@pytest.mark.parametrize("what", ["wire", "data", "unshaped", "advice"])
def test_more_than_other_places_is_looked_at_anew(what: str) -> None:
    """A wire less, samples of another size, shapes that nobody had asked for: none is what it was."""
    project = template("digits-cnn", CATALOGUE).open()
    fields = wide = fields_of(project)
    if what == "advice":
        project = project.with_network(set_params(project.network, "conv2d", activation="linear"))
    before = analyse(project, fields, shaped=what != "unshaped")
    assert (before.problems != ()) == (what == "advice")
    moved = project.with_network(move_nodes(project.network, {"conv2d": (-400.0, 900.0)}))
    if what == "wire":
        moved = moved.with_network(replace(moved.network, edges=moved.network.edges[:-1]))
    if what == "data":
        wide = DataFields({name: replace(each, sizes=(1, 28, 28)) if name == "image" else each
                           for name, each in fields.fields.items()}, fields.samples)  # fmt: skip
    after, anew = analyse(moved, wide, before), analyse(moved, wide)
    told, wanted = ([(each.where, each.message) for each in known.problems] for known in (after, anew))
    assert told == wanted and after.inference.outputs == anew.inference.outputs


def test_an_edit_goes_on_from_the_analysis_before_it_and_leaves_that_as_it_was() -> None:
    project = template("digits-cnn", CATALOGUE).open()
    fields = fields_of(project)
    before = analyse(project, fields)
    kept = before.inference.outputs["conv2d"]
    after = analyse(project.with_network(set_params(project.network, "conv2d", filters=5)), fields, before)
    assert after.graph.held is before.graph.held
    assert before.inference.outputs["conv2d"] is kept != after.inference.outputs["conv2d"]


def test_blocks_that_stand_elsewhere_are_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """They have the shapes they had; of a network without problems none is looked for."""
    project = template("digits-cnn", CATALOGUE).open()
    fields, counted = fields_of(project), Counted(monkeypatch)
    before = analyse(project, fields)
    assert before.problems == ()
    counted.watch(derived, "infer")
    counted.watch(analysis, "check")
    moved = project.with_network(move_nodes(project.network, {"conv2d": (-400.0, 900.0)}))
    after = analyse(moved, fields, before)
    assert after.inference is before.inference and after.problems == () and not counted.calls
    assert after.graph.network.nodes["conv2d"].position == (-400.0, 900.0)
    edited = moved.with_network(set_params(moved.network, "conv2d", filters=5))
    again = analyse(edited, fields, after)
    assert again == analyse(edited, fields) and again.problems == () and counted.calls["check"] == 1
    batch = moved.with_recipe(batch_size=7)
    assert analyse(batch, fields, after).inference != after.inference  # memory goes by the batch


def test_without_pytorch_the_graph_alone_is_judged() -> None:
    project = template("digits-cnn", CATALOGUE).open()
    outline = analyse(project, fields_of(project), shaped=False)
    assert not outline.shaped and outline.problems == () and outline.inference.outputs == {}


def test_no_module_of_core_remembers_a_last_one() -> None:
    """Values live in what is handed down; nothing at module level is an instance that changes."""
    found = set()
    for path in sorted((ROOT / "core").rglob("*.py")):
        for node in every_node(path):
            if isinstance(node, ast.Global) or _is_cache(node):
                found.add(path.name)
            if isinstance(node, ast.ClassDef):
                assert not node.name.startswith("_Last"), path
    assert found <= KEPT


def _is_cache(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    names = [each.func if isinstance(each, ast.Call) else each for each in decorators]
    return any(isinstance(each, ast.Name) and each.id in ("cache", "lru_cache") for each in names)


def test_graphs_of_groups_that_nobody_touched_are_gone_on_from() -> None:
    project = PUBLISHED.get("regnet-y-400mf").project(CATALOGUE)
    known = analyse(project, fields_of(project))
    assert known.problems == ()
    edited = project.with_network(set_params(project.network, "stem", kernel=5))
    again = analyse(edited, fields_of(edited), known)
    assert len(again.inside) > 8 and all(
        again.inside[path] is known.inside[path] for path in again.inside if path
    )
    assert again.problems == analyse(edited, fields_of(edited)).problems == ()
