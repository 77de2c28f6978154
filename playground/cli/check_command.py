"""`playground check`: shapes, parameters and problems of a project."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from playground.app.texts import tr
from playground.cli.main import MISTAKE, OK, fail
from playground.cli.opening import add_file, add_json, open_as_asked
from playground.cli.own_data import add_data
from playground.cli.printing import columns
from playground.cli.subject import add_drawn, tell_difference
from playground.cli.voice import emit, say
from playground.core.blocks.shapes import Shape
from playground.core.errors import Place, PlaygroundError, Problem, ways_out
from playground.core.files.project_file import Opened
from playground.core.graph.expand import repeats
from playground.core.network.topology import order
from playground.core.project.values import Project

if TYPE_CHECKING:
    from playground.app.checks import Checks


CHANGED = "The network was changed since {moment}: this is the one drawn, not the one that was trained."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    add_file(parser)
    add_drawn(parser, tr("say nothing of a run of another network: the one drawn is checked in any case"))
    add_data(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; a project that cannot train is a failed check."""
    opened = open_as_asked(arguments)
    if not arguments.drawn:
        tell_difference(opened, CHANGED)
    report = examine(opened)
    if arguments.json:
        emit(report)
    else:
        say(*_in_words(report))
    if report["trainable"]:
        return OK
    first = next(problem for problem in report["problems"] if problem["severity"] == "error")
    return fail(_with_fixes(first), MISTAKE)


def examine(opened: Opened) -> dict[str, Any]:
    """Return what `--json` prints."""
    from playground.app.checks import Checks
    from playground.core.checks.check import is_trainable
    from playground.core.data.prepared import load_samples

    project = opened.project
    checks, unread = Checks(project), list[Problem]()
    try:
        checks.samples = load_samples(project)
    except PlaygroundError as error:
        unread.append(error.as_problem())
    checks.update(project, torch_ready=True)
    known = {problem.message for problem in checks.problems}  # what the checks tell as well
    unread = [problem for problem in unread if problem.message not in known]
    left_out = tuple(Problem("advice", Place(), sentence) for sentence in opened.notes)
    problems = (*unread, *checks.problems, *_of_machine(checks), *left_out)
    inference = checks.inference
    return {
        "trainable": is_trainable(problems),
        "parameters": inference.total,
        "multiply_adds": sum(inference.multiply_adds.get(node, 0) for node in project.network.nodes),
        "memory_bytes": inference.peak.memory,
        "nodes": [
            {
                "id": node_id,
                "kind": project.network.nodes[node_id].kind,
                "inputs": _shapes(project, node_id, "inputs", inference.inputs.get(node_id, {})),
                "outputs": _shapes(project, node_id, "outputs", inference.outputs.get(node_id, {})),
                "parameters": inference.parameters.get(node_id),
                **_repeat(project, node_id),
            }
            for node_id in order(project.network)
        ],
        "problems": [_problem(problem) for problem in problems],
    }


def _of_machine(checks: Checks) -> tuple[Problem, ...]:
    """Return what keeps the recipe from being followed on this machine, unless it was told already."""
    from playground.core.training.hardware import detect
    from playground.core.training.plan import plan

    try:
        plan(checks.analysis, detect())
    except PlaygroundError as error:
        known = {problem.message for problem in checks.problems}
        return () if error.message in known else (error.as_problem(),)
    return ()


def _shapes(project: Project, node_id: str, side: str, known: Any) -> list[list[int] | None]:
    """Return one shape a port, in the ports' order; None where it is not known."""
    spec = project.spec_of(node_id)
    every = getattr(spec, side) if spec else ()
    ports = [port.name for port in every if not port.optional or port.name in known]
    shapes: list[Shape | None] = [known.get(name) for name in ports]
    return [list(shape.sizes) if shape else None for shape in shapes]


def _repeat(project: Project, node_id: str) -> dict[str, int]:
    """Return how often a group repeats; it is listed once."""
    node = project.network.nodes[node_id]
    return {"repeat": repeats(node)} if project.blocks.network_of(node) is not None else {}


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "where": problem.where.to_json(),
        "message": problem.message,
        "fixes": [fix.title for fix in ways_out(problem.fixes)],
    }


def _in_words(report: dict[str, Any]) -> list[str]:
    rows = [(tr("block"), tr("kind"), tr("in"), tr("out"), tr("parameters"))]
    rows += [
        (
            node["id"],
            node["kind"],
            _sizes(node["inputs"]),
            _sizes(node["outputs"]),
            _count(node["parameters"]),
        )
        for node in report["nodes"]
    ]
    lines = [*columns(rows), tr("{count} parameters in total").format(count=report["parameters"])]
    for problem in report["problems"]:
        lines.append(f"{problem['severity']}: {_with_fixes(problem)}")
    return [*lines, tr("Ready to train.")] if report["trainable"] else lines


def _with_fixes(problem: dict[str, Any]) -> str:
    """Return a problem's sentence with the ways out."""
    fixes, message = "; ".join(map(tr, problem["fixes"])), tr(problem["message"])
    return f"{message.rstrip('.')} ({fixes})." if fixes else message


def _sizes(shapes: list[list[int] | None]) -> str:
    return ", ".join("?" if shape is None else " x ".join(map(str, shape)) for shape in shapes) or "-"


def _count(parameters: int | None) -> str:
    return "?" if parameters is None else str(parameters)
