"""What the inspector says of a block, of several, or of the whole network: names and figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import inf
from typing import Any

from playground.app.counted_parts import counted_parts
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.learning import LEARNING, chosen
from playground.core.blocks.params import Param
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.data.split import PARTS
from playground.core.network.block_path import BlockPath
from playground.core.network.linking import partners
from playground.core.network.values import Node
from playground.core.shapes.infer import Inference
from playground.core.shapes.memory import in_words
from playground.core.training.metrics import METRICS
from playground.core.views.weight_stats import block_norms
from playground.gui.canvas.wire_words import steps_of, words_of
from playground.gui.theme import metric_words, numbers

Facts = list[tuple[str, str]]
UNKNOWN = "?"
WORTH_TELLING = 10**6  # bytes


def shape_text(workspace: Workspace, shape: Shape | None) -> str:
    """Write a shape as on its wire, height × width × channels, T for the data's time; an unknown one as ?."""
    if shape is None:
        return UNKNOWN
    steps = steps_of(workspace.project.catalogue, workspace.fields)
    sizes = words_of(shape, steps).split(f" {numbers.TIMES} ")
    return numbers.between_times(numbers.integer(int(size)) if size.isdigit() else size for size in sizes)


def output_shape(workspace: Workspace, node: str) -> Shape | None:
    """Return the shape at a block's first output, None before it is known."""
    return next(iter(workspace.inference.outputs.get(node, {}).values()), None)


def input_shape(workspace: Workspace, node: str) -> Shape | None:
    """Return the shape at a block's first input, None before it is known."""
    spec = workspace.here.spec_of(node)
    arriving = workspace.inference.inputs.get(node, {})
    return arriving.get(spec.inputs[0].name) if spec is not None and spec.inputs else None


def has_weights(workspace: Workspace, node: str) -> bool:
    """Say whether a block learns anything, as far as is known."""
    inference = workspace.inference
    return inference.parameters.get(node, 0) + inference.lent.get(node, 0) > 0


def stats_of(workspace: Workspace, node: str) -> Mapping[str, Any]:
    """Return the figures of the newest weight statistics, when they are of this block."""
    snapshot = workspace.views.answer("weight_stats", {"node": workspace.shown.flat(node)})
    return snapshot.facts if snapshot is not None else {}


def block_facts(workspace: Workspace, node_id: str) -> Facts:
    """Return the facts of one block."""
    node = workspace.here.network.nodes[node_id]
    spec = workspace.catalogue.blocks.spec_of(node)
    if spec is None:
        return [(tr("Kind"), node.kind)]
    if spec.role is Role.SOURCE:
        return _source_facts(workspace, node_id)
    if spec.role is Role.GOAL:
        return _goal_facts(workspace, node_id, spec)
    return _layer_facts(workspace, node_id, node, spec)


def _source_facts(workspace: Workspace, node_id: str) -> Facts:
    samples = workspace.fields.samples
    parts = counted_parts(workspace.project, workspace.fields, workspace.samples)
    train, validation, test = (parts[part] for part in PARTS)
    facts = [
        (tr("Gives"), shape_text(workspace, output_shape(workspace, node_id))),
        (tr("Samples"), numbers.integer(samples)),
        (tr("Training"), numbers.integer(train)),
        (tr("Validation"), numbers.integer(validation)),
    ]
    return [*facts, (tr("Test"), numbers.integer(test))] if test else facts


def _goal_facts(workspace: Workspace, node_id: str, spec: BlockSpec) -> Facts:
    field, live = workspace.fields.fields.get(spec.field), workspace.seen
    facts = [(tr("Gets"), shape_text(workspace, input_shape(workspace, node_id)))]
    if field is not None and field.classes:
        facts.append((tr("Classes"), numbers.integer(len(field.classes))))
    facts += [
        (tr("Training loss"), numbers.figure(live.loss)),
        (tr("Validation loss"), numbers.figure(live.val_loss)),
    ]
    rule = spec.goal
    assert rule is not None  # asked of goals alone
    main = METRICS[rule.main]
    title = tr("{name} val.").format(name=tr(main.name))
    return [*facts, (title, metric_words.written(main, live.goal_metric(node_id, main.id)))]


def _layer_facts(workspace: Workspace, node_id: str, node: Node, spec: BlockSpec) -> Facts:
    before, after = input_shape(workspace, node_id), output_shape(workspace, node_id)
    parameters = workspace.inference.parameters.get(node_id)
    lent = workspace.inference.lent.get(node_id, 0)
    parameters = parameters if parameters is None else parameters + lent
    count = UNKNOWN if parameters is None else numbers.integer(parameters)
    facts = _left_out(workspace, node_id)
    facts += [
        (tr("Shape"), f"{shape_text(workspace, before)} → {shape_text(workspace, after)}"),
        (tr("Parameters"), tr("{count} shared").format(count=count) if lent else count),
        *_linked(workspace, node_id),
        *_cost(workspace, node_id),
    ]
    if parameters == 0:
        return facts
    facts += _learning(node)
    if parameters is None:
        return facts
    stats = stats_of(workspace, node_id)
    biases = _biases(workspace, spec, node_id, node)
    if biases is not None:
        split = f"{numbers.integer(parameters - biases)} + {numbers.integer(biases)}"
        facts.append((tr("Weights + biases"), split))
    facts.append((tr("Weight range"), _range(stats)))
    norm = block_norms(stats.get("gradient_norms", {})).get(workspace.shown.flat(node_id))
    return [*facts, (tr("Gradient norm"), numbers.compact(norm))]


