"""What a chain of runs was trained on judges none of its runs, unless the figures say so."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.builtin import CATALOGUE
from playground.core.data.held_out import SEEN, held_out, seen_by
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.session import Session


def digits(**data: object) -> Project:
    return (
        template("digits-mlp", CATALOGUE)
        .open()
        .with_data(**{"train": 0.5, "validation": 0.5, "test": 0.0, **data})
    )


def trained(project: Project, steps: int = 1) -> Session:
    session = Session.start(project)
    session.advance(steps)
    return session


def parts(session: Session) -> dict[str, set[int]]:
    return {part: set(places.tolist()) for part, places in session.parts.data.samples.parts.items()}


def test_another_seed_leaves_what_was_trained_on_in_training() -> None:
    parent = trained(digits(seed=1))
    child = Session.start(digits(seed=2), inherit=parent.record())
    before, now, drawn = parts(parent), parts(child), load_samples(digits(seed=2)).parts["validation"]
    seen = before["train"] & set(drawn.tolist())
    assert 400 < len(seen) < 500
    assert not now["validation"] & before["train"] and now["validation"] == set(drawn.tolist()) - seen
    assert now["train"] >= seen and sum(map(len, now.values())) == 1797
    told = f"{len(seen)} of 898 validation samples were trained on before; they count as training samples."
    assert child.plan.notes == (told,)


def test_it_is_remembered_over_all_runs_of_the_chain() -> None:
    first = trained(digits(seed=1))
    second = Session.start(digits(seed=2), inherit=first.record())
    second.advance(1)
    again = Session.resume(second.record())
    assert parts(again) == parts(second)
    third = Session.start(digits(seed=2).with_recipe(batch_size=16), inherit=second.record())
    assert parts(third) == parts(second) and np.array_equal(third.held.seen, second.held.seen)
    fourth = Session.start(digits(seed=3, seen="mark"), inherit=second.record())
    trained_on = parts(first)["train"] | parts(second)["train"]
    drawn = set(load_samples(digits(seed=3)).parts["validation"].tolist())
    assert (
        fourth.held.counts["validation"] == len(drawn & trained_on) and parts(fourth)["validation"] == drawn
    )
    assert fourth.plan.notes[-1].endswith(
        "validation samples were trained on before: figures are partly seen."
    )


def test_what_a_run_before_the_parent_saw_counts_where_the_parent_had_it_judge() -> None:
    first = trained(digits(seed=1))
    second = Session.start(digits(seed=2, seen="mark"), inherit=first.record())
    second.advance(1)
    assert parts(first)["train"] & parts(second)["validation"]
    third = Session.start(digits(seed=3), inherit=second.record())
    assert not parts(third)["validation"] & (parts(first)["train"] | parts(second)["train"])


def test_a_child_that_took_no_step_saw_no_more_than_its_parent() -> None:
    parent = trained(digits(seed=1), 3)
    child = Session.start(digits(seed=2), inherit=parent.record())
    seen = seen_by(child.record(), digits(seed=3).data)
    assert child.record().position["step"] > 0 and len(seen) == len(parts(parent)["train"])


def test_of_two_equal_samples_the_one_that_was_not_trained_on_still_judges() -> None:
    iris = template("iris-mlp", CATALOGUE).open()
    table = load_samples(iris).dataset.arrays["table"]
    _, first, count = np.unique(table, axis=0, return_index=True, return_counts=True)
    twins = np.flatnonzero((table == table[first[count == 2][0]]).all(axis=1)).tolist()
    assert len(twins) == 2

    def drawn(seed: int) -> dict[str, set[int]]:
        found = load_samples(iris.with_data(seed=seed, train=0.5, validation=0.5, test=0.0)).parts
        return {part: set(places.tolist()) for part, places in found.items()}

    seed = next(each for each in range(50) if len(drawn(each)["train"] & set(twins)) == 1)
    other = next(each for each in range(50) if each != seed and set(twins) <= drawn(each)["validation"])
    project = iris.with_data(seed=seed, train=0.5, validation=0.5, test=0.0)
    child = Session.start(project.with_data(seed=other), inherit=trained(project).record())
    wanted = drawn(other)["validation"] & drawn(seed)["train"]
    assert child.held.counts["validation"] == len(wanted)
    assert len(parts(child)["validation"] & set(twins)) == 1


def test_a_file_keeps_it_to_the_bit(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("held") / "held.nnplay"
    child = Session.start(digits(seed=2), inherit=trained(digits(seed=1)).record())
    child.advance(2)
    save_project(path, child.project, (child.record(),))
    back = Session.resume(open_project(path, CATALOGUE).runs[0])
    assert parts(back) == parts(child)
    for session in (child, back):
        session.advance(3)
    assert np.array_equal(child.record().weights["dense.weight"], back.record().weights["dense.weight"])


def test_where_hardly_any_other_is_left_figures_are_marked() -> None:
    parent = trained(digits(seed=1, train=0.95, validation=0.05))
    child = Session.start(digits(seed=2, train=0.95, validation=0.05), inherit=parent.record())
    assert child.held.marked and len(parts(child)["validation"]) == 90
    assert child.plan.notes[0].endswith("figures are partly seen.")


def test_other_points_were_never_seen_and_the_same_split_needs_nothing() -> None:
    spiral = template("spiral-mlp", CATALOGUE).open()
    parent = trained(spiral)
    for data in ({"seed": 5}, {"train": 0.6, "validation": 0.4}, {}):
        child = Session.start(spiral.with_data(**data), inherit=parent.record())
        seen = child.held.counts["validation"]
        assert (seen > 0) == ("train" in data)
        assert (SEEN in child.record().state) == bool(data)
    idle = Session.start(spiral).record()
    assert not len(seen_by(idle, spiral.with_data(train=0.6, validation=0.4).data))


def test_a_test_part_is_held_out_as_well() -> None:
    parent = trained(digits(seed=1))
    child = Session.start(digits(seed=2, train=0.5, validation=0.25, test=0.25), inherit=parent.record())
    now, drawn = parts(child), load_samples(child.project).parts
    assert not (now["test"] | now["validation"]) & parts(parent)["train"]
    for part in ("validation", "test"):
        assert now[part] == set(drawn[part].tolist()) - parts(parent)["train"]
    assert sum(map(len, now.values())) == 1797 and now["train"] >= parts(parent)["train"]
    assert [note.split(" ")[3] for note in child.plan.notes] == ["validation", "test"]


def test_a_damaged_note_of_what_was_seen_is_refused() -> None:
    record = trained(digits()).record()
    for broken in (np.zeros((2, 2), np.int64), np.zeros(3, np.float32)):
        with pytest.raises(PlaygroundError, match="damaged"):
            Session.resume(type(record)(**{**vars(record), "state": {**record.state, SEEN: broken}}))
    assert not any(held_out(record.project).counts.values())
