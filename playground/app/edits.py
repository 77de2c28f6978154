"""Edits of the network as gestures, inspector and palette make them: pure, each with its label for undo.

Every function takes a project and returns an `Edit`; what cannot be raises PlaygroundError with one sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from playground.app import grouping
from playground.app.block_names import fresh_label, names_of, without_number
from playground.app.connecting import NO_SHAPES, OutputShapes, refusal
from playground.app.source_fields import next_field
from playground.app.texts import tr
from playground.core.blocks.groups import GROUP_ID
from playground.core.blocks.learning import LEARNING, chosen
from playground.core.blocks.shapes import DataFields, Shape
from playground.core.blocks.spec import BlockSpec, Category
from playground.core.errors import Fix, Place, PlaygroundError
from playground.core.network import edits as network_edits
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import shared_name, with_own_names
from playground.core.network.rows import ANY_VIEW, BLOCK_WIDTH, Rows, beneath
from playground.core.network.topology import outgoing
from playground.core.network.unfolding import group_of
from playground.core.network.values import Edge, Network, Node, Point
from playground.core.project.values import Project
from playground.core.sentences import Text

NO_FIELDS = DataFields()
NOWHERE: Mapping[str, Point] = {}
_WITH_MAPS = 200.0  # scene units
_WITH_FILTERS = 288.0  # filters stand beside their maps
_ASIDE = 32.0  # scene units by which a duplicate stands aside in an open group


@dataclass(frozen=True)
class Edit:
    """A new project, the words for its step of undo, and what is selected afterwards (None: as before)."""

    label: str
    project: Project
    select: frozenset[str] | None = None


def place(project: Project, kind: str, position: Point) -> Edit:
    """Put a block on the empty canvas."""
    node = _new_node(project, kind, position)
    network, node_id = network_edits.add_node(project.network, node)
    return _edit(tr("Add {block}"), project, network, node_id)


def insert(project: Project, kind: str, edge: Edge, fields: DataFields = NO_FIELDS,
           rows: Rows = ANY_VIEW, shapes: OutputShapes = NO_SHAPES) -> Edit:  # fmt: skip
    """Put a new block on a wire; straight before a goal it gets as many units as the goal needs."""
    spec = _chainable(project, kind)
    _must_be_there(project, edge)
    suited = _made_to_fit(spec, shapes.get(edge.source, {}).get(edge.source_port))
    suited |= _fitting_params(project, spec, edge.target, fields)
    node = _new_node(project, kind, (0.0, 0.0), suited)
    rows = _known_widths(project, edge.source, rows)
    width = _width(spec, rows.of(edge.source))
    network, node_id = network_edits.insert_on_edge(
        project.network, node, edge, spec.inputs[0].name, spec.outputs[0].name, width, rows
    )
    return _edit(tr("Insert {block}"), project, network, node_id)


def append(project: Project, kind: str, after: str | None, fields: DataFields = NO_FIELDS,
           rows: Rows = ANY_VIEW, shapes: OutputShapes = NO_SHAPES) -> Edit:  # fmt: skip
    """Put a new block behind the selected one: on its wire when it has one, else at its output."""
    spec = _known(project, kind)
    after = after if after in project.network.nodes else None
    wires = outgoing(project.network, after) if after is not None else ()
    if len(wires) == 1 and spec.inputs and spec.outputs:
        return insert(project, kind, wires[0], fields, rows, shapes)
    before = project.blocks.find(project.network.nodes[after].kind) if after is not None else None
    rows = _known_widths(project, after, rows) if after is not None else rows
    after_port = before.outputs[0].name if before is not None and before.outputs else ""
    suited = _made_to_fit(spec, shapes.get(after or "", {}).get(after_port))
    network, node_id = network_edits.append_after(
        project.network,
        _new_node(project, kind, (0.0, 0.0), suited),
        after,
        spec.inputs[0].name if spec.inputs else "",
        spec.outputs[0].name if spec.outputs else "",  # a goal ends the way: it stands on no wire
        after_port=after_port,
        width=_width(spec, rows.of(after) if after is not None else BLOCK_WIDTH),
        rows=rows,
    )
    return _edit(tr("Add {block}"), project, network, node_id)


def attach(project: Project, kind: str, position: Point, source: str, source_port: str,
           shapes: OutputShapes = NO_SHAPES) -> Edit:  # fmt: skip
    """Put a new block at a place and wire an output port to it: a palette chip or a loose wire dropped."""
    block_in(project, source)
    spec = _known(project, kind)
    suited = _made_to_fit(spec, shapes.get(source, {}).get(source_port))
    network, node_id = network_edits.add_node(project.network, _new_node(project, kind, position, suited))
    edge = Edge(source, source_port, node_id, spec.inputs[0].name if spec.inputs else "")
    _must_fit(project.with_network(network), edge, shapes)
    return _edit(tr("Add {block}"), project, network_edits.connect(network, edge), node_id)


def attach_before(project: Project, kind: str, position: Point, target: str, target_port: str) -> Edit:
    """Put a new block at a place and wire its output to an input port."""
    block_in(project, target)
    spec = _known(project, kind)
    network, node_id = network_edits.add_node(project.network, _new_node(project, kind, position))
    edge = Edge(node_id, spec.outputs[0].name if spec.outputs else "", target, target_port)
    _must_fit(project.with_network(network), edge, NO_SHAPES)
    return _edit(tr("Add {block}"), project, network_edits.connect(network, edge), node_id)


def connect(project: Project, edge: Edge, shapes: OutputShapes = NO_SHAPES) -> Edit:
    """Draw a wire; the one that held the input port goes."""
    _must_fit(project, edge, shapes)
    label = tr("Connect {source} to {target}").format(**_ends(project, edge))
    return Edit(label, project.with_network(network_edits.connect(project.network, edge)))


def reconnect(project: Project, old: Edge, new: Edge, shapes: OutputShapes = NO_SHAPES) -> Edit:
    """Move one end of a wire."""
    _must_be_there(project, old)
    loose = project.with_network(network_edits.disconnect(project.network, old))
    _must_fit(loose, new, shapes)
    label = tr("Connect {source} to {target}").format(**_ends(project, new))
    return Edit(label, project.with_network(network_edits.connect(loose.network, new)))


def disconnect(project: Project, edge: Edge) -> Edit:
    """Remove a wire."""
    _must_be_there(project, edge)
    label = tr("Disconnect {source} from {target}").format(**_ends(project, edge))
    return Edit(label, project.with_network(network_edits.disconnect(project.network, edge)))


def delete(project: Project, ids: Collection[str], bridge: bool = True) -> Edit:
    """Remove blocks; what stood before and after each one is joined."""
    here = [node_id for node_id in project.network.nodes if node_id in ids]
    if not here:
        raise PlaygroundError(Text("Select a block first."))
    label = tr("Delete {blocks}").format(blocks=names_of(project, here))
    return Edit(
        label, project.with_network(network_edits.remove_nodes(project.network, here, bridge)), frozenset()
    )


def duplicate(project: Project, ids: Collection[str], offset: Point | None = None,
              taken: Collection[str] = (), shared: bool = False, rows: Rows = ANY_VIEW) -> Edit:  # fmt: skip
    """Copy blocks with the wires among them, by an offset or to where nothing stands beneath them.

    `taken` are the names of shared weights in the whole project. With `shared`, layers and groups share
    theirs with their copies; else copies share among themselves what their originals do.
    """
    here = [node_id for node_id in project.network.nodes if node_id in ids]
    if not here:
        raise PlaygroundError(Text("Select a block first."))
    if offset is None:  # beneath what is in an open group it would stand outside
        framed = any(map(group_of, here))
        offset = (_ASIDE, _ASIDE) if framed else beneath(project.network, here, rows)
    if shared:
        project = _named(project, here, taken)
    network, copies = project.network, {}
    originals = {node_id: network.nodes[node_id] for node_id in here}
    nodes = originals if shared else with_own_names(originals, taken)
    for node_id in here:
        copy = _copy(project.with_network(network), node_id, nodes[node_id], offset)
        network, copies[node_id] = network_edits.add_node(network, copy)
    for edge in project.network.edges:
        if edge.source in copies and edge.target in copies:
            among = Edge(copies[edge.source], edge.source_port, copies[edge.target], edge.target_port)
            network = network_edits.connect(network, among)
    words = tr("Copy {blocks}, linked") if shared else tr("Duplicate {blocks}")
    label = words.format(blocks=names_of(project, here))
    return Edit(label, project.with_network(network), frozenset(copies.values()))


def _named(project: Project, ids: Collection[str], taken: Collection[str]) -> Project:
    """Return a project in which the weights of layers and groups have names, to be shared by."""
    nodes, used = dict(project.network.nodes), {*taken}
    for each in ids:
        spec = project.blocks.find(nodes[each].kind)
        if spec is not None and spec.shareable:
            name = shared_name(nodes[each], BlockPath.of(each).own, used)
            nodes[each] = replace(nodes[each], linked=name)
            used.add(name)
    return project.with_network(replace(project.network, nodes=nodes))


def move(project: Project, positions: Mapping[str, Point], aside: Mapping[str, Point] = NOWHERE) -> Edit:
    """Move blocks to places; give the document one merge key for the whole drag.

    `aside` are the places of blocks that had made room: they stay where they are seen.
    """
    for node_id in (*aside, *positions):
        block_in(project, node_id)
    label = tr("Move {blocks}").format(blocks=names_of(project, list(positions)))
    network = network_edits.move_nodes(project.network, {**aside, **positions})
    return Edit(label, project.with_network(network))


def move_onto(project: Project, node_id: str, edge: Edge, position: Point, rows: Rows = ANY_VIEW) -> Edit:
    """Take a block of a chain out of its place and insert it on another wire."""
    node = block_in(project, node_id)
    _must_be_there(project, edge)
    spec = _chainable(project, node.kind)
    if node_id in (edge.source, edge.target):
        return move(project, {node_id: position})
    network = network_edits.remove_nodes(project.network, [node_id])
    network, _ = _inserted_as(network, node, node_id, edge, spec, _known_widths(project, node_id, rows))
    return _edit(tr("Move {block}"), project, network, node_id)


def set_param(project: Project, node_id: str, name: str, value: Any) -> Edit:
    """Change a parameter; PlaygroundError when the value does not fit."""
    node = block_in(project, node_id)
    param = _known(project, node.kind).param(name)
    checked = param.check(value, project.label_of(node_id), node_id)
    label = tr("Set {param} of {block}").format(param=param.title.lower(), block=project.label_of(node_id))
    return Edit(
        label, project.with_network(network_edits.set_params(project.network, node_id, **{name: checked}))
    )


def set_learning(project: Project, node_id: str, name: str, value: Any) -> Edit:
    """Change how a block's weights are trained; PlaygroundError when the value does not fit."""
    node = block_in(project, node_id)
    param = next(param for param in LEARNING if param.name == name)
    checked = param.check(value, project.label_of(node_id), node_id)
    label = tr("Set {param} of {block}").format(param=param.title.lower(), block=project.label_of(node_id))
    learning = chosen({**node.learning, name: checked})
    return Edit(label, project.with_network(network_edits.set_learning(project.network, node_id, learning)))


