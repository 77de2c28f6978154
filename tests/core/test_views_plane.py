"""Maps over the plane show known functions where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from playground.core.blocks.shapes import DataFields
from playground.core.builtin import CATALOGUE
from playground.core.data.prepared import fields_of
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.views import decision_map, plane, unit_maps
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot

Function = Any


def project_of(data_id: str, goal: str) -> Project:
    """Return points -> dense -> goal."""
    nodes = {"points": Node("points"), "dense": Node("dense"), "goal": Node(goal)}
    edges = (Edge("points", "out", "dense", "in"), Edge("dense", "out", "goal", "in"))
    return Project("Known answers", Network(nodes, edges), DataChoice(data_id), catalogue=CATALOGUE)


class KnownModel:
    """A model whose outputs are functions of the points, written down."""

    def __init__(self, project: Project, functions: Mapping[str, Function]) -> None:
        self.project = project
        self.functions = functions
        self.calls: list[str] = []
        self.step = 12
        self.fields: DataFields = fields_of(project)

    def outputs(self, field_values: Mapping[str, np.ndarray], memo: str) -> dict[str, np.ndarray]:
        self.calls.append(memo)
        x1, x2 = field_values["points"].T
        made = {node: np.stack(function(x1, x2), axis=1) for node, function in self.functions.items()}
        return {node: values.astype(np.float32) for node, values in made.items()}

    def answers(self, node: str, scores: np.ndarray) -> np.ndarray:
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def weights(self) -> dict[str, np.ndarray]:
        return {}

    def gradients(self) -> dict[str, np.ndarray]:
        return {}

    def samples(self, part: str) -> dict[str, np.ndarray]:
        return {}


def classifier() -> KnownModel:
    """Return a model whose class 1 has score x1 and whose class 0 has score x2 / 2."""
    functions = {
        "points": lambda x1, x2: (x1, x2),
        "dense": lambda x1, x2: (x1 * 2, x2, x1 + x2),
        "goal": lambda x1, x2: (x2 / 2, x1),
    }
    return KnownModel(project_of("spiral", "classify"), functions)


def snapshot(model: KnownModel, view: str, **options: Any) -> Snapshot:
    """Return a view of a model."""
    return VIEWS.get(view).snapshot(model, options)


def test_two_classes_show_the_difference_of_their_probabilities() -> None:
    shown = snapshot(classifier(), "decision_map")
    axis = plane.centres(-6, 6)
    expected = np.tanh((axis[None, :] - axis[::-1, None] / 2) / 2)  # p1 - p0 of two scores
    assert shown.arrays["value"] == pytest.approx(expected, abs=1e-6)
    assert shown.arrays["value"].dtype == np.float32
    assert shown.facts["classes"] == ("Blue", "Orange") and shown.facts["finite"]
    assert (shown.view, shown.step, shown.facts["goal"]) == ("decision_map", 12, "goal")


def test_row_0_is_the_top_and_column_0_the_left() -> None:
    value = snapshot(classifier(), "decision_map").arrays["value"]
    assert value[0, 0] < -0.99  # top left: x1 small, x2 large
    assert value[-1, -1] > 0.99  # bottom right
    assert snapshot(classifier(), "decision_map").facts["extent"] == (-6.0, 6.0, -6.0, 6.0)


def test_a_number_shows_its_place_in_the_targets_range_and_never_leaves_it() -> None:
    model = KnownModel(project_of("plane", "regress"), {"goal": lambda x1, x2: (x1 / 4,)})
    shown = snapshot(model, "decision_map")
    assert shown.arrays["value"][7] == pytest.approx(np.clip(plane.centres(-6, 6) / 4, -1, 1), abs=1e-6)
    assert decision_map.number(shown, 0.5) == 0.5
    assert shown.facts["classes"] == ()


def test_scores_are_found_at_the_block_that_feeds_the_goal() -> None:
    model = classifier()
    model.functions = {"dense": model.functions["goal"]}
    expected = snapshot(classifier(), "decision_map").arrays["value"]
    assert (snapshot(model, "decision_map").arrays["value"] == expected).all()


def test_answers_that_are_no_numbers_are_drawn_as_undecided_and_said() -> None:
    model = KnownModel(
        project_of("plane", "regress"), {"goal": lambda x1, x2: (np.where(x1 < 0, np.nan, x1),)}
    )
    shown = snapshot(model, "decision_map")
    assert not shown.facts["finite"]
    assert (shown.arrays["value"][:, :50] == 0).all()


def test_the_value_at_a_cells_centre_is_exact_and_between_them_on_a_straight_line() -> None:
    shown = snapshot(classifier(), "decision_map")
    axis, value = plane.centres(-6, 6), shown.arrays["value"]
    for row, column in ((0, 0), (99, 99), (40, 17), (99, 0)):
        at = decision_map.value_at(shown, axis[column], axis[::-1][row])
        assert at == pytest.approx(value[row, column], abs=1e-6)
    middle = decision_map.value_at(shown, (axis[3] + axis[4]) / 2, axis[::-1][20])
    assert middle == pytest.approx((value[20, 3] + value[20, 4]) / 2, abs=1e-6)
    corner = decision_map.value_at(shown, (axis[3] + axis[4]) / 2, (axis[-21] + axis[-22]) / 2)
    assert corner == pytest.approx(value[20:22, 3:5].mean(), abs=1e-6)


def test_a_point_outside_takes_the_nearest_edge() -> None:
    shown = snapshot(classifier(), "decision_map")
    assert decision_map.value_at(shown, -99, 99) == pytest.approx(shown.arrays["value"][0, 0])
    assert decision_map.value_at(shown, 6, -6) == pytest.approx(shown.arrays["value"][-1, -1])
    assert decision_map.probability(0.5) == 0.75


def test_unit_maps_hold_every_units_output_with_one_scale_a_block() -> None:
    shown = snapshot(classifier(), "unit_maps")
    axis = plane.centres(
        -6, 6, 50
    )  # the mean of 2 x 2 cells of a straight function is its value in the middle
    assert {node: maps.shape for node, maps in shown.arrays.items()} == {
        "points": (2, 50, 50), "dense": (3, 50, 50), "goal": (2, 50, 50),
    }  # fmt: skip
    assert shown.arrays["dense"][0] == pytest.approx(np.tile(axis * 2, (50, 1)), abs=1e-5)
    assert shown.arrays["dense"][1] == pytest.approx(np.tile(axis[::-1, None], (1, 50)), abs=1e-5)
    assert shown.facts["nodes"]["dense"] == {
        "scale": pytest.approx(2 * axis[-1], abs=1e-5), "shown": 3, "of": 3, "finite": True,
    }  # fmt: skip


def test_one_unit_is_shown_large() -> None:
    shown = snapshot(classifier(), "unit_maps", large=("dense", 2))
    axis = plane.centres(-6, 6)
    assert shown.arrays[unit_maps.LARGE] == pytest.approx(axis[None, :] + axis[::-1, None], abs=1e-5)
    assert shown.facts["large"]["node"] == "dense" and shown.facts["large"]["unit"] == 2
    for nowhere in (("dense", 3), ("dense_9", 0)):
        assert unit_maps.LARGE not in snapshot(classifier(), "unit_maps", large=nowhere).arrays


def test_64_units_are_drawn_at_most_and_the_rest_is_said() -> None:
    model = KnownModel(project_of("xor", "classify"), {"dense": lambda x1, x2: [x1 * k for k in range(100)]})
    shown = snapshot(model, "unit_maps")
    assert shown.arrays["dense"].shape == (64, 50, 50)
    facts = shown.facts["nodes"]["dense"]
    assert (facts["shown"], facts["of"]) == (64, 100)
    assert facts["scale"] == pytest.approx(63 * plane.centres(-6, 6, 50)[-1], rel=1e-5)


def test_outputs_that_are_no_numbers_are_drawn_as_0_and_said() -> None:
    model = KnownModel(
        project_of("xor", "classify"), {"dense": lambda x1, x2: (np.full_like(x1, np.inf), x2)}
    )
    shown = snapshot(model, "unit_maps")
    assert not shown.facts["nodes"]["dense"]["finite"]
    assert (shown.arrays["dense"][0] == 0).all() and shown.facts["nodes"]["dense"]["scale"] < 6


@pytest.mark.parametrize(("units", "side"), [(8, 100), (400, 100), (512, 50), (5000, 20)])
def test_wide_networks_get_coarser_maps(units: int, side: int) -> None:
    project = project_of("xor", "classify")
    nodes = dict(project.network.nodes) | {"dense": Node("dense", {"units": units})}
    project = project.with_network(Network(nodes, project.network.edges))
    shown = KnownModel(project, {"dense": lambda x1, x2: (x1,), "goal": lambda x1, x2: (x2, x1)})
    assert snapshot(shown, "decision_map").arrays["value"].shape == (side, side)
    assert snapshot(shown, "unit_maps").arrays["dense"].shape == (1, side // 2, side // 2)


def test_both_maps_ask_for_the_same_forward_pass() -> None:
    model = classifier()
    for view in ("decision_map", "unit_maps"):
        snapshot(model, view)
    assert model.calls == [plane.MEMO, plane.MEMO]


def test_a_network_without_a_goal_for_the_data_has_no_decision_map() -> None:
    project = project_of("spiral", "regress")
    applies = {spec.id for spec in VIEWS if spec.applies(project, fields_of(project))}
    assert applies == {"unit_maps", "weights", "weight_stats", "block_weights", "unit_at_work"}
    with pytest.raises(KeyError):
        snapshot(KnownModel(project, {}), "decision_map")
