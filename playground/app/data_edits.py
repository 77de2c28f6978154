"""Edits of data and recipe, and the one that fits source and goal to a data set of another kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playground.app.banners import Banner, BannerAction
from playground.app.edits import Edit
from playground.app.texts import tr
from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.shapes import Field
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.data.prepared import fields_of, spec_of
from playground.core.data.spec import DataSetSpec
from playground.core.errors import PlaygroundError, refuse_first
from playground.core.graph.wiring import goals, graph_of, network_of, of_role, spec_for
from playground.core.network import edits as network_edits
from playground.core.network.topology import downstream, incoming, order, outgoing
from playground.core.network.values import NO_PARAMS, Edge, Network, Node
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, DataChoice, Project
from playground.core.training.recipes import OPTIONS, check_recipe

_LEAST_SHARE = 0.01  # of the samples, for training and for validation


def fits(project: Project, data_id: str) -> bool:
    """Say whether source and goal of the network suit a data set as they are."""
    spec = spec_of(DataChoice(data_id))
    kinds = {node.kind for node in project.network.nodes.values()}
    roles = {
        (found.role, kind) for kind in kinds if (found := BLOCKS.find(kind)) and found.role is not Role.LAYER
    }
    return roles <= {(Role.SOURCE, spec.source), (Role.GOAL, spec.goal)} and _widths_fit(project, spec)


def choose_data(project: Project, data_id: str) -> Edit:
    """Take another data set with its own defaults; shares and seed stay."""
    spec = spec_of(DataChoice(data_id))
    data = replace(project.data, id=data_id, options=_shared_options(project, spec))
    return Edit(tr("Use {data}").format(data=spec.title), replace(project, data=data))


def choose_data_and_fit(project: Project, data_id: str) -> Edit:
    """Take another data set and fit source, layers that cannot stay, goal and last layer to it: one step."""
    chosen = choose_data(project, data_id).project
    spec = spec_of(chosen.data)
    fields = fields_of(chosen.data).fields
    network = _swap(chosen.network, Role.SOURCE, spec.source)
    network = _fit_words(network, fields[BLOCKS.get(spec.source).field])
    network = _fit_layers(network, fields[BLOCKS.get(spec.source).field])
    network = _swap(network, Role.GOAL, spec.goal)
    network = _fit_width(network, spec.goal, fields[BLOCKS.get(spec.goal).field])
    label = tr("Fit the network to {data}").format(data=spec.title)
    return Edit(label, chosen.with_network(network))


def set_data_option(project: Project, name: str, value: Any) -> Edit:
    """Change an option of the data set; PlaygroundError when the value does not fit."""
    spec = spec_of(project.data)
    param = next(param for param in spec.params if param.name == name)
    options = {**project.data.options, name: param.check(value, spec.title)}
    return Edit(tr("Set {param}").format(param=tr(param.words)), project.with_data(options=options))


def set_data_seed(project: Project, seed: int) -> Edit:
    """Make other points, and another split, of the same data set."""
    return Edit(tr("Set data seed"), project.with_data(seed=DATA_FIELDS["seed"].check(seed)))


def set_shares(project: Project, train: float, test: float | None = None) -> Edit:
    """Split the samples otherwise: shares for training and test, the rest is for validation."""
    test = project.data.test if test is None else test
    test = min(max(test, 0.0), 1 - 2 * _LEAST_SHARE)
    train = min(max(train, _LEAST_SHARE), 1 - test - _LEAST_SHARE)
    validation = round(1 - train - test, 6)
    data = {"train": round(1 - validation - test, 6), "validation": validation, "test": round(test, 6)}
    return Edit(tr("Split the data"), project.with_data(**data))


def set_recipe(project: Project, **changes: Any) -> Edit:
    """Change fields of the recipe; PlaygroundError when one of them cannot be followed."""
    if "optimizer" in changes and changes["optimizer"] != project.recipe.optimizer:
        changes.setdefault("options", NO_PARAMS)
    names = [tr(RECIPE_FIELDS[name].words) for name in changes if name != OPTIONS]
    changed = project.with_recipe(**changes)
    refuse_first(tuple(each for each in check_recipe(changed.recipe) if each.where.param in changes))
    return Edit(tr("Set {param}").format(param=", ".join(names) or tr("optimizer options")), changed)


def new_seed(project: Project) -> Edit:
    """Roll other initial weights."""
    seed = random.SystemRandom().randrange(1, 10_000)
    return Edit(tr("New seed {seed}").format(seed=seed), project.with_recipe(seed=seed))


def question(data_id: str, take: Callable[[Callable[..., Edit]], None]) -> Banner:
    """Return the bar that asks what to do about a network which the data do not suit."""
    actions = (
        BannerAction(tr("Fit the network"), lambda: take(choose_data_and_fit)),
        BannerAction(tr("Only the data"), lambda: take(choose_data)),
    )
    return Banner(_mismatch(data_id), "question", actions, id="fit_data")


def _mismatch(data_id: str) -> str:
    """Say what a data set needs that the network lacks, and what can be done."""
    spec = spec_of(DataChoice(data_id))
    source, goal = BLOCKS.get(spec.source), BLOCKS.get(spec.goal)
    return tr("{data} needs {source} at the start and {goal} at the end. Fit the network to it?").format(
        data=spec.title, source=source.title, goal=goal.title
    )


def _shared_options(project: Project, spec: DataSetSpec) -> dict[str, Any]:
    """Keep options that both data sets have: noise and size stay when one looks through the gallery."""
    kept = {}
    for param in spec.params:
        if param.name in project.data.options:
            try:
                kept[param.name] = param.check(project.data.options[param.name])
            except PlaygroundError:  # outside the other set's range: its default holds
                continue
    return kept


def _widths_fit(project: Project, spec: DataSetSpec) -> bool:
    """Say whether the layers before the goals have as many units as the data set's target asks for."""
    field = fields_of(DataChoice(spec.id)).fields[BLOCKS.get(spec.goal).field]
    for node_id in goals(project.network):
        dense = _dense_before(project.network, node_id)
        if dense is not None and _units(project.network.nodes[dense]) != _width(spec.goal, field):
            return False
    return True


