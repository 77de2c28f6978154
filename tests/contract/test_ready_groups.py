"""Every kind that is made of others: dropped on a wire it fits, trains, opens to the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.nn import functional

from dropped_groups import applied, computed, dropped, known, line, spec_of, the_group
from playground.app import edits, group_edits
from playground.core.blocks.params import Param, Params, integer
from playground.core.blocks.ready.sketch import Sketch, ready_group
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import PICTURE, BlockSpec, Category
from playground.core.builtin import CATALOGUE
from playground.core.checks.check import is_trainable
from playground.core.layers.make import make
from playground.core.network.values import Edge, Network
from playground.core.training.session import Session

MADE = [spec for spec in CATALOGUE.blocks if spec.network is not None]
WAYS = [(spec, rank) for spec in MADE for rank in spec.inputs[0].ranks]
everywhere = pytest.mark.parametrize(("spec", "rank"), WAYS, ids=lambda each: getattr(each, "id", str(each)))


@everywhere
def test_dropped_on_a_wire_it_fits_and_trains(spec: BlockSpec, rank: int) -> None:
    project = dropped(spec, rank)
    found = known(project)
    assert is_trainable(found.problems), found.problems
    group = the_group(project)
    before, after = found.inference.outputs["before"]["out"], found.inference.outputs[group]["out"]
    if spec.keeps_shape:
        assert after == before
    if spec.keeps_time and rank == 2:
        assert after.sizes[0] == before.sizes[0]
    losses = Session.start(project).advance(3).losses
    assert len(losses) == 3 and torch.isfinite(torch.as_tensor(losses)).all()


@everywhere
def test_opened_it_is_an_ordinary_group_with_the_same_weights_and_losses(spec: BlockSpec, rank: int) -> None:
    project = dropped(spec, rank)
    group = the_group(project)
    opened = group_edits.unpack(project, group).project
    inside = opened.network.nodes[group].network
    assert opened.network.nodes[group].kind == "group" and inside is not None
    places = [node.position for node in inside.nodes.values()]
    assert len(set(places)) == len(places)
    sessions = [Session.start(each) for each in (project, opened)]
    one, other = (session.advance(3).losses.tolist() for session in sessions)
    assert one == other
    assert sessions[0].record().weights.keys() == sessions[1].record().weights.keys()


@everywhere
def test_each_of_its_settings_trains(spec: BlockSpec, rank: int) -> None:
    for param in spec.params:
        for value in other_values(param):
            project = dropped(spec, rank, **{param.name: value})
            problems = known(project).problems
            fit = spec.refit(spec.params_of({}), Shape((7,) * rank))
            if not is_trainable(problems):  # a size that does not suit: then one click sets the one that does
                assert param.name in fit or param.name in ("heads", "k"), problems
                continue
            Session.start(project).advance(1)


def other_values(param: Param) -> list[Any]:
    if param.type == "flag":
        return [not param.default]
    if param.type == "choice":
        return [each.id for each in param.choices if each.id != param.default][:4]
    return [2 if param.default != 2 else 3] if param.type == "integer" else []


@everywhere
def test_what_does_not_fit_any_more_is_mended_by_one_click(spec: BlockSpec, rank: int) -> None:
    project = dropped(spec, rank)
    wider = {1: {"units": 10}, 2: {"units": 12}, 3: {"filters": 20}}[rank]
    for name, value in wider.items():
        project = edits.set_param(project, "before", name, value).project
    problems = [each for each in known(project).problems if each.severity == "error"]
    if problems:
        assert problems[0].where.node == the_group(project) and problems[0].message.startswith("In ")
        fixed = problems[0].fixes[0]
        assert fixed.title.startswith(f"Set {spec.title} to ")
        assert is_trainable(known(fixed.edit(project)).problems)


@pytest.mark.parametrize("spec", MADE, ids=lambda spec: spec.id)
def test_it_says_where_it_comes_from_and_how_it_opens(spec: BlockSpec) -> None:
    assert "double click opens it" in spec.help
    assert "arXiv" in spec.help or spec.id == "sigmoid_gate"
    assert spec.category in (Category.READY, Category.PUBLISHED)


def test_two_blocks_of_one_name_are_refused() -> None:
    sketch = Sketch()
    sketch.add("one", "relu", sketch.begin())
    with pytest.raises(ValueError, match="are called 'one'"):
        sketch.add("one", "relu", "begin")


# what they compute


def test_squeeze_and_excite_is_that_of_the_paper() -> None:
    values, made, own = computed(spec_of("squeeze_excite"), 3, reduction=3)
    assert own["narrow.weight"].shape == (4, 12, 1, 1)
    scale = functional.adaptive_avg_pool2d(values, 1)
    scale = torch.sigmoid(applied(own, "excite", torch.relu(applied(own, "narrow", scale))))
    torch.testing.assert_close(made, scale * values)


def test_squeeze_and_excite_may_have_a_middle_of_any_width_and_a_gate_of_straight_pieces() -> None:
    values, made, own = computed(spec_of("squeeze_excite"), 3, middle=5, gate="hardsigmoid")
    assert own["narrow.weight"].shape == (5, 12, 1, 1)
    few = torch.relu(applied(own, "narrow", values.mean((2, 3), keepdim=True)))
    torch.testing.assert_close(made, functional.hardsigmoid(applied(own, "excite", few)) * values)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_gate_and_highway_are_their_formulas(rank: int) -> None:
    values, made, own = computed(spec_of("sigmoid_gate"), rank)
    torch.testing.assert_close(made, values * torch.sigmoid(applied(own, "gate", values)))
    values, made, own = computed(spec_of("highway"), rank)
    share = torch.sigmoid(applied(own, "gate", values))
    answer = torch.relu(applied(own, "transform", values))
    torch.testing.assert_close(made, share * answer + (1 - share) * values)


@pytest.mark.parametrize("rank", [1, 2])
def test_glu_is_pytorchs_and_swiglu_that_of_the_paper(rank: int) -> None:
    values, made, own = computed(spec_of("glu"), rank)
    both = torch.cat([applied(own, "value", values), applied(own, "gate", values)], -1)
    torch.testing.assert_close(made, functional.glu(both, -1))
    values, made, own = computed(spec_of("swiglu"), rank)
    assert not any(key.endswith("bias") for key in own if not key.startswith(("before", "last", "other")))
    wide = functional.silu(applied(own, "gate", values)) * applied(own, "value", values)
    torch.testing.assert_close(made, applied(own, "narrow", wide))


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_film_scales_and_shifts_whole_channels(rank: int) -> None:
    values, made, own = computed(spec_of("film"), rank)
    condition = values if rank == 1 else own["other.other"]
    scale, shift = (applied(own, name, condition) for name in ("scales", "shifts"))
    ends = {1: (...,), 2: (slice(None), None), 3: (slice(None), slice(None), None, None)}[rank]
    torch.testing.assert_close(made, values * scale[ends] + shift[ends])


@pytest.mark.parametrize("rank", [1, 2])
@pytest.mark.parametrize("k", [1, 2, 4])
def test_a_mixture_adds_up_the_answers_of_the_best_experts(rank: int, k: int) -> None:
    values, made, own = computed(spec_of("mixture_of_experts"), rank, k=k)
    scores = applied(own, "router", values)
    best, places = scores.topk(k, -1)
    expected = torch.zeros_like(values)
    for share, place in zip(best.softmax(-1).unbind(-1), places.unbind(-1), strict=True):
        for number in range(4):
            wide = functional.linear(values, own[f"expert_{number + 1}.wide.weight"],
                                     own[f"expert_{number + 1}.wide.bias"])  # fmt: skip
            answer = applied(own, f"expert_{number + 1}", torch.relu(wide))
            expected = expected + ((place == number) * share).unsqueeze(-1) * answer
    torch.testing.assert_close(made, expected)


@pytest.mark.parametrize("shape", [(6,), (4, 6), (6, 3, 3)])
def test_top_k_shares_add_up_to_one_over_k_places(shape: tuple[int, ...]) -> None:
    spec = spec_of("top_k")
    values = torch.randn(5, *shape)
    found = make(spec.call(spec.params_of({"k": 3}), (Shape(shape),)))(values)
    axis = 2 if len(shape) == 2 else 1
    torch.testing.assert_close(found.sum(axis), torch.ones_like(found.sum(axis)))
    assert ((found > 0).sum(axis) == 3).all()
    torch.testing.assert_close(
        make(spec.call(spec.params_of({"k": 6}), (Shape(shape),)))(values), values.softmax(axis)
    )


def test_a_ready_group_may_hold_others() -> None:
    """Two levels: it trains, tells what does not fit at itself, and opens level by level."""

    def inside(p: Params) -> Network:
        sketch = Sketch()
        maps = sketch.add("maps", "conv2d", sketch.begin(), filters=p.channels, padding="same")
        return sketch.end(sketch.add("excite", "squeeze_excite", maps, channels=p.channels))

    channels = integer("channels", 8, minimum=1, help="How many maps it makes.")
    outer = ready_group("outer", "Outer", "Holds another.", "arXiv:0.", inside, (channels,), lambda p, s: {},
                        inputs=(PICTURE,))  # fmt: skip
    blocks = BlockRegistry([*CATALOGUE.blocks, outer])
    plain = replace(line(3), catalogue=replace(CATALOGUE, blocks=blocks))
    project = edits.insert(plain, "outer", Edge("before", "out", "flat", "in")).project
    found = known(project)
    assert is_trainable(found.problems), found.problems
    assert found.inference.outputs["outer"]["out"].sizes == (8, 8, 8)
    record = Session.start(project)
    record.advance(2)
    assert {"outer.0.maps.weight", "outer.0.excite.0.excite.weight"} <= record.record().weights.keys()
    opened = group_edits.unpack(project, "outer").project
    assert known(opened).problems == found.problems
    held = opened.network.nodes["outer"].network
    assert held is not None
    nodes = {**held.nodes, "excite": replace(held.nodes["excite"], params={"channels": 5})}
    broken = opened.with_network(replace(opened.network, nodes={
        **opened.network.nodes,
        "outer": replace(opened.network.nodes["outer"], network=replace(held, nodes=nodes))}))  # fmt: skip
    problem = next(each for each in known(broken).problems if each.severity == "error")
    assert problem.where.node in ("outer/0/excite", "outer/excite")
    assert problem.fixes[0].title == "Set Squeeze and excite to 8 channels · 2"
    assert is_trainable(known(problem.fixes[0].edit(broken)).problems)
