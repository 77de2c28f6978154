"""What several processes train that no command line has: each runs `trained_together.py CASE STEPS FILE`."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from torch import Tensor

import next_word
from goal_cases import CASES
from playground.core.builtin import CATALOGUE
from playground.core.files.project_file import save_project
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Node
from playground.core.project.records import RunRecord
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training import assembly
from playground.core.training.assembly import Assembly
from playground.core.training.rule import LOSS, Group, TrainingRule, Update
from playground.core.training.session import Session
from playground.core.training.team import here, joined


def rare() -> Project:
    """Return a network of classes that count alike, however rare they are."""
    found = template("wine-mlp", CATALOGUE).open()
    network = set_params(found.network, "goal", class_weights="balanced", label_smoothing=0.1)
    return replace(found, network=network).with_recipe(l1=1e-4, l2=1e-3, batch_size=25, device="cpu")


def words() -> Project:
    """Return a language model: of its sentences, some have three times as many words that count as others."""
    found = next_word.project()
    return found.with_recipe(optimizer="sgd", options={}, l2=1e-3, batch_size=25, device="cpu")


def both() -> Project:
    """Return one that tells the mood of its sentences as well, with moods that count alike."""
    found = words()
    nodes = {
        **found.network.nodes,
        "last": Node("over_time", {}),
        "scores": Node("dense", {"units": 2, "activation": "linear"}),
        "mood": Node("classify", {"class_weights": "balanced", "weight": 0.5}),
    }
    pairs = (("b2", "last"), ("last", "scores"), ("scores", "mood"))
    edges = (*found.network.edges, *(Edge(a, "out", b, "in") for a, b in pairs))
    return found.with_network(replace(found.network, nodes=nodes, edges=edges))


def shared() -> Project:
    """Return one whose words' table takes the scores too, and in which a block runs twice."""
    found = words()
    (table,) = (name for name, node in found.network.nodes.items() if node.kind == "embedding")
    nodes = dict(found.network.nodes)
    known = CATALOGUE.blocks.get("embedding").params_of(nodes[table].params)
    entries, width = known["entries"], known["features"]
    nodes[table] = replace(nodes[table], linked="table")
    nodes["again"] = nodes["mix"] = Node("dense", {"units": width, "activation": "tanh"}, linked="mix")
    nodes["tied"] = Node("dense", {"units": entries, "activation": "linear"}, linked="table")
    nodes["last"], nodes["scores"] = Node("over_time"), Node("dense", {"units": 2, "activation": "linear"})
    nodes["mood"] = Node("classify", {"weight": 0.5})
    pairs = (("mix", "again"), ("again", "tied"), ("tied", "last"), ("last", "scores"), ("scores", "mood"))
    edges = (*found.network.edges, Edge(table, "out", "mix", "in"),
             *(Edge(a, "out", b, "in") for a, b in pairs))  # fmt: skip
    return found.with_network(replace(found.network, nodes=nodes, edges=edges))


PROJECTS: Mapping[str, Callable[[], Project]] = {
    "rare": rare, "words": words, "both": both, "turns": rare, "shared": shared,
    "silent": partial(CASES.__getitem__, "divergence"),
}  # fmt: skip
SPOILT = "spoilt"  # instead of a case


def take_turns(patch: pytest.MonkeyPatch) -> None:
    """Let every run train by two updates: all but the last block follow the goal, that another loss, too."""
    blocks = tuple(dict.fromkeys(key.split(".")[0] for key in Session.start(rare()).parts.parameters))
    body, head = Group("body", frozenset(blocks[:-1])), Group("head", frozenset(blocks[-1:]), 0.5)
    rule = TrainingRule((Update((LOSS,), (body,)), Update((LOSS, "loss_g"), (head,), clip=0.1, every=3)))
    known = Assembly.losses.fget
    assert known is not None
    further = {"loss_g": lambda scores, targets: scores[0].square().mean()}
    patch.setattr(Assembly, "losses", property(lambda self: {**known(self), **further}))
    patch.setattr(assembly, "PLAIN", rule)


def problem_of_one() -> str:
    """Return what is said of a first step that goes wrong for the samples of the second process alone."""

    def spoilt(scores: Sequence[Tensor], targets: Sequence[Tensor]) -> Tensor:
        team = here()
        return scores[0].sum() * (math.inf if team is not None and team.rank == 1 else 1.0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Assembly, "losses", property(lambda self: {LOSS: spoilt}))
        return str(Session.start(rare()).advance(1).problem)


def run(case: str, steps: int) -> RunRecord:
    """Return a run of so many steps."""
    with pytest.MonkeyPatch.context() as patch:
        if case == "turns":
            take_turns(patch)
        session = Session.start(PROJECTS[case]())
        while session.step < steps:
            session.advance(steps - session.step)
        return session.record()


def threads() -> list[str]:
    """Return the names of this process's threads, PyTorch's own among them, where the system tells them."""
    return sorted(each.read_text().strip() for each in Path("/proc/self/task").glob("*/comm"))


def main(case: str, steps: str, file: str) -> None:
    """Run with the other processes; the first of them writes. No thread of the group is left then."""
    train(case, steps, file)
    assert not any("gloo" in each for each in threads()), threads()


def train(case: str, steps: str, file: str) -> None:
    with joined():
        team = here()
        if case == SPOILT:
            Path(f"{file}.{team.rank if team else 0}").write_text(problem_of_one(), encoding="utf-8")
            return
        record = run(case, int(steps))
        if team is None or team.rank == 0:
            save_project(Path(file), record.project, [record])


if __name__ == "__main__":
    main(*sys.argv[1:])
