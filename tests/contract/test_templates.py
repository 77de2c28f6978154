"""Every template: complete, checked like any foreign file, and with room between its blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground.core.assets import asset_path
from playground.core.blocks.registry import BLOCKS
from playground.core.blocks.spec import Role
from playground.core.data.registry import DATASETS
from playground.core.errors import PlaygroundError
from playground.core.network.topology import cycle, incoming, order
from playground.core.project import schema
from playground.core.project.templates import TEMPLATES, Template, template

EVERY = pytest.mark.parametrize("entry", list(TEMPLATES), ids=lambda entry: entry.id)


def text_of(entry: Template) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(asset_path("templates", f"{entry.id}.json").read_text("utf-8"))
    return loaded


def test_the_files_are_those_that_are_listed() -> None:
    folder = Path(asset_path("templates"))
    assert {path.stem for path in folder.iterdir()} == {entry.id for entry in TEMPLATES}


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(PlaygroundError, match="choose one of spiral-mlp, circles-mlp"):
        template("spirals")


@EVERY
def test_it_passes_the_checks_of_foreign_files(entry: Template) -> None:
    assert schema.from_json(text_of(entry)["project"]) == (entry.open(), ())


@EVERY
def test_words_and_figures_are_complete(entry: Template) -> None:
    assert entry.title == entry.open().name
    assert entry.summary.endswith(".") and 0 < entry.seconds <= 40
    assert entry.higher_is_better == (entry.metric not in ("mse", "mae"))


@EVERY
def test_source_goal_and_data_fit(entry: Template) -> None:
    project = entry.open()
    data = DATASETS.get(project.data.id)
    kinds = [node.kind for node in project.network.nodes.values()]
    assert (kinds[0], kinds[-1]) == (data.source, data.goal)
    assert (entry.family, entry.task) == (data.family, data.task)
    goal = BLOCKS.get(data.goal).goal
    assert goal is not None and entry.metric in goal.metrics


@EVERY
def test_the_network_is_one_wired_chain_of_known_blocks(entry: Template) -> None:
    network = entry.open().network
    assert order(network) == tuple(network.nodes)
    assert cycle(network) == ()
    for node_id, node in network.nodes.items():
        assert len(incoming(network, node_id)) == (0 if BLOCKS.get(node.kind).role is Role.SOURCE else 1)


@EVERY
def test_blocks_stand_apart_with_their_headers_in_line(entry: Template) -> None:
    spots = [node.position for node in entry.open().network.nodes.values()]
    assert all(x % 8 == 0 and y % 8 == 0 for x, y in spots)
    for (x, y), (next_x, next_y) in zip(spots, spots[1:], strict=False):
        assert next_y == y and next_x - x >= 116 + 56 or (next_x == 0 and next_y - y >= 300)


def test_point_templates_start_at_a_speed_one_can_watch() -> None:
    assert {entry.family: entry.open().speed for entry in TEMPLATES} == {"points": "1x", "images": "max"}


def test_the_starter_is_the_measured_recipe() -> None:
    project = template("spiral-mlp").open()
    assert [node.params.get("units") for node in project.network.nodes.values()] == [None, 8, 8, 2, None]
    recipe = project.recipe
    assert (recipe.optimizer, recipe.learning_rate, recipe.batch_size, recipe.epochs) == (
        "adam",
        0.02,
        16,
        200,
    )
    assert (dict(project.data.options), project.data.train) == ({"noise": 0.1, "samples": 500}, 0.7)
