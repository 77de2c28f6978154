"""What the canvas reads from the workspace: the project with its shapes, and what the network says now."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

import numpy as np

from playground.app.block_questions import OF_BLOCKS, givers_of
from playground.app.counted_parts import counted_parts
from playground.app.rate import recipe_at
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import DataFields, Shape
from playground.core.blocks.spec import Role
from playground.core.data.split import PARTS, counts
from playground.core.errors import Problem
from playground.core.graph.drawn import others
from playground.core.graph.wiring import needed, trained
from playground.core.layout.levels import Levels
from playground.core.network.block_path import BlockPath, array_name
from playground.core.network.linking import linked_sets
from playground.core.network.topology import outgoing
from playground.core.network.values import Edge, Network
from playground.core.project.values import Project, Recipe
from playground.core.shapes.infer import Inference
from playground.core.training.metrics import METRICS
from playground.core.views.spec import Snapshot
from playground.gui.canvas.bodies.base import Feed, Figures, Values
from playground.gui.canvas.foreseen import certain, shapes_of
from playground.gui.canvas.project_outline import Outline
from playground.gui.canvas.wire_text import WireFace
from playground.gui.canvas.wire_words import Load, channels_of

SPARK_POINTS = 64
LINK_COLOURS = ("attention", "source", "activation", "image", "sequence", "core")  # theme tints


def outline_of(workspace: Workspace, units: bool = True) -> Outline:
    """Return the project as it stands with all that is known about it."""
    made = outline(workspace.here, workspace.fields, workspace.inference, workspace.problems,
                   workspace.checks.complete)  # fmt: skip
    shown, checks = workspace.shown, workspace.checks
    nodes = workspace.here.network.nodes if checks.has_spares else ()
    spare = (node for node in nodes if checks.is_left_out(shown.flat(node)))
    links = link_colours(workspace.project.network)
    parts = counted_parts(workspace.project, workspace.fields, workspace.samples) if made.parts else {}
    return replace(made, units=units, left_out=frozenset(spare), links=links, parts=parts)


def link_colours(network: Network) -> Mapping[str, str]:
    """Return the colour of each name of shared weights, in their order: neighbours differ."""
    names = dict.fromkeys(name for name, _ in linked_sets(network))
    return dict(zip(names, cycle(LINK_COLOURS), strict=False))


def outline(project: Project, fields: DataFields, inference: Inference, problems: tuple[Problem, ...],
            known: bool) -> Outline:  # fmt: skip
    """Return a project, maybe one that is only tried, with all that is known about it."""
    parts: dict[str, int] = {}
    if fields.samples:
        parts = dict(zip(PARTS, counts(fields.samples, project.data), strict=True))
    return Outline(
        project,
        fields,
        inference.outputs,
        inference.inputs,
        inference.parameters,
        problems,
        known,
        parts,
        lent=inference.lent,
    )


def feed_of(workspace: Workspace, answers: Mapping[str, Snapshot], with_figures: bool = True) -> Feed:
    """Return what the running network says now, its pictures alone or its numbers, too."""
    shown = workspace.shown
    pictures = {
        name: shown.picture(_of_drawn(workspace, answer), givers_of(workspace, name))
        if name in OF_BLOCKS else answer
        for name, answer in answers.items()
    }  # fmt: skip
    sound = workspace.checks.blocker is None
    if not sound:  # what the network said before it was broken is no answer of what stands there
        pictures.pop("class_figures", None)
    if not with_figures:
        return Feed(pictures, with_figures=False, answers=sound)
    shares = outgoing_shares(workspace.here, pictures.get("weights"))
    figures = figures_of(workspace, pictures.get("class_figures")) if sound else Figures()
    return Feed(
        pictures, figures, shares, answers=sound, recipe=_recipe_of(workspace, pictures.get("depth")),
        flat=shown.flat,
    )  # fmt: skip


def _of_drawn(workspace: Workspace, answer: Snapshot) -> Snapshot:
    """Leave out weights of blocks that were changed in the past: those of then read other inputs."""
    seen = workspace.live.project
    if answer.view != "weights" or seen is None or workspace.run.waiting != "replace":
        return answer
    left = others(seen, workspace.project)
    arrays = {key: each for key, each in answer.arrays.items() if BlockPath.of_key(key)[0].top not in left}
    nodes = {key: each for key, each in answer.facts.get("nodes", {}).items()
             if BlockPath.of_key(key)[0].top not in left}  # fmt: skip
    return replace(answer, arrays=arrays, facts={**answer.facts, "nodes": nodes})


def _recipe_of(workspace: Workspace, depth: Snapshot | None) -> Recipe:
    """Return the recipe, with the learning rate of the step whose gradients are shown."""
    recipe = workspace.project.recipe
    return recipe if depth is None else recipe_at(recipe, workspace.live, depth.step)


def figures_of(workspace: Workspace, classes: Snapshot | None) -> Figures:
    """Return the figures of the last epoch; before the first, those of the untrained network."""
    live = workspace.seen
    facts: Mapping[str, float] = classes.facts if classes is not None else {}
    if workspace.exports.which.changed_since:  # the run's figures are of another network than stands here
        own = {f"val_{name}": float(facts[name]) for name in METRICS if facts.get(name) is not None}
        return Figures(facts.get("loss"), own)
    metrics = {name: value for name in live.metrics
               if name.startswith("val_") and (value := live.metric(name)) is not None}  # fmt: skip
    for name in METRICS:
        value = live.metric(name)  # where there are no validation samples
        value = facts.get(name) if value is None else value
        if value is not None:
            metrics.setdefault(f"val_{name}", float(value))
    loss = live.val_loss if live.val_loss is not None else facts.get("loss")
    first = next(iter(trained(workspace.project, Role.GOAL)), "")
    return Figures(loss, metrics, _thinned(workspace), first)


def _thinned(workspace: Workspace) -> tuple[float, ...]:
    """Return the validation loss along the whole curve, a point for each of some equal stretches."""
    if not len(workspace.seen.epochs):
        return ()
    losses = np.asarray(workspace.seen.epochs.column("val_loss"), dtype=float)
    if len(losses) > SPARK_POINTS:
        losses = losses[np.linspace(0, len(losses) - 1, SPARK_POINTS).astype(int)]
    return tuple(float(value) for value in losses)


def outgoing_shares(project: Project, weights: Snapshot | None) -> dict[str, Values]:
    """Return for each block how strongly each of its units is listened to, the strongest is 1."""
    found: dict[str, Values] = {}
    for node_id in project.network.nodes if weights is not None else ():
        matrix = _listener(project, node_id, weights)
        if matrix is not None:
            heard = np.abs(matrix).sum(axis=0)
            found[node_id] = (heard / (float(heard.max(initial=0.0)) or 1.0)).astype(np.float32)
    return found


def _listener(project: Project, node_id: str, weights: Snapshot | None) -> Values | None:
    """Return the weights of the dense block that a block's units reach one by one."""
    for _ in project.network.nodes:
        wires = outgoing(project.network, node_id)
        if len(wires) != 1 or weights is None:
            return None
        node_id = wires[0].target
        if (name := array_name(node_id, "weight")) in weights.arrays:
            return weights.arrays[name]
        if not is_passing(project, node_id):
            return None
    return None


