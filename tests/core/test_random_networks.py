"""What the check passes trains, by both paths, resumes, predicts and exports; else one sentence says why not.

Networks are drawn at random, of every kind on every data set: what holds on templates alone hides faults.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from both_paths import holds, trained
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.project.values import Project
from playground.core.training.session import Session
from random_networks import LAYERS, Pile, mended, problems_of

# Each kind trains by itself in `test_every_kind`; many more are `slow`.
QUICK = range(0, len(LAYERS), 4)
MANY, EXPORTED = range(1, 1_000), range(1_000, 1_060)


def trainable(seed: int) -> Project | None:
    """Return a random project as it stands after its first fixes were clicked, if the check passes it."""
    project = mended(Pile(seed).project())
    return None if any(problem.severity == "error" for problem in problems_of(project)) else project


def refused(project: Project) -> None:
    """See that what the check refuses is refused by a start of training too, in the same sentence."""
    first = next(problem for problem in problems_of(project) if problem.severity == "error")
    with pytest.raises(PlaygroundError) as caught:
        Session.start(project)
    assert caught.value.message == first.message


def check_seed(seed: int, folder: Path) -> None:
    drawn = Pile(seed).project()
    if any(problem.severity == "error" for problem in problems_of(drawn)):
        refused(drawn)
    project = trainable(seed)
    if project is not None:
        holds(project, folder)


@pytest.mark.parametrize("seed", QUICK)
def test_the_check_and_the_training_agree(seed: int, tmp_path: Path) -> None:
    check_seed(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", MANY)
def test_the_check_and_the_training_agree_on_many(seed: int, tmp_path: Path) -> None:
    check_seed(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", EXPORTED)
@pytest.mark.parametrize("to", ["onnx", "safetensors"])
def test_what_trains_is_exported_and_gives_the_same_answers(seed: int, to: str, tmp_path: Path) -> None:
    project = trainable(seed)
    if project is None:
        pytest.skip("this seed draws what cannot be trained")
    record = trained(project, False).record()
    made = export(EXPORTERS.get(to), record, tmp_path / f"random.{to}")
    assert made.path.exists()


@pytest.mark.slow
def test_all_kinds_are_drawn() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(300):
        kinds.update(node.kind for node in Pile(seed).project().network.nodes.values())
    assert {spec.id for spec in LAYERS} == {kind for kind in kinds if CATALOGUE.blocks.get(kind) in LAYERS}
