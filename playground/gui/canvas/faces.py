"""What a block shows, as one value: compared, so that only blocks that changed are drawn again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.app.source_fields import bringing
from playground.app.texts import tr
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import BlockSpec, Port, Role
from playground.core.errors import Problem
from playground.core.graph.wiring import shown_inputs, target_of
from playground.core.network.topology import incoming, outgoing
from playground.core.network.unfolding import is_open
from playground.core.network.values import Node
from playground.gui.canvas.footers import UNKNOWN, holds, samples_in_words, weights_in_short, weights_in_words
from playground.gui.canvas.foreseen import at_the_data
from playground.gui.canvas.project_outline import Outline
from playground.gui.canvas.wire_words import time_of
from playground.gui.theme.numbers import integer

BodyKind = Literal[
    "features", "sample", "table", "words", "series", "sequence", "rows", "tiles", "logits", "maps",
    "class_maps", "strip", "bars", "classes", "verdict", "number", "value", "marks", "pixels",
    "reconstruction", "group", "group_maps", "group_sequence", "group_strip", "stack", "frame",
    "text", "empty",
]  # fmt: skip
GIVEN: dict[int, BodyKind] = {1: "group_strip", 2: "group_sequence", 3: "group_maps"}  # of a group, by rank
Spots = dict[str, tuple[tuple[float, float], str]]  # of the blocks in a group: place and tint
State = Literal["fine", "advice", "problem", "placeholder"]
ROWS_UP_TO = 12  # units drawn in rows; more become tiles
CLASSES_UP_TO = 3  # classes whose figures stand one below the other
NAMED_UP_TO = 16  # classes whose maps are named
FILTERS_UP_TO, CHANNELS_UP_TO = 16, 3  # filters drawn beside their maps, and what they may look at
STACKED_FROM = 8  # repeats from which on a group shows how its layers fare, not how they are wired


@dataclass(frozen=True)
class BodyPlan:
    """Which body a block has and how large it is; a change of plan makes a new body."""

    kind: BodyKind
    count: int = 0  # units or maps
    names: tuple[str, ...] = ()  # of classes or features
    chosen: tuple[int, ...] = ()  # features in use, in the order of the weights
    bias: bool = False
    pictures: bool = False  # the data are pictures
    weighted: bool = False  # its own weights make threads from the block before
    filters: bool = False  # each map's filter is a picture of its own
    low: bool = False  # one of many lanes: a row or two of maps, no footer
    narrow: bool = False  # a group in a U, whose blocks stand in columns of their own
    chosen_figure: str = ""  # of a goal: the figure that counts most
    # Of facts in the place of pictures: those that would come with a wire.
    likely: "BodyPlan | None" = None
    words: tuple[str, ...] = ()  # of a goal of steps: what the ids of a sentence stand for
    data: Field | None = None  # of a source, a goal or a sequence: whose names, units and time it has


@dataclass(frozen=True)
class Face:
    """Everything about a block that does not come from the running network."""

    node_id: str
    kind: str
    title: str
    setting: str
    icon: str
    tint: str
    footer: str
    short_footer: str  # for narrow blocks
    plan: BodyPlan
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()  # (name, value, role): role is "", "bad" or "accent"
    state: State = "fine"
    role: Role = Role.LAYER
    badge: bool = False  # its problem is told at the block, since no wire can carry it
    inside: Mapping[str, tuple[tuple[float, float], str]] = field(default_factory=dict)  # place and tint
    inside_wires: tuple[tuple[str, str], ...] = ()
    frozen: bool = False
    disabled: bool = False
    left_out: bool = False  # it leads to no goal while others do
    linked: str = ""  # the colour of those that share its weights, "" for its own

    @property
    def faint(self) -> bool:
        """Tell whether it has no say in what is trained."""
        return self.disabled or self.left_out

    @property
    def folds(self) -> bool:
        """Tell whether it is a group, which opens in place."""
        return bool(self.inside)

    @property
    def spoken(self) -> str:
        """Return the block in words, for a screen reader."""
        parts = [self.title, self.setting, self.footer, tr("linked") if self.linked else ""]
        return ", ".join(part for part in parts if part)


def face(outline: Outline, node_id: str, foreseen: Mapping[str, Shape]) -> Face:
    """Return the face of one block."""
    node = outline.project.network.nodes[node_id]
    spec = outline.project.blocks.spec_of(node)
    if spec is None:
        return _placeholder(outline, node_id, node)
    state = _state(outline.problem_at(node_id))
    facts = _facts(outline, node_id, spec, state)
    told = state == "problem" and not is_open(node)
    lines = len(facts)
    plan = _facts_plan(outline, node_id, spec, lines) if told else _plan(outline, node_id, spec, foreseen)
    return Face(
        node_id, node.kind, node.label or tr(spec.title), _setting(outline, node, spec), spec.icon, spec.tint,
        *_footer(outline, node_id, spec), plan, shown_inputs(outline.project, node_id),
        tuple(port.name for port in spec.outputs), facts, state, spec.role, _has_badge(outline, node_id),
        *_inside(outline.project.blocks, node), node.frozen, node.disabled,
        node_id in outline.left_out,
        outline.links.get(node.linked, ""),
    )  # fmt: skip


def _inside(blocks: BlockRegistry, node: Node) -> tuple[Spots, tuple[tuple[str, str], ...]]:
    """Return where the blocks in a group stand and their tints, and its wires."""
    network = blocks.network_of(node)
    if network is None:
        return {}, ()
    specs = {node_id: blocks.find(each.kind) for node_id, each in network.nodes.items()}
    places = {node_id: (each.position, spec.tint if (spec := specs[node_id]) else "shape")
              for node_id, each in network.nodes.items()}  # fmt: skip
    return places, tuple((edge.source, edge.target) for edge in network.edges)


def _placeholder(outline: Outline, node_id: str, node: Node) -> Face:
    network = outline.project.network
    inputs = tuple(dict.fromkeys(edge.target_port for edge in incoming(network, node_id)))
    outputs = tuple(dict.fromkeys(edge.source_port for edge in outgoing(network, node_id)))
    kept = ((tr("Kept as it is"), "", ""),)
    return Face(
        node_id, node.kind, node.label or node.kind, tr("unknown kind"), "circle-help", "shape", "", "",
        BodyPlan("empty"), inputs, outputs, kept, "placeholder", badge=_has_badge(outline, node_id),
    )  # fmt: skip


def _state(problem: Problem | None) -> State:
    return "fine" if problem is None else "problem" if problem.severity == "error" else "advice"


def _has_badge(outline: Outline, node_id: str) -> bool:
    """Tell whether an error of a block has no wire to stand on."""
    problem = outline.problem_at(node_id)
    if problem is None or problem.severity != "error" or problem.where.edge is not None:
        return False
    taken = {edge.target_port for edge in incoming(outline.project.network, node_id)}
    return problem.where.port not in taken


def _setting(outline: Outline, node: Node, spec: BlockSpec) -> str:
    if spec.role is Role.SOURCE:
        return bringing(_data_name(outline), outline.project.blocks.get(node.kind), node)
    return tr(spec.setting(spec.params_of(node.params))) or holds(node, outline.project.blocks)


def _data_name(outline: Outline) -> str:
    spec = outline.project.data_set
    return tr(spec.title).lower() if spec is not None else outline.project.data.id


def _footer(outline: Outline, node_id: str, spec: BlockSpec) -> tuple[str, str]:
    """Return the line at the bottom, and a shorter one."""
    if spec.role is Role.SOURCE:
        return samples_in_words(spec.field, outline.parts.get("train", 0), outline.parts.get("validation", 0))
    if not outline.known or is_open(outline.project.network.nodes[node_id]):
        return "", ""
    if node_id in outline.left_out:
        return tr("left out of training"), tr("left out")
    if spec.role is Role.GOAL:
        words = tr("{count} in total").format(count=integer(_in_total(outline)))
        return words, words
    unknown = 0 if spec.inner else None  # an end of a group hands on, and is laid flat away
    count, lent = outline.parameters.get(node_id, unknown), outline.lent.get(node_id, 0)
    if lent and not count:
        words = tr("{count} shared").format(count=integer(lent))
        return words, words
    return weights_in_words(count), weights_in_short(count)


def _in_total(outline: Outline) -> int:
    trained = outline.project.network.nodes.keys() - outline.left_out
    return sum(outline.parameters.get(node, 0) for node in trained)


def _facts(outline: Outline, node_id: str, spec: BlockSpec, state: State) -> tuple[tuple[str, str, str], ...]:
    rows, problem = [], outline.problem_at(node_id)
    blamed = state == "problem" and not (problem is not None and problem.where.param)  # what arrives
    if blamed and spec.inputs:
        rows.append((tr("Needs"), _needs(spec.inputs[0]), ""))
    gets = outline.inputs.get(node_id, {}).get(spec.inputs[0].name) if spec.inputs else None
    if spec.inputs:
        rows.append((tr("Gets"), _written(outline, gets), "bad" if blamed and gets else ""))
    if spec.role is Role.SOURCE and spec.field in outline.fields.fields:
        rows.append((tr("Samples"), integer(outline.fields.samples), ""))
    if spec.outputs and state != "problem":
        rows.append((tr("Gives"), _written(outline, outline.output(node_id)), ""))
    if state == "problem" and spec.role is Role.LAYER:
        rows.append((tr("Parameters"), integer(outline.parameters[node_id]) if node_id in outline.parameters
                     else UNKNOWN, ""))  # fmt: skip
    return tuple(rows)


def _written(outline: Outline, shape: Shape | None) -> str:
    """Write a shape as on its wire."""
    return outline.words(shape) if shape else UNKNOWN


def _needs(port: Port) -> str:
    flat = tr("n features")
    words: dict[tuple[int, ...], str] = {
        (1,): flat, (1, 2): flat, (2,): tr("a sequence"), (3,): tr("a picture"), (4,): tr("a clip"),
    }  # fmt: skip
    return words.get(tuple(port.ranks), tr("any shape"))


def _plan(outline: Outline, node_id: str, spec: BlockSpec, foreseen: Mapping[str, Shape]) -> BodyPlan:
    if spec.role is Role.SOURCE:
        return _source_plan(outline, node_id, spec)
    if spec.role is Role.GOAL:
        return _goal_plan(outline, spec)
    inside = outline.project.blocks.network_of(outline.project.network.nodes[node_id])
    if inside is not None:
        return _group_plan(outline, node_id, spec, len(inside.nodes))
    if not outline.units:
        return BodyPlan("text", 2)
    shape = outline.output(node_id) or foreseen.get(node_id)
    if shape is None or (outline.known and outline.output(node_id) is None):
        return _facts_plan(outline, node_id, spec, 2)
    wires = incoming(outline.project.network, node_id)
    seen = outline.output(wires[0].source, wires[0].source_port) if len(wires) == 1 else None
    return _picture_plan(outline, node_id, spec, shape, seen)


def _facts_plan(outline: Outline, node_id: str, spec: BlockSpec, lines: int) -> BodyPlan:
    """Return facts, in the room of the pictures that a wire from the data would bring."""
    found = at_the_data(outline.project, node_id, outline.fields) if outline.units else None
    if found is None or spec.role is not Role.LAYER:
        return BodyPlan("text", lines)
    seen, shape = found
    return BodyPlan("text", lines, likely=_picture_plan(outline, node_id, spec, shape, seen))


def _picture_plan(
    outline: Outline, node_id: str, spec: BlockSpec, shape: Shape, seen: Shape | None
) -> BodyPlan:
    """Return the picture of a shape that is made of another one."""
    pictures = outline.one_by_one
    if shape.rank == 2 and pictures:
        return BodyPlan(
            "sequence", shape.sizes[0], pictures=True, data=time_of(outline.project, outline.fields, node_id)
        )
    if shape.rank == 3 and (names := _classes(outline, node_id, shape.channels)):
        return BodyPlan("class_maps", shape.channels, names, pictures=True)
    if shape.rank == 3:
        return BodyPlan("maps", shape.channels, pictures=True, filters=_has_filters(spec, shape, seen))
    return _flat_plan(outline, node_id, spec, shape, pictures) if shape.rank == 1 else BodyPlan("text", 2)


def _group_plan(outline: Outline, node_id: str, spec: BlockSpec, count: int) -> BodyPlan:
    node = outline.project.network.nodes[node_id]
    if is_open(node):
        return BodyPlan("frame", count)
    if outline.units and spec.params_of(node.params).get("repeat", 1) >= STACKED_FROM:
        return BodyPlan("stack", count)
    shape, pictures = outline.output(node_id), outline.one_by_one
    kind = GIVEN.get(shape.rank) if shape is not None and outline.units and pictures else None
    if shape is None or kind is None or node.disabled:
        return BodyPlan("group", count, pictures=pictures)
    many = shape.channels if shape.rank == 3 else shape.sizes[0]
    return BodyPlan(
        kind,
        many,
        pictures=True,
        data=time_of(outline.project, outline.fields, node_id) if shape.rank == 2 else None,
    )


def _has_filters(spec: BlockSpec, shape: Shape, seen: Shape | None) -> bool:
    """Tell whether there are few filters, and each looks at the picture itself."""
    own = any(param.name == "filters" for param in spec.params)
    return own and shape.channels <= FILTERS_UP_TO and seen is not None and seen.channels <= CHANNELS_UP_TO


def _flat_plan(outline: Outline, node_id: str, spec: BlockSpec, shape: Shape, pictures: bool) -> BodyPlan:
    count = shape.sizes[0]
    names = _answers(outline, node_id, count)
    weighted = spec.fully_connected
    if pictures:
        return BodyPlan(
            "bars" if count <= ROWS_UP_TO else "strip", count, names, pictures=True, weighted=weighted
        )
    if "points" not in outline.fields.fields:  # a unit has a map over the plane alone
        return BodyPlan("text", 2)
    bias = weighted and bool(spec.params_of(outline.project.network.nodes[node_id].params)["bias"])
    if names and count <= CLASSES_UP_TO:
        return BodyPlan("logits", count, names, bias=bias, weighted=weighted)
    return BodyPlan("rows" if count <= ROWS_UP_TO else "tiles", count, names, bias=bias, weighted=weighted)


def _answers(outline: Outline, node_id: str, count: int) -> tuple[str, ...]:
    """Return the names of a block's outputs when a goal follows it: its classes, or the value."""
    for edge in outgoing(outline.project.network, node_id):
        spec = outline.project.blocks.find(outline.project.network.nodes[edge.target].kind)
        if spec is not None and spec.role is Role.GOAL:
            target = target_of(outline.project, edge.target, outline.fields)
            names = target.classes if target is not None and target.classes else (tr("value"),)
            return names if len(names) == count else ()
    return ()