def wire_faces(outline: Outline, levels: Levels | None = None) -> dict[Edge, WireFace]:
    """Return what each wire shows; `levels` are those of a U.

    Of several that carry the same into one block the first alone says what.
    """
    foreseen = {} if outline.known else shapes_of(outline.project, outline.fields)
    foreseen = {node: foreseen[node] for node in certain(outline.project, foreseen)} if foreseen else {}
    edges = outline.project.network.edges
    firsts = {(edge.source, edge.source_port, edge.target): edge for edge in reversed(edges)}
    faces = {edge: _wire_face(outline, edge, foreseen) for edge in edges}
    for edge in faces.keys() - firsts.values():
        if not faces[edge].problem:
            faces[edge] = replace(faces[edge], words="", tight="")
    return faces if levels is None else {edge: _of_a_u(face, edge, levels) for edge, face in faces.items()}


def _of_a_u(face: WireFace, edge: Edge, levels: Levels) -> WireFace:
    """Return what a wire shows in a U."""
    channels = channels_of(face.load.shape) if face.load is not None and face.load.shape.rank > 1 else ""
    return replace(face, skip=edge in levels.skips, step=levels.step(edge), channels=channels)


def _wire_face(outline: Outline, edge: Edge, foreseen: Mapping[str, Shape]) -> WireFace:
    shape = outline.output(edge.source, edge.source_port)
    likely = foreseen.get(edge.source)
    if shape is None and likely is not None and likely.rank == 1:
        shape = likely
    problem = problem_on(outline, edge)
    unknown = outline.known and shape is None
    load = Load(shape, outline.steps, outline.project.recipe.batch_size) if shape is not None else None
    words = outline.words(shape) if shape is not None else "?" if unknown else ""
    return WireFace(
        words, words.replace(" × ", "×"), load, problem is not None and problem.severity == "error", unknown,
        left_out=edge.target in outline.left_out,
    )  # fmt: skip


def problem_on(outline: Outline, edge: Edge) -> Problem | None:
    """Return the problem to be told on a wire, errors before advice."""
    here = [problem for problem in outline.problems if _lies_on(problem, edge)]
    return min(here, key=lambda problem: problem.severity != "error", default=None)


def _lies_on(problem: Problem, edge: Edge) -> bool:
    where = problem.where
    if where.edge is not None:
        return tuple(where.edge) == edge.as_tuple()
    return bool(where.port) and (where.node, where.port) == (edge.target, edge.target_port)


def is_weighted(project: Project, node_id: str) -> bool:
    """Tell whether a block has weights of its own for each pair of units."""
    spec = project.spec_of(node_id)
    return spec is not None and spec.fully_connected


def is_passing(project: Project, node_id: str) -> bool:
    """Tell whether unit i comes out of a block where unit i went in."""
    spec = project.spec_of(node_id)
    return spec is not None and spec.keeps_shape and len(needed(spec)) == 1


def is_goal(project: Project, node_id: str) -> bool:
    """Tell whether a block says what is learned."""
    spec = project.spec_of(node_id)
    return spec is not None and spec.goal is not None