def _left_out(workspace: Workspace, node_id: str) -> Facts:
    """Return that a block leads to no goal, if others do."""
    spare = workspace.checks.is_left_out(workspace.shown.flat(node_id))
    return [(tr("Left out"), tr("leads to no goal"))] if spare else []


def _linked(workspace: Workspace, node_id: str) -> Facts:
    """Return with which blocks one shares its weights."""
    network = workspace.project.network
    if not network.has_links:
        return []
    others = partners(network, BlockPath(groups=workspace.scope.path) / BlockPath.of(node_id))
    labels = [workspace.project.blocks.label_of(network, str(each)) for each in others]
    return [(tr("Linked with"), ", ".join(labels))] if labels else []


def _learning(node: Node) -> Facts:
    """Return what is not as usual in how a block learns."""
    said = chosen(node.learning)
    return [(tr(param.title), _said(param, said[param.name])) for param in LEARNING if param.name in said]


def _said(param: Param, value: Any) -> str:
    titles = {choice.id: tr(choice.title) for choice in param.choices}
    return titles[value] if param.choices else numbers.compact(value)


def _cost(workspace: Workspace, node_id: str) -> Facts:
    """Return multiplications for a sample, memory in training, and how far a number sees if that ends."""
    inference = workspace.inference
    if node_id not in inference.bytes:
        return []
    size = inference.bytes[node_id]
    facts = [(tr("Memory"), in_words(size))] if size >= WORTH_TELLING else []
    operations = inference.multiply_adds.get(node_id, 0)
    facts += [(tr("Multiply-adds"), numbers.integer(operations))] if operations else []
    sight = workspace.checks.sight.get(workspace.shown.flat(node_id), ())
    facts += [(tr("Sees"), _seen(sight))] if any(1 < width < inf for width in sight) else []
    return facts


def _seen(sight: tuple[float, ...]) -> str:
    """Return how far a number sees: one figure where that is the same along all axes."""
    if len(set(sight)) == 1:
        return tr("{width} across").format(width=numbers.compact(sight[0]))
    return f" {numbers.TIMES} ".join(numbers.compact(width) for width in sight)


def _biases(workspace: Workspace, spec: BlockSpec, node_id: str, node: Node) -> int | None:
    """Return how many of a block's parameters are biases: as many as it would lack without them."""
    if all(param.name != "bias" for param in spec.params):
        return None
    arriving = workspace.inference.inputs.get(node_id, {})
    given = tuple(arriving.get(port.name) for port in spec.inputs)
    params = spec.params_of(node.params)
    return spec.weights(params, given) - spec.weights(spec.params_of({**params, "bias": False}), given)


def _range(stats: Mapping[str, Any]) -> str:
    if "min" not in stats:
        return numbers.NOTHING
    low, high = (numbers.fixed(stats[end], 2, signed=True) for end in ("min", "max"))
    return numbers.span(low, high)


def network_facts(workspace: Workspace) -> Facts:
    """Return the facts of the whole network."""
    network, inference = workspace.here.network, workspace.inference
    learning = sum(1 for node in network.nodes if inference.parameters.get(node))
    known = bool(inference.parameters) or not network.nodes
    return [
        (tr("Blocks"), numbers.integer(len(network.nodes))),
        (tr("Wires"), numbers.integer(len(network.edges))),
        (tr("Blocks that learn"), numbers.integer(learning) if known else UNKNOWN),
        (tr("Parameters"), _in_total(inference) if known else UNKNOWN),
        *_costs_in_total(workspace),
        (tr("Samples"), numbers.integer(workspace.fields.samples)),
    ]


def _in_total(inference: Inference) -> str:
    total = numbers.integer(inference.total)
    if not inference.frozen:
        return total
    return tr("{total}, {count} frozen").format(total=total, count=numbers.integer(inference.frozen))


def _costs_in_total(workspace: Workspace) -> Facts:
    """Return what the network takes, blocks in groups in their groups; at the top, at its worst moment."""
    inference = workspace.inference
    if not inference.bytes:
        return []
    outer = [node for node in inference.bytes if not BlockPath.of(node).groups]
    operations = sum(inference.multiply_adds.get(node, 0) for node in outer)
    inside = workspace.scope.path
    memory = sum(inference.bytes[node] for node in outer) if inside else inference.peak.memory
    return [
        (tr("Multiply-adds"), numbers.integer(operations)),
        (tr("Memory"), in_words(memory)),
    ]


def selection_facts(workspace: Workspace, ids: Collection[str]) -> Facts:
    """Return the facts of several blocks."""
    counted = [workspace.inference.parameters.get(node) for node in ids]
    known = [count for count in counted if count is not None]
    total = numbers.integer(sum(known)) if len(known) == len(counted) else UNKNOWN
    return [(tr("Blocks"), numbers.integer(len(ids))), (tr("Parameters"), total)]


def names_of(workspace: Workspace, ids: Collection[str]) -> str:
    """Name blocks in the network's order."""
    here = workspace.here
    return ", ".join(here.label_of(node) for node in here.network.nodes if node in ids)
