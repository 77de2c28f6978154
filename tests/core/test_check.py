"""Problems and their fixes: every fix really makes its problem go away."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from playground.core.blocks.shapes import DataFields, Field
from playground.core.builtin import CATALOGUE
from playground.core.checks import check as check_module
from playground.core.checks import savable
from playground.core.checks.analysis import analyse
from playground.core.checks.check import is_trainable
from playground.core.errors import Problem
from playground.core.model.model import build
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import TemplateRegistry
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.shapes import infer as infer_module

LABEL = Field((), "int", "label", ("Blue", "Orange"))
POINTS = DataFields({"points": Field((2,), name="points", low=-6, high=6), "label": LABEL}, 500)
PLANE = DataFields({"points": Field((2,), name="points"), "value": Field((), name="value")}, 500)
DIGIT = Field((), "int", "label", tuple("0123456789"))
DIGITS = DataFields({"image": Field((1, 8, 8), name="image", high=16.0), "label": DIGIT}, 1797)

Block = tuple[str, str, dict[str, Any]]  # id, kind, parameters


def block(node_id: str, kind: str = "", **params: Any) -> Block:
    return (node_id, kind or node_id, params)


def line(*blocks: Block, data: str = "digits", recipe: Recipe | None = None) -> Project:
    """Return a project whose blocks follow each other."""
    nodes = {
        name: Node(kind, params, name.replace("_", " ").capitalize(), (184.0 * index, 0.0))
        for index, (name, kind, params) in enumerate(blocks)
    }
    ids = list(nodes)
    wires = zip(ids, ids[1:], strict=False)
    edges = tuple(Edge(source, "out", target, "in") for source, target in wires)
    return Project("test", Network(nodes, edges), DataChoice(data), recipe or Recipe(), catalogue=CATALOGUE)


def problems(project: Project, fields: DataFields) -> tuple[Problem, ...]:
    return analyse(project, fields).problems


def find(project: Project, fields: DataFields, words: str) -> Problem:
    found = [problem for problem in problems(project, fields) if words in problem.message]
    assert len(found) == 1, [problem.message for problem in problems(project, fields)]
    return found[0]


def assert_every_fix_mends(project: Project, fields: DataFields, problem: Problem) -> None:
    assert problem.fixes
    for fix in problem.fixes:
        mended = problems(fix.edit(project), fields)
        left = [(each.where, each.message) for each in mended]
        assert (problem.where, problem.message) not in left, fix.title


def without(project: Project, *wires: tuple[str, str]) -> Project:
    edges = tuple(e for e in project.network.edges if (e.source, e.target) not in wires)
    return project.with_network(Network(project.network.nodes, edges))


def added(project: Project, node_id: str, node: Node) -> Project:
    nodes = {**project.network.nodes, node_id: node}
    return project.with_network(Network(nodes, project.network.edges))


def wired(project: Project, *edges: Edge) -> Project:
    return project.with_network(Network(project.network.nodes, (*project.network.edges, *edges)))


MLP = (
    block("points"),
    block("dense", units=8),
    block("dense_2", "dense", units=2, activation="linear"),
    block("classify"),
)
CNN = (
    block("image"),
    block("conv2d", filters=16),
    block("flatten"),
    block("dense", units=10, activation="linear"),
    block("classify"),
)


@pytest.mark.parametrize("name", [template.id for template in TemplateRegistry(CATALOGUE)])
def test_templates_have_no_problem(name: str) -> None:
    from playground.core.data.prepared import fields_of

    project = TemplateRegistry(CATALOGUE).get(name).open()
    assert problems(project, fields_of(project)) == ()


def test_dense_after_conv2d_gets_a_flatten() -> None:
    project = line(block("image"), block("conv2d", filters=16), *CNN[3:])
    problem = find(project, DIGITS, "Dense")
    assert problem.message == "Dense needs a flat list of features, but gets 8 × 8 × 16."
    assert problem.where.edge == ("conv2d", "out", "dense", "in")
    assert [fix.title for fix in problem.fixes] == [
        "Insert Flatten → 1\u2009024 features",
        "Insert Global pool → 16 features",
        "Switch Dense off",
        "Remove Dense",
    ]
    mended = problem.fixes[0].edit(project)
    assert problems(mended, DIGITS) == ()
    assert build(analyse(mended, DIGITS)) is not None


def test_conv2d_after_flatten_moves_before_it_and_keeps_its_id() -> None:
    project = line(block("image"), block("flatten"), block("conv2d"), *CNN[3:])
    problem = find(project, DIGITS, "Conv2d")
    assert problem.message == "Conv2d needs a picture (height × width × channels), but gets 64."
    assert problem.fixes[0].title == "Move Conv2d before Flatten"
    mended = problem.fixes[0].edit(project)
    assert problems(mended, DIGITS) == ()
    order = sorted(mended.network.nodes, key=lambda node: mended.network.nodes[node].position)
    assert order == ["image", "conv2d", "flatten", "dense", "classify"]
    assert mended.network.nodes["conv2d"].params == project.network.nodes["conv2d"].params


def test_conv2d_is_moved_over_the_blocks_between() -> None:
    project = line(
        block("image"),
        block("flatten"),
        block("dropout"),
        block("dense_2", "dense"),
        block("conv2d"),
        *CNN[3:],
    )
    problem = find(project, DIGITS, "needs a picture")
    mended = problem.fixes[0].edit(project)
    assert is_trainable(problems(mended, DIGITS))


def test_softmax_before_classify_is_taken_out() -> None:
    project = line(*CNN[:4], block("softmax"), CNN[4])
    problem = find(project, DIGITS, "twice")
    assert problem.severity == "error"
    assert problem.where.node == "softmax"
    assert problem.where.edge == ("softmax", "out", "classify", "in")
    assert [fix.title for fix in problem.fixes] == ["Switch Softmax off: the goal applies it already"]
    assert problems(problem.fixes[0].edit(project), DIGITS) == ()


@pytest.mark.parametrize("kind", ["identity", "alpha_dropout", "gaussian_noise"])
def test_softmax_is_taken_out_behind_what_hands_it_on(kind: str) -> None:
    project = line(*CNN[:4], block("softmax"), block(kind), CNN[4])
    assert find(project, DIGITS, "twice").severity == "error"
    assert is_trainable(problems(line(*CNN[:4], block("log_softmax"), block(kind), CNN[4]), DIGITS))


def test_softmax_in_the_middle_is_nobodys_business() -> None:
    project = line(*CNN[:3], block("softmax"), *CNN[3:])
    assert problems(project, DIGITS) == ()


def test_a_cut_wire_is_reported_at_both_ends_and_joined_by_one_click() -> None:
    project = without(line(*MLP), ("dense", "dense_2"))
    for words, severity in (("Dense leads to no goal", "advice"), ("Dense 2 gets nothing", "error")):
        problem = find(project, POINTS, words)
        assert problem.severity == severity
        assert problem.fixes[0].title == "Connect Dense to Dense 2"
        assert problem.fixes[-1].title.startswith("Remove Dense")
        assert problems(problem.fixes[0].edit(project), POINTS) == ()
        assert_every_fix_mends(project, POINTS, problem)


def test_a_lone_block_is_offered_the_nearest_wire_but_not_the_one_into_the_goal() -> None:
    project = added(line(*MLP), "dense_3", Node("dense", {"units": 4}, "Dense 3", (560.0, 300.0)))
    problem = find(project, POINTS, "Dense 3 is not connected")
    titles = [fix.title for fix in problem.fixes]
    assert titles == ["Insert Dense 3 between Dense and Dense 2", "Remove Dense 3"]
    for fix in problem.fixes:
        assert problems(fix.edit(project), POINTS) == ()


def test_what_no_file_can_hold_is_refused_before_it_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(savable, "MAX_TOTAL", 16 * analyse(line(*MLP), POINTS).inference.total)
    assert problems(line(*MLP), POINTS) == ()
    wider = line(*MLP[:1], block("dense", units=9), *MLP[2:])
    problem = find(wider, POINTS, "can be saved")
    assert problem.severity == "error" and "most of it for Dense" in problem.message
    assert_every_fix_mends(wider, POINTS, problem)
    assert problems(wider.with_recipe(optimizer="sgd"), POINTS) == ()  # which keeps one number a weight
    assert find(wider.with_recipe(optimizer="lbfgs"), POINTS, "can be saved").severity == "error"


def test_a_lone_source_is_reported() -> None:
    project = added(line(*MLP), "points_2", Node("points", {}, "Points 2", (0.0, 300.0)))
    problem = find(project, POINTS, "Points 2 leads to no goal")
    assert (problem.severity, problem.fixes) == ("advice", ())


@pytest.mark.parametrize("length", [1, 2, 3])
def test_blocks_are_not_said_to_be_left_out_while_there_is_no_goal_to_lead_to(length: int) -> None:
    (problem,) = problems(line(*MLP[:length]), POINTS)
    assert problem.message == "This network has no goal, so nothing says what to learn."
    assert problem.severity == "error"


def test_a_network_without_goal_gets_the_one_that_fits_the_data() -> None:
    project = line(*MLP[:3])
    problem = find(project, POINTS, "goal, so nothing")
    assert problem.message == "This network has no goal, so nothing says what to learn."
    assert [fix.title for fix in problem.fixes] == ["Add Classify"]
    assert problems(problem.fixes[0].edit(project), POINTS) == ()
    assert find(project, PLANE, "goal, so nothing").fixes[0].title == "Add Regress"


def test_a_network_without_source_gets_the_one_that_fits_the_data() -> None:
    project = line(*MLP[1:])
    problem = find(project, POINTS, "no source")
    assert [fix.title for fix in problem.fixes] == ["Add Points"]
    mended = problem.fixes[0].edit(project)
    assert problems(mended, POINTS) == ()
    assert mended.network.nodes["points"].position[0] < mended.network.nodes["dense"].position[0]


def test_an_empty_canvas_can_be_mended_click_by_click() -> None:
    project = Project("empty", Network(), DataChoice("spiral"), catalogue=CATALOGUE)
    for _ in range(6):
        found = [problem for problem in problems(project, POINTS) if problem.severity == "error"]
        if not found:
            break
        project = found[0].fixes[0].edit(project)
    assert is_trainable(problems(project, POINTS))


def test_goal_of_another_kind_is_replaced() -> None:
    problem = find(line(*MLP), PLANE, "learns a label")
    assert problem.message == "Classify learns a label, but this data set has none."
    assert [fix.title for fix in problem.fixes] == ["Replace Classify by Regress"]
    assert_every_fix_mends(line(*MLP), PLANE, problem)


def test_source_that_the_data_cannot_feed_is_replaced() -> None:
    project = line(*CNN)
    problem = find(project, POINTS, "brings pictures")
    assert problem.message == "Image brings pictures, but this data set has none."
    assert [fix.title for fix in problem.fixes] == ["Replace Image by Points"]
    assert_every_fix_mends(project, POINTS, problem)


def test_number_of_scores_against_classes() -> None:
    project = line(*MLP[:3], block("dropout"), MLP[3])
    wide = project.with_network(
        Network(
            {
                **project.network.nodes,
                "dense_2": Node("dense", {"units": 7, "activation": "linear"}, "Dense 2"),
            },
            project.network.edges,
        )
    )
    problem = find(wide, POINTS, "scores")
    assert problem.message == "Classify needs 2 scores, one a class, but gets 7."
    assert [fix.title for fix in problem.fixes] == ["Set Dense 2 to 2 units", "Insert Dense 2"]
    assert_every_fix_mends(wide, POINTS, problem)
    assert problems(problem.fixes[0].edit(wide), POINTS) == ()


def test_scores_that_an_activation_bends_are_advised_against() -> None:
    project = line(block("points"), block("dense", units=2), block("classify"), data="spiral")
    problem = find(project, POINTS, "bends")
    assert (problem.severity, problem.where.node) == ("advice", "dense")
    assert problem.message == "Dense bends the scores that Classify takes as they are, which slows learning."
    assert_every_fix_mends(project, POINTS, problem)
    wide = line(block("points"), block("dense", units=7), block("classify"), data="spiral")
    fix = find(wide, POINTS, "needs 2 scores").fixes[0]
    assert fix.title == "Set Dense to 2 units, linear" and problems(fix.edit(wide), POINTS) == ()


def test_a_dense_that_feeds_others_too_is_not_resized() -> None:
    project = wired(
        added(line(*MLP), "classify_2", Node("classify", {}, "Classify 2")),
        Edge("dense", "out", "classify_2", "in"),
    )
    problem = find(project, POINTS, "Classify 2 needs")
    assert [fix.title for fix in problem.fixes] == ["Insert Dense 2"]
    assert_every_fix_mends(project, POINTS, problem)


def test_regress_needs_one_number() -> None:
    project = line(block("points"), block("dense", units=3, activation="linear"), block("regress"))
    problem = find(project, PLANE, "score")
    assert problem.message == "Regress needs 1 score, the value itself, but gets 3."
    assert_every_fix_mends(project, PLANE, problem)


def test_a_circle_names_both_ends_and_is_opened_before_it_loses_its_last_wire() -> None:
    project = wired(
        without(line(*MLP[:2], block("dropout"), *MLP[2:]), ("points", "dense")),
        Edge("dropout", "out", "dense", "in"),
    )
    problem = find(project, POINTS, "circle")
    assert problem.message == "The wires run in a circle: Dense leads to Dropout, and Dropout back to Dense."
    titles = ["Make Dense read from Points instead of Dropout", "Remove the wire from Dropout to Dense"]
    assert [fix.title for fix in problem.fixes] == titles
    opened = problem.fixes[0].edit(project)
    assert Edge("points", "out", "dense", "in") in opened.network.edges
    assert len(opened.network.edges) == len(project.network.edges)
    assert_every_fix_mends(project, POINTS, problem)


def test_a_block_that_feeds_itself() -> None:
    project = wired(without(line(*MLP), ("points", "dense")), Edge("dense", "out", "dense", "in"))
    assert_every_fix_mends(project, POINTS, find(project, POINTS, "feeds itself"))


def test_an_unknown_kind_is_kept_and_holds_training_back() -> None:
    project = line(MLP[0], block("warp", "hyper_warp", twist=3), *MLP[1:])
    problem = find(project, POINTS, "hyper_warp")
    assert problem.severity == "error"
    assert [fix.title for fix in problem.fixes] == ["Set Warp aside", "Remove Warp"]
    aside = problem.fixes[0].edit(project)
    assert is_trainable(problems(aside, POINTS)) and "warp" in aside.network.nodes
    assert problems(problem.fixes[1].edit(project), POINTS) == ()


def test_two_wires_at_one_input_find_one_that_is_free_or_a_block_that_takes_both() -> None:
    project = wired(line(*MLP), Edge("points", "out", "dense_2", "in"))
    problem = find(project, POINTS, "Two wires end at")
    assert [fix.title for fix in problem.fixes] == [
        "Insert Concatenate, which takes both",
        "Remove this wire",
    ]
    joined = problem.fixes[0].edit(project).network
    assert len(joined.edges) == len(project.network.edges) + 1
    assert is_trainable(problems(problem.fixes[0].edit(project), POINTS))
    both = line(*MLP[:2], block("add"), *MLP[2:])
    crowded = wired(both, Edge("dense", "out", "add", "in_2"), Edge("points", "out", "add", "in_2"))
    problem = find(crowded, POINTS, "Two wires end at")
    assert [fix.title for fix in problem.fixes][0] == "Move the wire to the free input of Add"
    assert [fix.way for fix in problem.fixes] == ["mends", "mends", "removes"]


def test_wires_without_ends_and_two_wires_on_one_port() -> None:
    project = wired(line(*MLP), Edge("dense", "out", "ghost", "in"), Edge("points", "out", "dense_2", "in"))
    for words in ("does not exist", "Two wires end at"):
        assert_every_fix_mends(project, POINTS, find(project, POINTS, words))


@pytest.mark.parametrize(
    ("params", "words", "title"),
    [
        ({"units": 0}, "Dense: Units takes a whole number of 1 or more, not 0.", "Set units to 1"),
        ({"units": 2.5}, "Dense: Units takes", "Set units to 8"),
        ({"units": "many"}, "Dense: Units takes", "Set units to 8"),
        ({"activation": "zap"}, "Dense: Activation takes one of", "Set activation to relu"),
    ],
)
def test_parameters_out_of_range(params: Mapping[str, Any], words: str, title: str) -> None:
    project = line(MLP[0], block("dense", **params), *MLP[2:])
    problem = find(project, POINTS, words)
    assert problem.where.param == next(iter(params))
    assert problem.fixes[0].title == title
    assert problems(problem.fixes[0].edit(project), POINTS) == ()


def test_points_without_features() -> None:
    project = line(block("points", features=()), *MLP[1:])
    problem = find(project, POINTS, "no features switched on")
    assert problems(problem.fixes[0].edit(project), POINTS) == ()


def test_batch_norm_with_batches_of_one() -> None:
    project = line(*MLP[:2], block("batch_norm"), *MLP[2:], recipe=Recipe(batch_size=1))
    problem = find(project, POINTS, "needs batches of 2")
    assert [fix.title for fix in problem.fixes] == [
        "Use batches of 32",
        "Switch Batch norm off",
        "Remove Batch norm",
    ]
    assert_every_fix_mends(project, POINTS, problem)


def test_a_network_without_weights_has_nothing_to_learn() -> None:
    project = line(block("points"), block("classify"))
    problem = find(project, POINTS, "nothing to learn")
    assert problem.message == "Nothing before Classify has weights, so there is nothing to learn."
    assert [fix.title for fix in problem.fixes] == ["Insert Dense 2"]
    assert problems(problem.fixes[0].edit(project), POINTS) == ()


def test_a_thousand_blocks_are_checked_while_one_looks() -> None:
    """Damaged files may hold any number of loose blocks: the work must not grow with the cube."""
    pairs = [block(f"dense_{index}", "dense") for index in range(1000)]
    project = line(MLP[0], *pairs, MLP[-1])
    cut = tuple(edge for index, edge in enumerate(project.network.edges) if index % 2)
    loose = project.with_network(Network(project.network.nodes, cut))
    began = time.perf_counter()
    assert len(problems(loose, POINTS)) > 900
    assert time.perf_counter() - began < 10


def test_a_batch_beyond_the_data_is_advice() -> None:
    project = line(*MLP, recipe=Recipe(batch_size=1000))
    problem = find(project, POINTS, "training samples")
    assert problem.severity == "advice"
    assert problem.fixes[0].title == "Use batches of 350"
    assert_every_fix_mends(project, POINTS, problem)


@pytest.mark.parametrize("units", [10**9, 10**10, 10**30, 10**400])
def test_too_much_memory_is_refused_with_figures(units: int) -> None:
    project = line(MLP[0], block("dense", units=units), block("dense_2", "dense", units=units), *MLP[2:][-1:])
    problem = find(project, POINTS, "would need")
    assert problem.message.startswith("Dense would need ")
    assert problem.message.endswith(" free.")
    assert problem.fixes[0].title == "Use 64 units"
    assert_every_fix_mends(project, POINTS, problem)


def test_too_many_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(infer_module, "free_bytes", lambda *_: 15 * 10**9)
    project = line(CNN[0], block("conv2d", filters=2 * 10**9 // 10), *CNN[2:])
    problem = find(project, DIGITS, "would need")
    assert problem.message == "Conv2d would need 64 GB; this machine has 15 GB free."
    assert [fix.title for fix in problem.fixes] == ["Use 64 filters", "Switch Conv2d off", "Remove Conv2d"]
    assert problems(problem.fixes[0].edit(project), DIGITS) == ()


def test_blocks_that_fit_only_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    dense = [block(f"dense_{index}", "dense", units=200) for index in range(4)]
    project = line(MLP[0], *dense, *MLP[2:], recipe=Recipe(batch_size=64))
    needed = analyse(project, POINTS).inference.peak.memory
    monkeypatch.setattr(check_module, "free_bytes", lambda *_: needed - 1)
    problem = find(project, POINTS, "This network would need")
    assert problem.severity == "error"
    assert problem.fixes[0].title == "Use batches of 31"
    assert_every_fix_mends(project, POINTS, problem)


@pytest.mark.parametrize("kind", ["max_pool2d", "average_pool2d"])
def test_a_window_larger_than_the_picture(kind: str) -> None:
    project = line(CNN[0], block("pool", kind, kernel=9), *CNN[2:])
    problem = find(project, DIGITS, "window")
    assert problem.message == "Pool looks through a window of 9 × 9, but gets a picture of 8 × 8."
    assert [fix.title for fix in problem.fixes] == ["Use a window of 8 × 8", "Switch Pool off", "Remove Pool"]
    for fix in problem.fixes:
        assert problems(fix.edit(project), DIGITS) == ()


def test_a_valid_kernel_larger_than_the_picture() -> None:
    project = line(CNN[0], block("conv2d", kernel=10**12, padding="valid"), *CNN[2:])
    found = [each for each in problems(project, DIGITS) if each.where.node == "conv2d"]
    assert len(found) == 1
    assert_every_fix_mends(project, DIGITS, found[0])


def test_two_layers_without_a_bend_are_advised_a_relu() -> None:
    project = line(MLP[0], block("dense", units=8, activation="linear"), *MLP[2:])
    problem = find(project, POINTS, "no activation between")
    assert problem.severity == "advice"
    assert [fix.title for fix in problem.fixes] == ["Insert ReLU"]
    assert is_trainable(problems(project, POINTS))
    assert problems(problem.fixes[0].edit(project), POINTS) == ()


def test_a_layer_whose_answer_goes_round_another_too_is_not_one_with_it() -> None:
    straight = {"units": 8, "activation": "linear"}
    layers = (MLP[0], block("dense", **straight), block("inner", "dense", **straight))
    assert "no activation between" in problems(line(*layers, *MLP[2:]), POINTS)[0].message
    summed = wired(line(*layers, block("add"), block("relu"), *MLP[2:]), Edge("dense", "out", "add", "in_2"))
    assert problems(summed, POINTS) == ()


def test_structure_is_checked_without_shapes() -> None:
    project = without(line(*MLP), ("dense", "dense_2"))
    assert len(analyse(project, POINTS, shaped=False).problems) == 2


def test_errors_come_before_advice_and_follow_the_wires() -> None:
    project = line(MLP[0], block("dense", activation="linear"), block("dense_3", "dense", units=0), *MLP[2:])
    found = problems(project, POINTS)
    assert [problem.severity for problem in found] == sorted((p.severity for p in found), reverse=True)
