"""Every template: complete, checked like any foreign file, and with room between its blocks."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from playground.core.assets import asset_path
from playground.core.blocks.spec import SAME
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.network.nesting import inner, paths
from playground.core.network.topology import cycle, order
from playground.core.project import schema
from playground.core.project.templates import Template, TemplateRegistry, template
from playground.core.training.metrics import METRICS

STUCK = ("deep-plain-100",)  # shows a network that cannot learn: its figure is to stay low
EVERY = pytest.mark.parametrize("entry", list(TemplateRegistry(CATALOGUE)), ids=lambda entry: entry.id)


def text_of(entry: Template) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(asset_path("templates", f"{entry.id}.json").read_text("utf-8"))
    return loaded


def test_the_files_are_those_that_are_listed() -> None:
    folder = Path(asset_path("templates"))
    assert {path.stem for path in folder.iterdir()} == {entry.id for entry in TemplateRegistry(CATALOGUE)}


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(PlaygroundError, match="choose one of spiral-mlp, circles-mlp"):
        template("spirals", CATALOGUE)


@EVERY
def test_it_passes_the_checks_of_foreign_files(entry: Template) -> None:
    assert schema.from_json(text_of(entry)["project"], CATALOGUE) == (entry.open(), ())


@EVERY
def test_words_and_figures_are_complete(entry: Template) -> None:
    assert entry.title == entry.open().name
    assert entry.summary.endswith(".") and entry.seconds is not None and 0 < entry.seconds <= 40
    assert entry.higher_is_better == METRICS[entry.metric].higher_is_better or entry.id in STUCK


@EVERY
def test_source_goal_and_data_fit(entry: Template) -> None:
    project = entry.open()
    data = CATALOGUE.data.get(project.data.id)
    kinds = [node.kind for node in project.network.nodes.values()]
    assert (kinds[0], entry.family) == (data.source, data.family)
    aim = CATALOGUE.blocks.get(kinds[-1])
    assert aim.goal is not None and entry.metric in aim.goal.metrics
    assert kinds[-1] == entry.task
    assert not aim.goal.aims or aim.field in (SAME, *fields_of(project).fields)


@pytest.mark.parametrize(
    "entry", [entry for entry in TemplateRegistry(CATALOGUE) if entry.family == "tables"], ids=lambda e: e.id
)
def test_the_figure_of_a_linear_model_is_that_of_a_linear_model(entry: Template) -> None:
    """Logistic or least squares regression on the same split, scaled as the table source scales."""
    samples = load_samples(entry.open())
    train, held_out = samples.take("train"), samples.take("validation")
    model, aim = (
        (LogisticRegression(), "label") if entry.metric == "accuracy" else (LinearRegression(), "value")
    )
    fitted = make_pipeline(StandardScaler(), model).fit(train["table"], train[aim])
    assert entry.baseline == pytest.approx(fitted.score(held_out["table"], held_out[aim]), abs=5e-4)


def test_the_figure_of_a_support_vector_machine_is_that_of_one() -> None:
    """Support vectors with the settings that scikit-learn's own example has, on the same ten splits."""
    entry = template("digits-cnn", CATALOGUE)
    scores = []
    for seed in range(entry.splits):
        samples = load_samples(entry.open().with_data(seed=seed))
        train, held_out = ({"pixels": part["image"].reshape(len(part["image"]), -1), **part}
                           for part in (samples.take("train"), samples.take("validation")))  # fmt: skip
        assert train["pixels"].max() == 16  # as these settings want them
        fitted = SVC(gamma=0.001).fit(train["pixels"], train["label"])
        scores.append(fitted.score(held_out["pixels"], held_out["label"]))
    assert entry.baseline_of == "A support vector machine" and entry.target is not None
    assert (
        entry.baseline == pytest.approx(sum(scores) / len(scores), abs=5e-4) and entry.baseline < entry.target
    )


def test_the_figure_of_the_noisy_picture_is_that_of_the_noisy_picture() -> None:
    entry = template("denoise", CATALOGUE)
    held_out = load_samples(entry.open()).take("validation")
    noise = float(np.square(held_out["image"] - held_out["picture"], dtype=np.float64).mean())
    assert entry.baseline == pytest.approx(-10 * np.log10(noise), abs=5e-3)
    assert entry.target is not None and entry.target >= entry.baseline + 10


@EVERY
def test_nothing_is_to_be_mended_or_advised(entry: Template) -> None:
    project = entry.open()
    fields = fields_of(project)
    assert analyse(project, fields).problems == ()


@EVERY
def test_blocks_stand_in_their_order_and_apart(entry: Template) -> None:
    whole = entry.open().network
    for path in paths(whole):
        network = inner(whole, path)
        assert cycle(network) == () and set(order(network)) == set(network.nodes)
        spots = [node.position for node in network.nodes.values()]
        assert all(x % 8 == 0 and y % 8 == 0 for x, y in spots)
        for (x, y), (other_x, other_y) in combinations(spots, 2):
            assert abs(x - other_x) >= 116 + 24 or abs(y - other_y) >= 120, path


def test_point_templates_start_at_a_speed_one_can_watch() -> None:
    speeds = {entry.family: entry.open().speed for entry in TemplateRegistry(CATALOGUE)}
    assert speeds.pop("points") == "1x"
    assert set(speeds.values()) == {"max"}


def test_the_starter_is_the_measured_recipe() -> None:
    project = template("spiral-mlp", CATALOGUE).open()
    assert [node.params.get("units") for node in project.network.nodes.values()] == [None, 8, 8, 2, None]
    recipe = project.recipe
    assert (recipe.optimizer, recipe.learning_rate, recipe.batch_size, recipe.epochs) == (
        "adam",
        0.02,
        16,
        200,
    )
    assert (dict(project.data.options), project.data.train) == ({"noise": 0.1, "samples": 500}, 0.7)