def _width(goal: str, field: Field) -> int:
    rule = BLOCKS.get(goal).goal
    return rule.width(field) if rule is not None else 0


def _units(node: Node) -> int:
    return int(BLOCKS.get("dense").params_of(node.params).units)


def _swap(network: Network, role: Role, kind: str) -> Network:
    """Give every source (or goal) the kind that fits; place and wires stay."""
    for node_id, spec in of_role(network, role).items():
        if spec.id != kind:
            network = _replaced(network, node_id, kind)
    return network


def _replaced(network: Network, node_id: str, kind: str) -> Network:
    at = network.nodes[node_id].position
    new_id = network_edits.fresh_id(network, kind)
    nodes = {}
    for other, node in network.nodes.items():
        nodes[new_id if other == node_id else other] = Node(kind, {}, "", at) if other == node_id else node
    return Network(nodes, tuple(_moved(edge, node_id, new_id) for edge in network.edges))


def _moved(edge: Edge, old: str, new: str) -> Edge:
    source = new if edge.source == old else edge.source
    return replace(edge, source=source, target=new if edge.target == old else edge.target)


def _fit_words(network: Network, field: Field) -> Network:
    """Put an embedding behind a source of words that has none, and leave none behind another source."""
    behind = {edge.target for node in of_role(network, Role.SOURCE) for edge in outgoing(network, node)}
    has_one = any(network.nodes[node].kind == "embedding" for node in behind)
    if field.dtype == "int":
        return network if has_one else _with_embedding(network, field.values)
    for node_id in [node_id for node_id, node in network.nodes.items() if node.kind == "embedding"]:
        network = _without_embedding(network, node_id, field.rank)
    return network


def _without_embedding(network: Network, node_id: str, rank: int) -> Network:
    """Remove an embedding; before a sequence of numbers, a dense layer keeps the features as many."""
    if rank != 2:
        return network_edits.remove_nodes(network, [node_id])
    node = network.nodes[node_id]
    features = BLOCKS.get("embedding").params_of(node.params).features
    made = Node("dense", {"units": features, "activation": "linear"}, "", node.position)
    return replace(network, nodes={**network.nodes, node_id: made})


