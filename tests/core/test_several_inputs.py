"""Several inputs of one kind: a source chooses which field it brings, everywhere the same one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from both_paths import holds
from playground.app.source_fields import params_of
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data import digits
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import Problem
from playground.core.graph.wiring import target_of
from playground.core.model.predict import predict
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.schema import from_bytes, to_bytes
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session
from script_runs import differences, told


def siamese() -> Project:
    return template("siamese-digits", CATALOGUE).open()


def errors(project: Project) -> list[Problem]:
    found = analyse(project, fields_of(project)).problems
    return [problem for problem in found if problem.severity == "error"]


def bringing(field: str, data: str = "pairs") -> Project:
    project = siamese()
    network = set_params(project.network, "image_2", field=field)
    return project.with_network(network).with_data(id=data)


def opinions() -> Project:
    """Return a network that reads two sentences with one embedding."""
    read = {"words": Node("embedding", {"entries": 90, "features": 8}, linked="words"),
            "sum": Node("over_time", {"how": "mean"})}  # fmt: skip
    nodes = {"one": Node("tokens"), "two": Node("tokens", {"field": "tokens_2"}),
             **{f"{name}_{side}": node for side in ("a", "b") for name, node in read.items()},
             "both": Node("concatenate"), "scores": Node("dense", {"units": 2, "activation": "linear"}),
             "goal": Node("classify")}  # fmt: skip
    wires = (("one", "words_a", "in"), ("words_a", "sum_a", "in"), ("two", "words_b", "in"),
             ("words_b", "sum_b", "in"), ("sum_a", "both", "in"), ("sum_b", "both", "in_2"),
             ("both", "scores", "in"), ("scores", "goal", "in"))  # fmt: skip
    network = Network(nodes, tuple(Edge(source, "out", target, port) for source, target, port in wires))
    return Project("Opinions", network, DataChoice("opinions", {"samples": 60}), catalogue=CATALOGUE)


def test_each_source_brings_the_field_it_chose() -> None:
    project = siamese()
    assert [project.spec_of(node).field for node in ("image", "image_2")] == ["image", "image_2"]
    model = Session.start(project).parts.model
    assert model.fields == ("image", "image_2")
    samples = {name: array[:6] for name, array in load_samples(project).take("train").items()}
    answers = predict(project, fields_of(project), None, samples)["goal"].output
    swapped = {**samples, "image_2": samples["image"]}
    assert not np.allclose(answers, predict(project, fields_of(project), None, swapped)["goal"].output)


def test_a_pair_of_digits_is_in_one_part_alone() -> None:
    arrays = load_samples(siamese()).dataset.arrays
    pictures = np.concatenate([arrays["image"], arrays["image_2"]]).reshape(2 * 898, -1)
    digits = template("digits-mlp", CATALOGUE).open()
    every = load_samples(digits).dataset.arrays["image"].reshape(1797, -1)
    found, counts = np.unique(np.concatenate([pictures, every]), axis=0, return_counts=True)
    assert len(found) == len(np.unique(every, axis=0)) and counts.sum() == 2 * 898 + 1797
    assert np.abs(arrays["label"].mean() - 0.5) < 0.02


def test_a_triple_of_digits_is_in_one_part_alone() -> None:
    """No picture stands in two triples, so none that is held out was trained on."""
    project = template("triplet-digits", CATALOGUE).open()
    arrays = load_samples(project).dataset.arrays
    pictures = np.concatenate([arrays[name] for name in ("image", "image_2", "image_3")]).reshape(3 * 596, -1)
    every, labels = digits.read()
    number = {picture.tobytes(): label for picture, label in zip(every, labels, strict=True)}
    assert len(number) == len(every)  # none of the digits' pictures is there twice
    assert len({picture.tobytes() for picture in pictures}) == 3 * 596
    shown = np.array([number[picture.tobytes()] for picture in pictures]).reshape(3, -1)
    assert (shown[0] == shown[1]).all() and (shown[0] != shown[2]).all()
    assert (shown[0] == arrays["label"]).all()


def test_three_towers_of_a_template_are_one() -> None:
    """Kept once, and the answer hangs on all three pictures."""
    project = template("triplet-digits", CATALOGUE).open()
    record = Session.start(project).record()
    assert {key.split(".")[0] for key in record.weights} == {"tower"}
    model = Session.start(project).parts.model
    assert model.fields == ("image", "image_2", "image_3")


def test_two_of_one_field_are_the_same_picture() -> None:
    project = bringing("")
    samples = load_samples(project).take("train")
    assert Session.start(project).parts.model.fields == ("image",)
    answers = predict(project, fields_of(project), None, {"image": samples["image"][:5]})["goal"].output
    assert np.ptp(answers, axis=0).max() < 1e-6  # no difference anywhere


@pytest.mark.parametrize(("field", "data", "words", "title"), [
    ("image_3", "pairs", "no pictures of that name", "Bring 'image'"),
    ("image_2", "digits", "no pictures of that name", "Bring 'image'"),
    ("label", "pairs", "no pictures of that name", "Bring 'image'"),
    ("image_2", "iris", "has none", "Replace Second image by Table"),
])  # fmt: skip
def test_a_field_that_is_not_there_is_told_with_a_way_out(
    field: str, data: str, words: str, title: str
) -> None:
    found = [problem for problem in errors(bringing(field, data)) if problem.where.node == "image_2"]
    assert len(found) == 1 and words in str(found[0].message)
    assert str(found[0].fixes[0].title) == title
    again = errors(found[0].fixes[0].edit(bringing(field, data)))
    assert [problem for problem in again if problem.where == found[0].where] == []


def test_a_goal_that_gives_back_its_input_aims_at_the_field_that_comes_in() -> None:
    project = siamese()
    nodes = {"image_2": project.network.nodes["image_2"], "goal": Node("reconstruct")}
    project = project.with_network(Network(nodes, (Edge("image_2", "out", "goal", "in"),)))
    target = target_of(project, "goal", fields_of(project))
    assert target is not None and target.name == "image_2"


def test_the_choice_is_kept_in_files_and_a_file_may_name_what_is_not_there() -> None:
    for project in (siamese(), bringing("image_of_tomorrow")):
        assert from_bytes(to_bytes(project), CATALOGUE) == (project, ())


def test_the_form_offers_what_the_data_have_and_nothing_where_there_is_one() -> None:
    project = siamese()
    node = project.network.nodes["image_2"]
    shown = {param.name: param for param in params_of(project, fields_of(project), node)}
    assert [(each.id, each.title) for each in shown["field"].choices] == [
        ("", "Image"),
        ("image_2", "Image 2"),
    ]
    digits = template("digits-cnn", CATALOGUE).open()
    names = [param.name for param in params_of(digits, fields_of(digits), digits.network.nodes["image"])]
    assert names == ["scale"]
    missing = params_of(digits, fields_of(digits), node)
    assert [each.id for each in missing[-1].choices] == ["", "image_2"]


@pytest.mark.parametrize("project", [siamese(), opinions()], ids=lambda project: project.name)
def test_it_trains_by_both_paths_and_its_script_repeats_it(project: Project, tmp_path: Path) -> None:
    assert errors(project) == []
    holds(project, tmp_path)
    session = Session.start(replace(project, recipe=replace(project.recipe, epochs=1)))
    session.advance(5)
    record = session.record()
    assert differences(record, told({"run": record}, tmp_path)["run"]) == []
