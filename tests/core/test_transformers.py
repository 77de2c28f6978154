"""Transformer blocks, made of other kinds: they give what PyTorch's own layers give, opened or not."""

from __future__ import annotations

import pytest
import torch

from playground.app import group_edits
from playground.core.blocks.reach import Window
from playground.core.blocks.shapes import Shape
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.layers.modules import ShapedAttention
from playground.core.model import weights
from playground.core.model.model import PlaygroundModel, build
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project


def project(kind: str, **params: object) -> Project:
    nodes = {
        "series": Node("series"), "wide": Node("dense", {"units": 8, "activation": "linear"}),
        "block": Node(kind, {"heads": 2, "width": 12, "activation": "relu", **params}),
        "last": Node("over_time"), "score": Node("dense", {"units": 4, "activation": "linear"}),
        "goal": Node("classify"),
    }  # fmt: skip
    ids = list(nodes)
    edges = [Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False)]
    if kind == "transformer_decoder":
        edges.append(Edge("wide", "out", "block", "in_2"))
    return Project("Block", Network(nodes, tuple(edges)), DataChoice("sensor"), catalogue=CATALOGUE)


def copied(theirs: torch.nn.Module, model: PlaygroundModel, decoder: bool) -> None:
    """Give PyTorch's layer the weights of ours."""
    own = weights.tensors(model)

    def take(name: str) -> torch.Tensor:
        return own[f"block.0.{name}"]

    def attend(layer: torch.nn.MultiheadAttention, ours: str) -> None:
        for kind in ("weight", "bias"):
            parts = [take(f"{ours}.{part}.{kind}") for part in ("query", "key", "value")]
            getattr(layer, f"in_proj_{kind}").copy_(torch.cat(parts))
            getattr(layer.out_proj, kind).copy_(take(f"{ours}.out.{kind}"))

    with torch.no_grad():
        attend(theirs.self_attn, "attention")  # type: ignore[arg-type]
        if decoder:
            attend(theirs.multihead_attn, "crossing")  # type: ignore[arg-type]
        for kind in ("weight", "bias"):
            getattr(theirs.linear1, kind).copy_(take(f"forward.wide.{kind}"))
            getattr(theirs.linear2, kind).copy_(take(f"forward.{kind}"))
            for number in range(1, 4 if decoder else 3):
                getattr(getattr(theirs, f"norm{number}"), kind).copy_(take(f"norm_{number}.{kind}"))


@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("kind", ["transformer_encoder", "transformer_decoder"])
def test_a_block_gives_what_pytorch_gives(kind: str, norm_first: bool) -> None:
    made = project(kind, norm_first=norm_first)
    model = build(analyse(made, fields_of(made))).eval()
    decoder = kind == "transformer_decoder"
    layer = torch.nn.TransformerDecoderLayer if decoder else torch.nn.TransformerEncoderLayer
    theirs = layer(8, 2, 12, 0.0, batch_first=True, norm_first=norm_first).train()
    copied(theirs, model, decoder)
    values = torch.randn(3, 48, 3)
    outputs = model.outputs({"series": values})
    wide = outputs["wide"]
    if decoder:
        later = torch.ones(48, 48, dtype=torch.bool).triu(1)
        expected = theirs(wide, wide, tgt_mask=later)
    else:
        expected = theirs(wide)
    torch.testing.assert_close(outputs["block"], expected)
    count = analyse(made, fields_of(made)).inference.parameters["block"]
    assert count == sum(parameter.numel() for parameter in theirs.parameters())


@pytest.mark.parametrize("kind", ["transformer_encoder", "transformer_decoder"])
def test_opened_it_is_a_group_with_the_same_weights(kind: str) -> None:
    made = project(kind, repeat=3)
    opened = group_edits.unpack(made, "block").project
    assert opened.network.nodes["block"].kind == "group"
    models = [build(analyse(each, fields_of(made))) for each in (made, opened)]
    assert weights.arrays_of(models[0]).keys() == weights.arrays_of(models[1]).keys()
    fields = fields_of(made)
    assert analyse(opened, fields).problems == analyse(made, fields).problems == ()


def test_heads_that_do_not_divide_are_told_at_the_block() -> None:
    made = project("transformer_encoder", heads=3)
    fields = fields_of(made)
    (problem,) = [each for each in analyse(made, fields).problems if each.severity == "error"]
    assert problem.where.node == "block"
    assert problem.message.startswith("In Encoder block: Attention cannot work on 48 × 8")


SHAPED = {
    "shared keys without bias": {"key_heads": 1, "bias": False},
    "rotation": {"places": "rotary", "head_width": 6},
    "a window of distances": {"places": "alibi", "window": 3},
    "learned distances": {"places": "relative", "distance": 5},
}


@pytest.mark.parametrize("name", SHAPED)
@pytest.mark.parametrize("kind", ["transformer_encoder", "transformer_decoder"])
def test_attention_inside_is_as_the_block_says(kind: str, name: str) -> None:
    """Each part gives what Attention gives with the same settings and weights; to a memory without places."""
    made = project(kind, **SHAPED[name])
    known = analyse(made, fields_of(made))
    assert known.problems == ()
    model = build(known).eval()
    outputs = model.outputs({"series": torch.randn(3, 48, 3)})
    inside = {step.node: step.module for step in model.steps}
    parts = {"attention": SHAPED[name]}
    if kind == "transformer_decoder":
        parts["crossing"] = {key: each for key, each in SHAPED[name].items() if key in PLAIN}
    for part, settings in parts.items():
        causal = kind == "transformer_decoder" and part == "attention"
        alone = ShapedAttention(8, 2, 8 if part == "crossing" else 0, causal, **settings).eval()
        layer = inside[f"block/0/{part}"]
        alone.load_state_dict(layer.state_dict())
        before = outputs[f"block/0/norm_{2 if part == 'crossing' else 1}"]
        memory = (outputs["wide"],) if part == "crossing" else ()
        torch.testing.assert_close(outputs[f"block/0/{part}"], alone(before, *memory))


PLAIN = ("key_heads", "bias", "head_width")  # what attention to a memory takes over


def test_an_encoder_of_windows_sees_as_far_as_its_repeats_reach() -> None:
    made = project("transformer_encoder", window=2, repeat=3)
    model = build(analyse(made, fields_of(made))).eval()
    values = torch.randn(1, 48, 3, requires_grad=True)
    model.outputs({"series": values})["block"][0, 20].sum().backward()
    seen = torch.nonzero(values.grad[0].abs().sum(dim=1))[:, 0].tolist()  # type: ignore[index]
    assert seen == list(range(14, 27))
    spec = CATALOGUE.blocks.get("transformer_encoder")
    reach = spec.reach(spec.params_of({"window": 2, "repeat": 3}), (Shape((48, 8)),))
    assert isinstance(reach, Window) and reach.kernel == len(seen)
