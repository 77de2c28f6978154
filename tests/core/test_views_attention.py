"""Attention of each head over the words of a sample, against PyTorch's own weights."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from kinds_in_torch import LAYERS
from playground.core.blocks.calls import parts_of
from playground.core.blocks.shapes import Shape
from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session
from playground.core.views import places
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot

LAYERS_OF_TWO = ("encoder/0/attention", "encoder/1/attention")


@cache
def session() -> Session:
    """Return the transformer of the reviews, some steps old."""
    made = Session.start(template("reviews-transformer", CATALOGUE).open())
    made.advance(30)
    return made


def look(run: Session | None = None, **options: Any) -> Snapshot:
    return VIEWS.get("attention").snapshot((run or session()).live_model(), options)


def pytorchs(run: Session, node: str, before: str, sample: int, causal: bool = False) -> np.ndarray:
    """Return what `need_weights` of PyTorch's own attention says, with the same weights and input."""
    live = run.live_model()
    held = {name: torch.tensor(value) for name, value in live.weights().items()}
    key = node.replace("/", ".")
    one = {name: values[sample : sample + 1] for name, values in live.samples("validation").items()}
    given = torch.tensor(np.array(live.outputs({"tokens": one["tokens"]}, f"own {sample}")[before]))
    heads = live.graph.specs[node].params_of(live.graph.network.nodes[node].params).heads  # type: ignore[union-attr]
    theirs = nn.MultiheadAttention(given.shape[2], heads, batch_first=True).eval()
    rows = [held[f"{key}.{name}.weight"] for name in ("query", "key", "value")]
    biases = [held[f"{key}.{name}.bias"] for name in ("query", "key", "value")]
    theirs.load_state_dict({
        "in_proj_weight": torch.cat(rows), "in_proj_bias": torch.cat(biases),
        "out_proj.weight": held[f"{key}.out.weight"], "out_proj.bias": held[f"{key}.out.bias"],
    })  # fmt: skip
    padding = torch.tensor(one["tokens"] == 0)
    steps = given.shape[1]
    future = torch.ones(steps, steps, dtype=torch.bool).triu(1) if causal else None
    with torch.no_grad():
        _, weights = theirs(given, given, given, key_padding_mask=padding, attn_mask=future,
                            need_weights=True, average_attn_weights=False)  # fmt: skip
    real = ~padding[0].numpy()
    found: np.ndarray = weights[0].numpy()[:, real][:, :, real]
    return found


@pytest.mark.parametrize("sample", [0, 4, 9])
def test_each_heads_weights_are_those_that_pytorchs_own_attention_gives(sample: int) -> None:
    shown = look(sample=sample)
    assert shown.facts["layers"] == LAYERS_OF_TWO
    for repeat, node in enumerate(LAYERS_OF_TWO):
        wanted = pytorchs(session(), node, f"encoder/{repeat}/{norm_before(node)}", sample)
        assert shown.arrays[node] == pytest.approx(wanted, abs=1e-5)
        assert shown.arrays[node].sum(axis=2) == pytest.approx(1, abs=1e-5)


def norm_before(node: str) -> str:
    """Return the block whose output the attention reads, by its id inside the group."""
    graph = session().live_model().graph
    return graph.held[(node, "in")].source.rpartition("/")[2]


def test_words_of_the_sentence_stand_on_both_axes_and_padding_on_none() -> None:
    live = session().live_model()
    words = live.fields.fields["tokens"].parts
    lengths = set()
    for sample in range(8):
        ids = live.samples("validation")["tokens"][sample]
        shown = look(sample=sample)
        sentence = tuple(words[each] for each in ids if each)
        lengths.add(len(sentence))
        for node in LAYERS_OF_TWO:
            assert shown.facts["asking"][node] == shown.facts["looked"][node] == sentence
            assert shown.arrays[node].shape == (4, len(sentence), len(sentence))
    assert len(lengths) > 1  # some were filled up


def causal() -> Project:
    nodes = {"text": Node("tokens"), "embedding": Node("embedding", {"entries": 72, "features": 12}),
             "look": Node("multi_head_attention", {"heads": 3, "causal": True}), "mean": Node("over_time"),
             "dense": Node("dense", {"units": 2, "activation": "linear"}),
             "goal": Node("classify")}  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    return Project("", Network(nodes, edges), DataChoice("reviews"), catalogue=CATALOGUE)


def test_a_causal_block_outside_groups_looks_at_nothing_later() -> None:
    run = Session.start(causal())
    shown = look(run, sample=2)
    assert shown.facts["causal"] == {"look": True}
    assert shown.arrays["look"] == pytest.approx(pytorchs(run, "look", "embedding", 2, causal=True), abs=1e-5)
    assert not np.triu(shown.arrays["look"][0], 1).any()


def test_words_that_ask_another_sequence_stand_beside_its_steps() -> None:
    """Of cross-attention the rows are the words that ask, the columns the steps of the memory."""
    project = causal()
    nodes = {**project.network.nodes, "look": Node("multi_head_attention", {"heads": 3}),
             "fewer": Node("max_pool1d", {})}  # fmt: skip
    edges = (*project.network.edges, Edge("embedding", "out", "fewer", "in"),
             Edge("fewer", "out", "look", "memory"))  # fmt: skip
    run = Session.start(project.with_network(Network(nodes, edges)))
    live = run.live_model()
    ids = live.samples("validation")["tokens"][2]
    words = tuple(live.fields.fields["tokens"].parts[each] for each in ids if each)
    shown = look(run, sample=2)
    steps = shown.arrays["look"].shape[2]
    assert 1 < steps < len(ids) and shown.arrays["look"].shape == (3, len(words), steps)
    assert shown.facts["asking"]["look"] == words
    assert shown.facts["looked"]["look"] == tuple(str(each + 1) for each in range(steps))


def test_steps_that_are_no_words_are_numbered() -> None:
    nodes = {"series": Node("series"), "look": Node("multi_head_attention", {"heads": 1}),
             "mean": Node("over_time"), "dense": Node("dense", {"units": 3, "activation": "linear"}),
             "goal": Node("classify")}  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    project = Project("", Network(nodes, edges), DataChoice("sensor"), catalogue=CATALOGUE)
    channels = Session.start(template("sensor-gru", CATALOGUE).open()).fields
    classes = len(channels.fields["label"].classes)
    run = Session.start(project.with_network(set_params(project.network, "dense", units=classes)))
    shown = look(run)
    steps = channels.fields["series"].sizes[0]
    assert shown.facts["looked"]["look"] == tuple(str(each + 1) for each in range(steps))
    assert shown.arrays["look"].shape == (1, steps, steps)


@pytest.mark.parametrize("spec", LAYERS, ids=lambda spec: spec.id)
def test_a_kind_says_whether_it_attends(spec: BlockSpec) -> None:
    if spec.id == "multi_head_attention":
        call = parts_of(spec.call(spec.params_of({"heads": 2}), (Shape((5, 4)),)))[-1][1]
        assert spec.attends and call.target == "modules.Attention"
    else:
        assert not spec.attends


def test_it_is_offered_where_a_block_looks_around() -> None:
    fields = session().fields
    assert places.looks_around(session().project, fields) and places.looks_around(causal(), fields)
    assert not places.looks_around(template("reviews-lstm", CATALOGUE).open(), fields)