def toggle_choice(project: Project, node_id: str, name: str, choice_id: str) -> Edit:
    """Take one of several choices, or leave it out; the last one stays."""
    node = block_in(project, node_id)
    spec = _known(project, node.kind)
    chosen = spec.params_of(node.params)[name]
    every = [choice.id for choice in spec.param(name).choices]
    wanted = tuple(each for each in every if (each in chosen) != (each == choice_id))
    if not wanted:
        raise PlaygroundError(Text("The network has to see at least one feature."))
    return set_param(project, node_id, name, wanted)


def rename(project: Project, node_id: str, label: str) -> Edit:
    """Give a block a name of its own; an empty one gives the kind's title back."""
    block_in(project, node_id)
    label = " ".join(label.split())[:64]
    words = tr("Rename {block}").format(block=project.label_of(node_id))
    return Edit(words, project.with_network(network_edits.set_label(project.network, node_id, label)))


def rename_project(project: Project, name: str) -> Edit:
    """Give the project another name."""
    return Edit(tr("Rename the project"), replace(project, name=" ".join(name.split())[:120] or project.name))


def apply_fix(project: Project, fix: Fix) -> Edit:
    """Take the way out that a problem offers."""
    try:
        return Edit(tr(fix.title), fix.edit(project))
    except KeyError:  # a bubble was open while an undo or another edit took what the fix is about
        raise PlaygroundError(Text("What this would mend is not there any more.")) from None