def _classes(outline: Outline, node_id: str, count: int) -> tuple[str, ...]:
    """Return the classes whose scores of each pixel a block gives to their goal; none for other maps."""
    wires = outgoing(outline.project.network, node_id)
    specs = (outline.project.spec_of(edge.target) for edge in wires)
    goals = [spec.goal for spec in specs if spec is not None and spec.goal is not None]
    pixels = len(wires) == len(goals) == 1 and goals[0].aligned == "pixel"
    return _answers(outline, node_id, count) if pixels and count <= NAMED_UP_TO else ()


def _source_plan(outline: Outline, node_id: str, spec: BlockSpec) -> BodyPlan:
    field = outline.fields.fields.get(spec.field)
    kind = outline.project.catalogue.family_of_field(spec.field)
    if kind is not None and kind.drawing == "features":
        return _features_plan(outline, node_id, spec)
    if kind is None or field is None:
        return BodyPlan("text", 2)
    return BodyPlan(kind.drawing, 1, field.parts, pictures=True, data=field)


def _features_plan(outline: Outline, node_id: str, spec: BlockSpec) -> BodyPlan:
    param = spec.param("features")
    ids = [choice.id for choice in param.choices]
    chosen = spec.params_of(outline.project.network.nodes[node_id].params)["features"]
    return BodyPlan("features", len(ids), tuple(choice.title for choice in param.choices),
                tuple(ids.index(name) for name in chosen if name in ids))  # fmt: skip


def _goal_plan(outline: Outline, spec: BlockSpec) -> BodyPlan:
    target = outline.fields.fields.get(spec.field)
    pictures = outline.one_by_one
    rule = spec.goal
    if rule is not None and rule.picture == "reconstruction":
        return BodyPlan("reconstruction", 1, chosen_figure=rule.main)
    if rule is not None and target is not None and rule.picture == "value" and pictures:
        return BodyPlan("value", 1, rule.figures, pictures=True, data=target)
    if rule is None or target is None or rule.picture in ("figures", "value"):
        return BodyPlan("number", 1, rule.figures if rule else (), pictures=pictures)
    marks: BodyKind | None = rule.picture if rule.picture in ("marks", "pixels") else None
    kind = marks or ("verdict" if pictures else "classes")
    tokens = outline.fields.fields.get("tokens") if rule.aligned == "step" else None
    return BodyPlan(kind, len(target.classes), target.classes, pictures=pictures, chosen_figure=rule.main,
                    words=tokens.parts if tokens is not None else ())  # fmt: skip
