"""A class that no sample trains is named before training."""

from __future__ import annotations

from playground.core.builtin import CATALOGUE
from playground.core.checks.classes import unlearned_classes
from playground.core.data.prepared import load_samples
from playground.core.project.templates import template
from playground.core.project.values import Project

FEW = {"train": 0.02, "validation": 0.98, "test": 0.0}


def iris(**data: object) -> Project:
    return template("iris-mlp", CATALOGUE).open().with_data(**data)


def missing(project: Project) -> list[str]:
    return [str(problem.message) for problem in unlearned_classes(project, load_samples(project))]


def test_in_proportion_every_class_trains_and_at_random_one_may_be_missing() -> None:
    assert missing(iris(**FEW)) == []
    lucky = [seed for seed in range(20) if not missing(iris(seed=seed, split="at_random", **FEW))]
    assert 0 < len(lucky) < 20
    seed = next(seed for seed in range(20) if seed not in lucky)
    project = iris(seed=seed, split="at_random", **FEW)
    (problem,) = unlearned_classes(project, load_samples(project))
    labels = load_samples(project).take("train")["label"]
    names = [name for place, name in enumerate(("setosa", "versicolor", "virginica")) if place not in labels]
    assert problem.severity == "advice" and all(name in problem.message for name in names) and names
    (fix,) = problem.fixes
    assert missing(fix.edit(project)) == []


def test_too_small_a_training_part_is_told_with_another_share() -> None:
    project = template("digits-mlp", CATALOGUE).open().with_data(train=0.002, validation=0.998, test=0.0)
    (problem,) = unlearned_classes(project, load_samples(project))
    assert str(problem.message).startswith("No sample of 6 classes trains (")
    assert missing(problem.fixes[0].edit(project)) == []


def test_up_to_three_classes_are_named() -> None:
    digits = template("digits-mlp", CATALOGUE).open()
    for few, words in ((7, "No sample of "), (6, "No sample of 4 classes trains (")):
        project = digits.with_data(train=few / 1797, validation=1 - few / 1797, test=0.0)
        labels = load_samples(project).take("train")["label"]
        assert len(labels) == few == len(set(labels.tolist()))
        (said,) = missing(project)
        assert said.startswith(words)
        gone = [str(each) for each in range(10) if each not in labels]
        assert few == 6 or said.startswith(f"No sample of {gone[0]}, {gone[1]} and {gone[2]} trains")


def test_a_goal_without_classes_has_none_that_could_miss() -> None:
    assert missing(template("regression-plane", CATALOGUE).open()) == []
    assert (
        missing(template("digits-autoencoder", CATALOGUE).open().with_data(train=0.002, validation=0.998))
        == []
    )
