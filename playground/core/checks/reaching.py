"""Goals that some blocks alone learn from: which of these are not there, and whom no goal reaches."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.blocks.goals import EVERYTHING, NAMED, REACHED, REACHES
from playground.core.blocks.spec import Role
from playground.core.checks.fixes import set_param
from playground.core.errors import Fix, Place, Problem
from playground.core.graph.reached import has_weights, named, names, reach_of, reached
from playground.core.graph.wiring import Graph
from playground.core.network.topology import upstream
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived


def of_reach(known: Derived) -> Iterator[Problem]:
    """Yield goals that reach nothing, and advice on blocks that learn from no goal."""
    graph = known.drawn
    goals = [node for node in graph.of_role(Role.GOAL) if node in graph.live]
    apart = [goal for goal in goals if reach_of(graph, goal) != EVERYTHING]
    for goal in apart:
        yield from _of_goal(graph, goal)
    if apart:
        yield from _left_alone(graph, goals)


def _of_goal(graph: Graph, goal: str) -> Iterator[Problem]:
    """Yield the names that no block before a goal has, or that nothing it reaches may learn."""
    label, fix = graph.label(goal), _everything(graph, goal)
    if reach_of(graph, goal) == NAMED:
        found = {name for name, _ in named(graph, goal)}
        stray = [name for name in names(graph, goal) if name not in found]
        if stray:
            words = "{block} is to reach {name}, but no block before it is called so."
            message = Text(words, block=label, name=stray[0])
            yield Problem("error", Place(goal, param=REACHED.name), message, (fix,))
        if not names(graph, goal):
            message = Text("{block} reaches blocks by name, but names none.", block=label)
            yield Problem("error", Place(goal, param=REACHED.name), message, (fix,))
        if stray or not names(graph, goal):
            return
    if not any(has_weights(graph, node) for node in reached(graph, goal) or ()):
        message = Text("Nothing that {block} reaches has weights that learn.", block=label)
        yield Problem("error", Place(goal, param=REACHES.name), message, (fix,))


def _left_alone(graph: Graph, goals: list[str]) -> Iterator[Problem]:
    """Yield blocks with weights that stand before goals, and learn from none of them."""
    learning, before = set[str](), set[str]()
    for goal in goals:
        ways = upstream(graph.network, goal)
        found = reached(graph, goal)
        before |= ways
        learning |= ways if found is None else found
    for node in graph.order:
        if node in before - learning and has_weights(graph, node):
            words = "No goal reaches {block}: it stays as it began."
            goal = next(each for each in goals if node in upstream(graph.network, each))
            yield Problem("advice", Place(node), Text(words, block=graph.label(node)),
                          (_everything(graph, goal),))  # fmt: skip


def _everything(graph: Graph, goal: str) -> Fix:
    title = Text("Let {block} reach everything before it", block=graph.label(goal))
    return set_param(title, goal, reaches=EVERYTHING)