def _with_embedding(network: Network, entries: int) -> Network:
    for node_id in of_role(network, Role.SOURCE):
        node = Node("embedding", {"entries": entries})
        network, _ = network_edits.append_after(network, node, node_id)
    return network


def _fit_layers(network: Network, field: Field) -> Network:
    """Follow the rank of the data: leave out layers it cannot pass, flatten where needed."""
    ranks: dict[str, int] = {}
    for node_id in order(network):
        spec = BLOCKS.find(network.nodes[node_id].kind)
        if spec is None:
            continue
        before = [ranks[edge.source] for edge in incoming(network, node_id) if edge.source in ranks]
        rank = field.rank if spec.role is Role.SOURCE else (before[0] if before else None)
        if spec.id == "embedding":
            rank = 1
        if rank is None:
            continue
        network, ranks[node_id] = _pass(network, node_id, spec, rank)
    return network


def _pass(network: Network, node_id: str, spec: BlockSpec, rank: int) -> tuple[Network, int]:
    """Return the network in which a block takes this rank, and the rank that it gives."""
    if spec.role is Role.SOURCE:
        return network, rank
    wanted = _ranks(network.nodes[node_id], spec)
    if spec.id == "dense" and rank == 2 and _feeds_sequences(network, node_id):
        wanted = (2,)
    if spec.id == "flatten" and rank == 1:
        return network_edits.remove_nodes(network, [node_id]), rank
    if wanted and rank not in wanted:
        if rank == 1 or 1 not in wanted:
            return network_edits.remove_nodes(network, [node_id]), rank
        flat = Node("over_time", {"how": "mean"}) if _reads_words(network) else Node("flatten")
        network, _ = network_edits.insert_on_edge(network, flat, incoming(network, node_id)[0])
        return network, 1
    return network, _rank_after(spec, rank)


def _feeds_sequences(network: Network, node_id: str) -> bool:
    """Say whether something behind a block works on sequences alone."""
    behind = [network.nodes[each] for each in downstream(network, node_id)]
    specs = [(node, spec) for node in behind if (spec := spec_for(node)) is not None and spec.inputs]
    return any(_ranks(node, spec) == (2,) for node, spec in specs)


def _ranks(node: Node, spec: BlockSpec) -> tuple[int, ...]:
    """Return how many axes a block takes; a group takes what all blocks in it do."""
    inside = network_of(node)
    if inside is None or spec.network is not None:
        return (1,) if spec.id == "dense" else spec.inputs[0].ranks
    common: set[int] = {1, 2, 3, 4}
    for each in inside.nodes.values():
        inner = spec_for(each)
        if inner is not None and inner.inputs:
            ranks = _ranks(each, inner) if each.network is not None else inner.inputs[0].ranks
            common &= set(ranks or common)
    return tuple(sorted(common))


def _rank_after(spec: BlockSpec, rank: int) -> int:
    """Return how many axes come out of a block."""
    changed = {"flatten": 1, "over_time": 1, "global_pool": 1, "embedding": 2, "patch_embedding": 2}
    return changed.get(spec.id, rank)


def _reads_words(network: Network) -> bool:
    return any(node.kind == "embedding" for node in network.nodes.values())


def _fit_width(network: Network, goal: str, field: Field) -> Network:
    """Give the layer before each goal as many units as the goal needs."""
    for node_id in goals(network):
        dense = _dense_before(network, node_id)
        if dense is not None:
            network = network_edits.set_params(network, dense, units=_width(goal, field))
    return network


def _dense_before(network: Network, node_id: str) -> str | None:
    """Return the dense block whose units arrive at a goal, through blocks that keep the number."""
    before = incoming(network, node_id)
    found = graph_of(network).way_back(before[0].source, lambda spec: spec.keeps_shape) if before else ""
    return found if found and network.nodes[found].kind == "dense" else None