def _width(spec: BlockSpec, before: float = BLOCK_WIDTH) -> float:
    """Return how wide a kind of block is drawn at most: maps stand in a grid, or as in the block before."""
    if spec.network is not None:  # in small, with its title
        return _WITH_MAPS
    if any(param.name == "filters" for param in spec.params):
        return _WITH_FILTERS
    if spec.category is Category.IMAGE:
        return _WITH_MAPS
    return min(max(BLOCK_WIDTH, before), _WITH_MAPS) if spec.keeps_shape else BLOCK_WIDTH


def _known_widths(project: Project, node_id: str, rows: Rows) -> Rows:
    """Return the rows with the width of a block that may not have been drawn yet."""
    spec = project.spec_of(node_id)
    return rows.with_width(node_id, _width(spec)) if spec is not None else rows


def block_in(project: Project, node_id: str) -> Node:
    """Return a block; an undo may have taken it while a gesture or a menu still meant it."""
    node = project.network.nodes.get(node_id)
    if node is None:
        raise PlaygroundError(Text("This block is not there any more."))
    return node


def _must_be_there(project: Project, edge: Edge) -> None:
    if edge not in project.network.edges:
        raise PlaygroundError(Text("This wire is not there any more."))


def _known(project: Project, kind: str) -> BlockSpec:
    spec = project.blocks.find(kind)
    if spec is None:
        raise PlaygroundError(Text("{kind} is not a kind of block here.", kind=repr(kind)))
    return spec


