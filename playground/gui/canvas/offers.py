"""Which blocks fit at the end of a loose wire, and what each would give."""

from __future__ import annotations

from playground.app import edits
from playground.app.connecting import OutputShapes
from playground.app.edits import Edit
from playground.app.palette_order import shelves
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.errors import PlaygroundError
from playground.core.graph.judge import takes
from playground.core.network.unfolding import group_of
from playground.core.network.values import Edge, Point
from playground.core.project.values import Project
from playground.gui.canvas.quick_add import Offer


def attached(project: Project, kind: str, node_id: str, side: str, port: str, place: Point,
             shapes: OutputShapes) -> Edit:  # fmt: skip
    """Return the edit that puts a block at a place, wired to a port."""
    if side == "out":
        return edits.attach(project, kind, place, node_id, port, shapes)
    return edits.attach_before(project, kind, place, node_id, port)


def offers(workspace: Workspace, node_id: str, side: str, port: str) -> list[Offer]:
    """Return the blocks that fit at a port, in the palette's order: first what the data call for."""
    shape = workspace.inference.outputs.get(node_id, {}).get(port) if side == "out" else None
    in_group = bool(workspace.scope.path or group_of(node_id))  # where groups' ends may stand
    shown = shelves(workspace.catalogue.blocks, workspace.fields)
    kinds = [spec for shelf in shown for spec in shelf.specs]
    here = [spec for spec in kinds if in_group or not spec.inner]
    fitting = [spec for spec in here if (takes(spec, shape) if side == "out" else bool(spec.outputs))]
    return [Offer(spec, _gives(workspace, spec, node_id, port) if side == "out" else "") for spec in fitting]


def insertable(workspace: Workspace, edge: Edge) -> list[Offer]:
    """Return the blocks that a wire can be led through and that take what it carries."""
    found = offers(workspace, edge.source, "out", edge.source_port)
    return [offer for offer in found if _goes_into(workspace, offer.spec, edge)]


def _goes_into(workspace: Workspace, spec: BlockSpec, edge: Edge) -> bool:
    try:
        edits.insert(workspace.here, spec.id, edge, workspace.fields)
    except PlaygroundError:
        return False
    return True


def _gives(workspace: Workspace, spec: BlockSpec, node_id: str, port: str) -> str:
    """Return the shape a block would give there."""
    if not workspace.checks.complete or not spec.outputs:
        return ""
    try:
        shapes = workspace.inference.outputs
        edit = attached(workspace.here, spec.id, node_id, "out", port, (0.0, 0.0), shapes)
    except PlaygroundError:
        return ""
    made = next(iter(edit.select or ()), "")
    found = workspace.scope.infer(workspace.checks.analysis, edit.project)
    shape = found.outputs.get(made, {}).get(spec.outputs[0].name)
    return shape.text() if shape is not None else ""


def note(workspace: Workspace, node_id: str, side: str, port: str) -> str:
    """Say what the list was filtered by."""
    shape: Shape | None = workspace.inference.outputs.get(node_id, {}).get(port)
    if side == "in" or shape is None:
        return tr("Enter adds, Esc leaves")
    return tr("Only blocks that take {shape}").format(shape=shape.text())
