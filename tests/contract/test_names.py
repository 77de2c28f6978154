"""One word a concept: no two classes or types of core and app share a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import playground
from parsed_sources import parsed
from playground import core
from playground.core.registry import named

ROOT = Path(playground.__file__).parent
SAME = {
    "Host",  # of each controller: the workspace, as far as it needs it
    "Network",  # in published code a reader of ours makes its own
    "Cancelled", "Note", "Steps", "Checkpoint",  # messages, said.Steps: what the worker tells
    "Kept", "Given", "Known", "Words",  # of one module's own lines
}  # fmt: skip


def public_types(tree: ast.Module) -> list[str]:
    """Return the classes of a module and the types it gives a name, private ones left out."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[0].isupper() and not name.isupper():
                found.append(name)
    return [name for name in found if not name.startswith("_")]


def test_no_two_types_have_one_name() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for house in ("core", "app"):
        for path in sorted((ROOT / house).rglob("*.py")):
            for name in public_types(parsed(path)):
                where[name].append(str(path.relative_to(ROOT)))
    twice = {name: paths for name, paths in where.items() if len(paths) > 1 and name not in SAME}
    assert twice == {}


MEANS = {
    "kind": "blocks.spec:BlockSpec", "catalogue": "catalogue.catalogue:Catalogue",
    "source": "blocks.spec:Role", "goal": "blocks.spec:Role",
    "network": "network.values:Network", "flat network": "graph.expand:Flat",
    "block path": "network.block_path:BlockPath", "graph": "graph.wiring:Graph",
    "inference": "shapes.infer:Inference", "analysis": "checks.analysis:Analysis",
    "problem": "errors:Problem", "fix": "errors:Fix", "recipe": "project.values:Recipe",
    "plan": "training.plan:Plan", "goal rule": "blocks.goal_rule:GoalRule",
    "training rule": "training.rule:TrainingRule", "stepper": "training.stepper:Stepper",
    "session": "training.session:Session", "judge": "graph.judge:takes", "text": "sentences:Text",
    "moment": "training.live:Moment", "waypoint": "project.records:Waypoint",
    "view": "views.spec:ViewSpec", "snapshot": "views.spec:Snapshot", "exporter": "export.spec:ExporterSpec",
    "family": "catalogue.family:Family",
}  # fmt: skip


def test_the_glossary_is_true() -> None:
    lines = [line for line in (core.__doc__ or "").splitlines() if "  " in line]
    words = [word for line in lines for word in line.split("  ")[0].split(", ")]
    assert sorted(words) == sorted(MEANS)
    assert all(named(f"playground.core.{place}") for place in MEANS.values())
