"""Networks broken at random, as a person breaks them who is trying things out; and the first fixes taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import Analysis, analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Fix, first_way
from playground.core.network.edits import add_node, connect, disconnect, remove_nodes, set_params
from playground.core.network.nesting import Path, inner, paths, with_inner
from playground.core.network.topology import downstream
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import Project
from random_networks import LAYERS, Pile, value_of

MOST_FIXES = 60
TEMPLATES = TemplateRegistry(CATALOGUE)
SMALL = [each.id for each in TEMPLATES if len(each.open().network.nodes) < 15]


def broken(seed: int) -> Project:
    """Return a network with one to four things wrong: of a template, or piled up."""
    random = Random(seed)
    project = TEMPLATES.get(random.choice(SMALL)).open() if seed % 2 else Pile(seed).project()
    for _ in range(random.randint(1, 4)):
        path: Path = random.choice([(), *(each for each in paths(project.network) if each)])
        inside = inner(project.network, path)
        if inside.nodes:
            changed = random.choice(BREAKING)(random, inside)
            project = project.with_network(with_inner(project.network, path, changed))
    return project


def _without_a_wire(random: Random, network: Network) -> Network:
    return disconnect(network, random.choice(network.edges)) if network.edges else network


def _without_a_block(random: Random, network: Network) -> Network:
    return remove_nodes(network, [random.choice(list(network.nodes))], bridge=random.random() < 0.3)


def _with_another_value(random: Random, network: Network) -> Network:
    node = random.choice(list(network.nodes))
    spec = CATALOGUE.blocks.find(network.nodes[node].kind)
    if spec is None or not spec.params:
        return network
    param = random.choice(spec.params)
    value = random.choice((0, 10**6, "many")) if random.random() < 0.2 else value_of(random, param)
    return set_params(network, node, **{param.name: value})


def _with_another_kind(random: Random, network: Network) -> Network:
    node = random.choice(list(network.nodes))
    spec = CATALOGUE.blocks.find(network.nodes[node].kind)
    if spec is None or spec.inner or network.nodes[node].network is not None:
        return network
    kinds = (
        LAYERS if spec.role is Role.LAYER else [each for each in CATALOGUE.blocks if each.role is spec.role]
    )
    other = replace(network.nodes[node], kind=random.choice(kinds).id, params={})
    return replace(network, nodes={**network.nodes, node: other})


def _with_a_spare_block(random: Random, network: Network) -> Network:
    kinds = [each for each in CATALOGUE.blocks if each.role is not Role.SOURCE]
    spot = (random.uniform(0, 900), random.uniform(0, 500))
    return add_node(network, Node(random.choice(kinds).id, {}, "", spot))[0]


def _with_a_wire_back(random: Random, network: Network) -> Network:
    """Let a block read from one behind it, or from itself: the wires run in a circle."""
    edges = [each for each in network.edges if each.target in network.nodes]
    if not edges:
        return network
    edge = random.choice(edges)
    behind = random.choice(sorted(network.nodes.keys() & {edge.target, *downstream(network, edge.target)}))
    spec = CATALOGUE.blocks.find(network.nodes[behind].kind)
    if spec is None or not spec.outputs:
        return network
    return connect(network, Edge(behind, spec.outputs[0].name, edge.target, edge.target_port))


def _with_two_wires_at_one_input(random: Random, network: Network) -> Network:
    if not network.edges:
        return network
    one, other = random.choice(network.edges), random.choice(network.edges)
    return replace(
        network, edges=(*network.edges, replace(one, target=other.target, target_port=other.target_port))
    )


BREAKING: tuple[Callable[[Random, Network], Network], ...] = (
    _without_a_wire, _without_a_block, _with_another_value, _with_another_kind, _with_a_spare_block,
    _with_a_wire_back, _with_two_wires_at_one_input,
)  # fmt: skip


def mended(project: Project, *, advice: bool = False) -> list[Analysis]:
    """Return the project after each first fix, taken until there is none: as Ctrl+. does again and again."""
    steps = [analyse(project, fields_of(project))]
    while len(steps) <= MOST_FIXES:
        fix = first_fix(steps[-1], advice)
        if fix is None:
            break
        changed = fix.edit(steps[-1].project)
        steps.append(analyse(changed, fields_of(changed), steps[-1]))
    return steps


def first_fix(known: Analysis, advice: bool) -> Fix | None:
    """Return the first way out of the first problem that has any, an error before advice."""
    told = (each for each in known.problems if advice or each.severity == "error")
    return next((fix for problem in told if (fix := first_way(problem.fixes))), None)


def blocks_of(network: Network) -> set[tuple[str, ...]]:
    """Return all blocks, those in groups too, by their path."""
    return {(*path, node) for path in paths(network) for node in inner(network, path).nodes}