def _chainable(project: Project, kind: str) -> BlockSpec:
    spec = _known(project, kind)
    if spec.inputs and spec.outputs:
        return spec
    raise PlaygroundError(Text("{block} cannot stand in the middle of a wire.", block=spec.title))


def _new_node(project: Project, kind: str, position: Point, params: Mapping[str, Any] | None = None) -> Node:
    spec = _known(project, kind)
    inside = grouping.empty() if spec.id == GROUP_ID else None
    params = {**_suited(project, spec), **next_field(project, spec), **(params or {})}
    return Node(spec.id, params, fresh_label(project, spec.title), position, inside)


def _suited(project: Project, spec: BlockSpec) -> dict[str, Any]:
    """Return the width of a new layer, where the data want another than its kind does."""
    family = project.family
    wide = family.width if family is not None else 0
    return {param.name: wide for param in spec.params if param.is_width and wide}


def _made_to_fit(spec: BlockSpec, arriving: Shape | None) -> dict[str, Any]:
    """Return the settings of a ready group that suit what arrives at it, where that is known."""
    if spec.network is None or arriving is None:
        return {}
    return dict(spec.refit(spec.params_of({}), arriving))


def _fitting_params(project: Project, spec: BlockSpec, target: str, fields: DataFields) -> dict[str, Any]:
    """Return units that a goal right behind can take: the network stays trainable."""
    node = project.network.nodes[target]
    goal = project.blocks.find(node.kind)
    if goal is None or goal.goal is None or goal.field not in fields.fields:
        return {}
    sizes = goal.goal.sizes(fields.fields[goal.field], goal.params_of(node.params))
    kind, params = goal.goal.scorer(sizes[goal.goal.width_axis])
    return params if kind == spec.id else {}


def _copy(project: Project, node_id: str, node: Node, offset: Point) -> Node:
    spec = project.blocks.find(node.kind)
    label = fresh_label(project, without_number(project.label_of(node_id))) if spec else node.label
    x, y = node.position
    return replace(node, label=label, position=(x + offset[0], y + offset[1]))


def _inserted_as(
    network: Network, node: Node, node_id: str, edge: Edge, spec: BlockSpec, rows: Rows
) -> tuple[Network, str]:
    """Insert a block on a wire under the id it had, so that its weights stay its own."""
    if edge not in network.edges:
        raise PlaygroundError(Text("This wire is gone."))
    network, made = network_edits.insert_on_edge(
        network, node, edge, spec.inputs[0].name, spec.outputs[0].name, rows.of(node_id), rows
    )
    return _renamed(network, made, node_id), node_id


def _renamed(network: Network, old: str, new: str) -> Network:
    def name(node_id: str) -> str:
        return new if node_id == old else node_id

    edges = tuple(Edge(name(e.source), e.source_port, name(e.target), e.target_port) for e in network.edges)
    return Network({name(node_id): node for node_id, node in network.nodes.items()}, edges)


def _must_fit(project: Project, edge: Edge, shapes: OutputShapes) -> None:
    why = refusal(project, edge, shapes)
    if why is not None:
        raise PlaygroundError(why, Place(edge.target, edge.target_port))


def _ends(project: Project, edge: Edge) -> dict[str, str]:
    return {"source": project.label_of(edge.source), "target": project.label_of(edge.target)}


def _edit(label: str, project: Project, network: Network, node_id: str) -> Edit:
    changed = project.with_network(network)
    return Edit(label.format(block=changed.label_of(node_id)), changed, frozenset({node_id}))
