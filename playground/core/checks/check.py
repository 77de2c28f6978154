"""Everything that keeps a project from training, and advice: one sentence each, with fixes that mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.learning import factors_of
from playground.core.blocks.shapes import DataFields, Field, Shape, numbers
from playground.core.blocks.spec import OUT, SAME, SAMPLE_COUNT, BlockSpec, Role
from playground.core.checks import rewire
from playground.core.checks.advice import advice, last_before
from playground.core.checks.augmenting import of_augmentation
from playground.core.checks.fixes import fixes_for, refitted, replace_kind, set_param
from playground.core.checks.links import mended_link, of_links
from playground.core.checks.reaching import of_reach
from playground.core.checks.savable import too_large_to_save
from playground.core.checks.scopes import inside, lifted
from playground.core.checks.scores import scores, weightless
from playground.core.checks.spare import left_out
from playground.core.checks.structure import (
    fitting,
    last_ways,
    of_blocks,
    of_graph,
    of_inside,
    of_outside,
    without_strays,
)
from playground.core.checks.trying import Spot, mending, spot_of
from playground.core.checks.unread import unread
from playground.core.checks.ways import join
from playground.core.data.split import counts
from playground.core.errors import Fix, Place, Problem
from playground.core.graph import judge
from playground.core.graph.expand import rounds, size
from playground.core.graph.wiring import Graph, target_of
from playground.core.network.block_path import BlockPath, by_network
from playground.core.network.edits import set_learning
from playground.core.network.topology import order
from playground.core.network.values import MOST_BLOCKS, Edge
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands
from playground.core.shapes.derived import Derived
from playground.core.shapes.given import batch_of
from playground.core.shapes.memory import WAYPOINT_BYTES, free_bytes, holder, in_words, is_gpu
from playground.core.shapes.misfit import Misfit, MisfitReason

SAFE_BATCH = 32


def check(known: Derived) -> tuple[Problem, ...]:
    """Return all problems, errors first, then along the wires; without shapes those of the graph alone.

    What is wrong with the graph as a whole comes before all: other errors follow from it.
    """
    project, graph, shapes = known.project, known.drawn, _by_slot(known.inference.outputs)
    causes = _loose_as_advice(known, (*of_graph(graph, known.fields, shapes), *_too_many(graph)))
    found = list(of_blocks(without_strays(graph, inside=False), shapes))
    found += _inside_groups(known)
    found += of_links(known)
    found += _goals_and_data(known)
    if known.shaped:
        found += mending(known, _misfits(known))
        found += mending(known, ((each, spot_of(each)) for each in scores(known)))
        found += _memory(known)
        found += too_large_to_save(known)
        found += _batches(project, known.fields)
        found += _pairs(known)
        found += _unequal_rates(known)
        found += weightless(known)
    found += _doubled_softmax(graph)
    found += of_reach(known)
    found += _uncounted(known)
    found += of_augmentation(known)
    found += unread(known)
    found += advice(known)
    rank = {node: index for index, node in enumerate(order(project.network))}
    found = list(_loose_as_advice(known, found))
    found.sort(key=lambda each: (each.severity != "error", rank.get(BlockPath.of(each.where.node).top, -1)))
    return tuple(sorted((*causes, *found), key=lambda each: each.severity != "error"))


def _loose_as_advice(known: Derived, found: Iterable[Problem]) -> Iterator[Problem]:
    """Yield problems, those of blocks that lead to no goal as advice: they are left out of the training."""
    is_spare = left_out(known)
    for problem in found:
        yield replace(problem, severity="advice") if is_spare(problem.where.node) else problem


def is_trainable(problems: tuple[Problem, ...]) -> bool:
    """Say whether nothing holds training back."""
    return all(problem.severity != "error" for problem in problems)


def _by_slot(outputs: Mapping[str, Mapping[str, Shape]]) -> judge.SlotShapes:
    return {(node, port): shape for node, ports in outputs.items() for port, shape in ports.items()}


def _misfits(known: Derived) -> Iterator[tuple[Problem, Spot]]:
    """Yield blocks that cannot work where they stand, each once: each repeat of a group fails alike."""
    first: dict[Spot, Problem] = {}
    for failure in known.inference.failures:
        first.setdefault(spot_of(failure), failure)
    kinds = set()
    for spot, failure in first.items():
        if isinstance(failure, Misfit) and failure.reason == "linked":
            yield mended_link(known, failure), spot
            continue
        place = BlockPath.of(failure.where.node)
        is_drawn = place.groups in known.inside
        told = lifted(_of_one_block(known, failure), place) if is_drawn else _at_its_kind(known, failure)
        kinds |= set() if is_drawn else {told.where.node}
        yield told, spot
    yield from ((each, spot_of(each)) for each in _at_ports_of_kinds(known) if each.where.node not in kinds)


def _of_one_block(known: Derived, failure: Problem) -> Problem:
    """Return what keeps a block from working, as the network in which it stands tells it."""
    place = BlockPath.of(failure.where.node)
    local = replace(failure, where=replace(failure.where, node=place.own))
    fixes = fixes_for(inside(known, place), local) if isinstance(local, Misfit) else ()
    return Problem(failure.severity, local.where, failure.message, fixes or failure.fixes)


def _at_its_kind(known: Derived, failure: Problem) -> Problem:
    """Return what is wrong inside a block that is made of others, told at the outermost of these."""
    place = BlockPath.of(failure.where.node)
    outer = next(each for each in place.around if (*each.groups, each.own) not in known.inside)
    local = inside(known, outer)
    problem = _at_its_port(local, outer.own) or _inside_a_kind(local, outer.own, failure)
    return lifted(problem, outer)


def _at_its_port(known: Derived, node: str) -> Problem | None:
    """Return that a block which is made of others gets what none of its kind takes, with what mends it."""
    spec = known.drawn.specs.get(node)
    for port in spec.inputs if spec is not None else ():
        edge, shape = (
            known.drawn.held.get((node, port.name)),
            known.inference.inputs.get(node, {}).get(port.name),
        )
        if edge is None or shape is None:
            continue
        why = judge.of_port(known.drawn.label(node), port, shape)
        if why is None:
            continue
        where = Place(node, port.name, edge=edge.as_tuple())
        reason: MisfitReason = "dtype" if why.cause == "dtype" else "rank"
        misfit = Misfit("error", where, why.sentence, reason=reason, got=shape)
        return Problem("error", where, why.sentence, fixes_for(known, misfit))
    return None


def _at_ports_of_kinds(known: Derived) -> Iterator[Problem]:
    """Yield blocks made of others that get what their kind does not take; inside them all may be well."""
    for path, graph in known.inside.items():
        kinds = (
            (node, graph.specs[node]) for node, drawn in graph.network.nodes.items() if not drawn.disabled
        )
        made = [node for node, spec in kinds if spec is not None and spec.network is not None]
        place = BlockPath(groups=path).first
        local = inside(known, place) if made else known
        found = (_at_its_port(local, node) for node in made)
        yield from (lifted(problem, place) for problem in found if problem is not None)


def _inside_a_kind(known: Derived, node: str, failure: Problem) -> Problem:
    """Return what is wrong inside a block that is made of others, told at the block."""
    graph, spec = known.drawn, known.drawn.specs[node]
    message = Text("In {block}: {why}", block=graph.label(node), why=failure.message)
    shape = known.inference.inputs.get(node, {}).get(spec.inputs[0].name) if spec is not None else None
    fixes = tuple(refitted(known, node, shape)) if shape is not None else ()
    return Problem(failure.severity, Place(node), message, (*fixes, *last_ways(graph, node)))


def _inside_groups(known: Derived) -> Iterator[Problem]:
    """Yield what is wrong with the networks in groups, whatever their shapes."""
    told = {path: graph for path, graph in known.inside.items() if not (path and graph.is_whole)}
    outputs = by_network(known.inference.outputs) if any(told) else {}
    for path, graph in told.items():
        place = BlockPath(groups=path).first
        shapes = _by_slot(outputs.get(str(place.network), {})) if path else {}
        found = (
            (*of_inside(graph, shapes), *of_blocks(without_strays(graph, inside=True), shapes))
            if path
            else of_outside(graph)
        )
        yield from (lifted(problem, place) for problem in found)


def _too_many(graph: Graph) -> Iterator[Problem]:
    """Yield groups whose repeats multiply beyond what can be built."""
    network, blocks = graph.network, graph.blocks
    if size(blocks, network) <= MOST_BLOCKS:
        return
    inside = {node: (each, blocks.network_of(each)) for node, each in network.nodes.items()}
    sizes = {node: rounds(blocks, each, held) for node, (each, held) in inside.items() if held is not None}
    largest = max(sizes, key=lambda node: sizes[node])
    label, count = graph.label(largest), thousands(sizes[largest])
    words = "{block} makes {count} blocks; a network can have {most}."
    message = Text(words, block=label, count=count, most=thousands(MOST_BLOCKS))
    fix = set_param(Text("Repeat {block} once", block=label), largest, repeat=1)
    yield Problem("error", Place(largest, param="repeat"), message, (fix, *last_ways(graph, largest)))


def _goals_and_data(known: Derived) -> Iterator[Problem]:
    """Yield goals that aim at what the data set does not have."""
    for node, spec in known.drawn.of_role(Role.GOAL).items():
        target = target_of(known.project, node, known.fields)
        if spec.goal is None:
            continue
        message = None
        if target is None and spec.field != SAME:
            words, label = "{block} learns {aim}, but this data set has none.", known.drawn.label(node)
            message = Text(words, block=label, aim=Text(spec.goal.aim))
        elif target is not None and target.dtype != spec.goal.target:
            field = known.project.catalogue.words_of(target.name)
            message = _of_another_kind(known.drawn.label(node), spec.goal, target, field)
        elif target is not None and spec.goal.kinds not in (0, len(target.classes)):
            words = "{block} tells {count} classes apart, but this data set has {classes}."
            message = Text(words, block=known.drawn.label(node), count=spec.goal.kinds,
                           classes=len(target.classes))  # fmt: skip
        if message:
            other = fitting(known.drawn.blocks, known.fields, Role.GOAL)
            fixes = (replace_kind(known.drawn, node, other),) if other else last_ways(known.drawn, node)
            yield Problem("error", Place(node), message, fixes)


def _of_another_kind(label: str, rule: GoalRule, target: Field, field: Text) -> Text:
    """Say that a goal would compare its scores with numbers which mean something else."""
    what = Text("numbers that stand for words") if target.values else Text(numbers(target.dtype))
    does = Text("tells classes apart" if rule.target == "int" else "measures how far apart numbers are")
    words = "{block} {does}, but {field} brings {what}."
    return Text(words, block=label, does=does, field=field, what=what)


def _doubled_softmax(graph: Graph) -> Iterator[Problem]:
    for goal, spec in graph.of_role(Role.GOAL).items():
        edge = graph.held.get((goal, "in"))
        if edge is None or spec.goal is None or not spec.goal.shares:
            continue
        node = last_before(graph, edge.source)
        before = graph.specs[node]
        if before is not None and before.shares:
            label, after = graph.label(node), graph.label(goal)
            message = Text(
                "{block} stands before {after}, which applies it already: it would be applied twice.",
                block=label,
                after=after,
            )
            title = Text("Switch {block} off: the goal applies it already", block=label)
            fix = Fix(title, partial(rewire.switched, node=node, off=True))
            yield Problem("error", Place(node, edge=_wire_out(graph, node, edge)), message, (fix,))


def _wire_out(graph: Graph, node: str, last: Edge) -> tuple[str, str, str, str]:
    found = next((edge for edge in graph.held.values() if edge.source == node), last)
    return found.as_tuple()


def _memory(known: Derived) -> Iterator[Problem]:
    """Yield a network whose blocks fit one by one and not together."""
    network, inference = known.project.network, known.inference
    sizes = {node: inference.bytes.get(node, 0) for node in network.nodes}
    apart, device = sum(sizes.values()), known.project.recipe.device
    if not apart or 2 * apart + WAYPOINT_BYTES <= (free := free_bytes(device)):
        return  # without a look at who needs what until when
    if (needed := inference.peak.memory) <= free:
        return
    node = max(sizes, key=lambda each: sizes[each])
    message = Text(
        "This network would need {needed}, most of it in {block}; {holder} has {free} free.",
        needed=in_words(needed),
        holder=holder(device),
        block=known.drawn.label(node),
        free=in_words(free),
    )
    batch = batch_of(known.project, known.fields)
    smaller = max(1, batch * free // (2 * needed))
    fixes = [_batch_fix(smaller)] if smaller < batch else []
    if is_gpu(device) and needed <= free_bytes():
        fixes.append(Fix(Text("Train on the CPU"), lambda project: project.with_recipe(device="cpu")))
    yield Problem("error", Place(node), message, (*fixes, *last_ways(known.drawn, node)))


def _batches(project: Project, fields: DataFields) -> Iterator[Problem]:
    """Yield batch sizes that the data do not bear."""
    batch = project.recipe.batch_size
    samples = counts(fields.samples, project.data)[0] if fields.samples else batch
    if not samples:
        message = Text("No sample is left for training; raise the share of training data.")
        yield Problem("error", Place(), message, (Fix(Text("Train on 70 %"), _usual_shares),))
        return
    spec = OPTIMIZERS.find(project.recipe.optimizer)
    if spec is not None and spec.whole and batch < samples:
        message = Text("{optimizer} takes all {samples} training samples at once, but a batch has {batch}.",
                       optimizer=spec.title, samples=thousands(samples), batch=thousands(batch))  # fmt: skip
        yield Problem("error", Place(param="batch_size"), message, (_batch_fix(samples),))
    if batch > samples:
        message = Text("A batch of {batch} is more than the {samples} training samples: all of them "
"go in one step.", batch=thousands(batch), samples=thousands(samples))  # fmt: skip
        yield Problem("advice", Place(param="batch_size"), message, (_batch_fix(samples),))


def _pairs(known: Derived) -> Iterator[Problem]:
    """Yield blocks that take their statistics from a batch and would get one sample, those in groups too."""
    project, fields = known.project, known.fields
    if batch_of(project, fields) > 1 and counts(fields.samples, project.data)[0] != 1:
        return
    told: set[str] = set()
    for node in known.inference.blocks:
        spec, top = known.graph.specs[node], BlockPath.of(node).top
        if spec is not None and (spec.needs_pairs or _spans(spec)) and top not in told:
            told.add(top)
            message = Text(
                "{block} needs batches of 2 samples or more, but the recipe says 1.",
                block=known.graph.label(node),
            )
            fixes = (_batch_fix(SAFE_BATCH), *last_ways(known.drawn, top))
            yield Problem("error", Place(top), message, fixes)


def _uncounted(known: Derived) -> Iterator[Problem]:
    """Yield blocks that stand without an input where no source leads to a goal."""
    told: set[str] = set()
    for node, spec in known.graph.specs.items():
        if spec is None or SAMPLE_COUNT not in spec.inputs or node not in known.graph.live:
            continue
        if (place := str(BlockPath.of(node).drawn)) in told:
            continue
        if known.graph.of_role(Role.GOAL) and (node, SAMPLE_COUNT.name) not in known.graph.held:
            told.add(place)
            words = "{block} has no input: a source has to lead to a goal, to say how many samples there are."
            fixes = _counted(known.drawn, place)
            yield Problem("error", Place(place), Text(words, block=known.graph.label(node)), fixes)


def _counted(drawn: Graph, node: str) -> tuple[Fix, ...]:
    """Return what tells a block outside groups how many samples there are: a wire from a source."""
    wires = (Edge(source, OUT.name, node, SAMPLE_COUNT.name) for source in drawn.of_role(Role.SOURCE))
    return tuple(join(drawn, wire) for wire in wires) if node in drawn.network.nodes else ()


def _spans(spec: BlockSpec) -> bool:
    return spec.goal is not None and spec.goal.spans


def _unequal_rates(known: Derived) -> Iterator[Problem]:
    """Yield blocks with a rate of their own where one update changes all weights alike."""
    spec = OPTIMIZERS.find(known.project.recipe.optimizer)
    if spec is None or not spec.whole:
        return
    told: set[str] = set()
    for node in known.inference.blocks:
        top = BlockPath.of(node).top
        if factors_of(known.graph.network.nodes[node].learning).rate != 1 and top not in told:
            told.add(top)
            message = Text("{optimizer} changes all weights alike: {block} cannot have a rate of its own.",
                           optimizer=spec.title, block=known.graph.label(node))  # fmt: skip
            own = known.project.network.nodes[top].learning
            fixes = (_usual_rate(top, own),) if "rate_factor" in own else ()
            yield Problem("error", Place(top, param="rate_factor"), message, fixes)


def _usual_rate(node: str, learning: Mapping[str, object]) -> Fix:
    rest = {name: value for name, value in learning.items() if name != "rate_factor"}
    return Fix(
        Text("Use the recipe's rate"),
        lambda project: project.with_network(set_learning(project.network, node, rest)),
    )


def _usual_shares(project: Project) -> Project:
    return project.with_data(train=0.7, validation=0.3, test=0.0)


def _batch_fix(size: int) -> Fix:
    return Fix(
        Text("Use batches of {size}", size=thousands(size)),
        lambda project: project.with_recipe(batch_size=size),
    )
