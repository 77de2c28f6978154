"""Descriptions of blocks: complete, consistent and honest, checked for every kind without torch."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from playground.core.assets import asset_path
from playground.core.blocks.activations import ACTIVATIONS, activation, activation_call, find_activation
from playground.core.blocks.calls import Call, Chain
from playground.core.blocks.convolutions import CONV2D
from playground.core.blocks.dense import DENSE
from playground.core.blocks.registry import BUILTIN, BlockRegistry
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.sources import IMAGE
from playground.core.blocks.spec import BlockSpec, Category, Role
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError

KINDS = pytest.mark.parametrize("spec", list(CATALOGUE.blocks), ids=lambda spec: spec.id)
ORDER = [
    "points", "image", "dense", "activation", "dropout", "softmax", "conv2d", "max_pool2d", "average_pool2d",
    "batch_norm", "flatten", "classify", "regress",
]  # fmt: skip


def test_the_palette_holds_the_first_kinds_in_order_whatever_is_added() -> None:
    assert [spec.id for spec in CATALOGUE.blocks if spec.id in ORDER] == ORDER
    assert len(CATALOGUE.blocks) == len(BUILTIN)


@KINDS
def test_words_are_complete(spec: BlockSpec) -> None:
    assert spec.title and spec.summary.endswith(".") and spec.summary.count(".") == 1
    assert len(spec.help) > 100 and spec.help.endswith(".")
    assert all(param.title and param.help.endswith(".") for param in spec.params)
    assert asset_path("icons", "lucide", f"{spec.icon}.svg").is_file()


@KINDS
def test_defaults_fit_their_own_descriptions(spec: BlockSpec) -> None:
    for param in spec.params:
        assert param.check(param.default) == param.default
        if param.slider:
            low, high = param.slider
            assert low < high and param.check(low) == low and param.check(high) == high
            assert isinstance(param.default, str) or low <= param.default <= high


@KINDS
def test_ports_follow_the_role(spec: BlockSpec) -> None:
    if spec.inner:
        assert spec.role is Role.LAYER and len(spec.inputs) + len(spec.outputs) == 1
        return
    assert (spec.role is Role.SOURCE) == (not spec.inputs)
    assert (spec.role is Role.GOAL) == (not spec.outputs) == (spec.goal is not None)
    aims = spec.role is not Role.LAYER and (spec.goal is None or spec.goal.aims)
    assert bool(spec.field) == aims


@KINDS
def test_a_call_prints_as_it_is_made(spec: BlockSpec) -> None:
    sizes = {1: (6,), 2: (4, 6), 3: (3, 8, 8), 4: (3, 2, 8, 8)}
    rank = 3 if not spec.inputs else min(spec.inputs[0].ranks or (1,))
    ranks = [rank if rank in (port.ranks or (rank,)) else min(port.ranks) for port in spec.inputs]
    given = [None if port.optional else Field(sizes[each], name="image")
             for port, each in zip(spec.inputs, ranks, strict=True)]  # fmt: skip
    made = spec.call(spec.params_of({}), tuple(given) or (Field(sizes[rank], name="image"),))
    parts = made.parts if isinstance(made, Chain) else (("layer", made),)
    assert "layer" in dict(parts)
    assert all(call.target.split(".")[0] in ("nn", "modules") for _, call in parts)
    assert all(eval_free(call) for _, call in parts)


def eval_free(call: Call) -> bool:
    plain = (int, float, str, bool, tuple)
    return all(isinstance(value, plain) for value in (*call.args, *call.kwargs.values()))


def test_setting_lines() -> None:
    lines = {spec.id: spec.setting(spec.params_of({})) for spec in CATALOGUE.blocks}
    assert lines["dense"] == "8 · ReLU"
    assert DENSE.setting(DENSE.params_of({"units": 8, "activation": "tanh"})) == "8 · tanh"
    assert lines["conv2d"] == "16 filters · 3 × 3"
    assert CONV2D.setting(CONV2D.params_of({"filters": 1})) == "1 filter · 3 × 3"
    assert (lines["max_pool2d"], lines["dropout"], lines["classify"]) == ("2 × 2", "20 %", "cross-entropy")


def test_a_duplicate_id_is_refused() -> None:
    with pytest.raises(ValueError, match="two descriptions are called 'dense'"):
        BlockRegistry((*BUILTIN, replace(DENSE, title="Copy")))
    with pytest.raises(ValueError, match="Dense and Dense both claim 'linear'"):
        BlockRegistry((*BUILTIN, replace(DENSE, id="new", replaces=("linear",))))


def test_old_ids_lead_to_the_kind_that_replaced_them() -> None:
    assert CATALOGUE.blocks.get("linear") is DENSE
    assert CATALOGUE.blocks.find("nothing of the kind") is None
    with pytest.raises(KeyError):
        CATALOGUE.blocks.get("nothing of the kind")


def test_activations_are_one_table() -> None:
    assert [entry.id for entry in ACTIVATIONS] == [choice.id for choice in activation().choices]
    assert activation_call("linear") is None
    assert repr(activation_call("leaky_relu")) == "nn.LeakyReLU(0.01)"
    assert find_activation("silu").short == "SiLU"


@pytest.mark.parametrize(
    ("kernel", "padding", "stride", "expected"),
    [
        (3, "same", 1, "[('layer', nn.Conv2d(1, 16, 3, stride=1, padding=1, bias=True))]"),
        (3, "valid", 2, "[('layer', nn.Conv2d(1, 16, 3, stride=2, padding=0, bias=True))]"),
        (4, "same", 1, "[('pad', nn.ZeroPad2d((1, 2, 1, 2))), "
                       "('layer', nn.Conv2d(1, 16, 4, stride=1, padding=0, bias=True))]"),
    ],
)  # fmt: skip
def test_convolutions_pad_as_they_say(kernel: int, padding: str, stride: int, expected: str) -> None:
    given = {"kernel": kernel, "padding": padding, "stride": stride, "activation": "linear"}
    made = CONV2D.call(CONV2D.params_of(given), (Shape((1, 8, 8)),))
    assert isinstance(made, Chain)
    assert repr(list(made.parts)) == expected


@pytest.mark.parametrize(
    ("scale", "low", "high", "expected"),
    [("unit", 0.0, 16.0, (0.0625, 0.0)), ("unit", -1.0, 1.0, (0.5, 0.5)), ("raw", 0.0, 16.0, (1.0, 0.0)),
     ("unit", 3.0, 3.0, (1.0, -3.0))],
)  # fmt: skip
def test_pictures_are_scaled(scale: str, low: float, high: float, expected: tuple[float, float]) -> None:
    made = IMAGE.call(IMAGE.params_of({"scale": scale}), (Field((1, 8, 8), low=low, high=high),))
    assert isinstance(made, Call)
    assert made.args == expected


def test_batch_norm_fits_what_comes_in() -> None:
    norm = CATALOGUE.blocks.get("batch_norm")
    targets = [norm.call(norm.params_of({}), (Shape(sizes),)) for sizes in ((5,), (3, 8, 8))]
    assert [repr(call).split(",")[0] for call in targets] == ["nn.BatchNorm1d(5", "nn.BatchNorm2d(3"]


@pytest.mark.parametrize("value", [0, -3, 1.5, True, "8", None, float("nan"), float("inf"), [8]])
def test_units_refuse_what_is_no_count(value: object) -> None:
    with pytest.raises(PlaygroundError, match="^Dense: Units takes a whole number of 1 or more") as caught:
        DENSE.param("units").check(value, "Dense", "dense_2")
    assert caught.value.where.node == "dense_2"
    assert caught.value.where.param == "units"


def test_units_of_a_billion_pass_here_and_are_weighed_later() -> None:
    assert DENSE.param("units").check(10**9) == 10**9
    with pytest.raises(PlaygroundError, match="a number of that size"):
        CATALOGUE.blocks.get("dropout").param("rate").check(10**5000)


def test_several_drops_repeats_and_refuses_strangers() -> None:
    features = CATALOGUE.blocks.get("points").param("features")
    assert features.check(["x1", "x1", "sin_x2"]) == ("x1", "sin_x2")
    with pytest.raises(PlaygroundError, match="a list of x1, x2"):
        features.check(["x3"])


def test_sections_stand_in_their_order() -> None:
    sections = [spec.category for spec in CATALOGUE.blocks]
    assert list(dict.fromkeys(sections)) == list(Category)


def test_descriptions_need_no_torch() -> None:
    code = "import sys; import playground.core.blocks.registry; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
