"""What an autoencoder gives back, against plain PyTorch and scikit-learn."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA
from torch import nn

from playground.core.builtin import CATALOGUE
from playground.core.insight.principal import residual
from playground.core.network.edits import set_params
from playground.core.network.values import Edge, Network, Node
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project
from playground.core.training.session import Session
from playground.core.views import places
from playground.core.views.registry import VIEWS
from playground.core.views.spec import Snapshot


@cache
def session() -> Session:
    """Return the autoencoder of the digits, some epochs old."""
    made = Session.start(template("digits-autoencoder", CATALOGUE).open())
    while made.epoch < 8:
        made.advance(40)
    return made


def look(**options: Any) -> Snapshot:
    return VIEWS.get("reconstructions").snapshot(session().live_model(), options)


def plainly() -> tuple[np.ndarray, np.ndarray]:
    """Return the validation pictures and what plain layers with the same weights make of them."""
    live = session().live_model()
    held = live.weights()
    keys = ("dense", "code", "dense_2", "dense_3")
    layers: list[nn.Module] = []
    for key in keys:
        linear = nn.Linear(*held[f"{key}.weight"].shape[::-1])
        linear.load_state_dict({"weight": torch.tensor(held[f"{key}.weight"]),
                                "bias": torch.tensor(held[f"{key}.bias"])})  # fmt: skip
        layers += [linear] if key == keys[-1] else [linear, nn.ELU()]
    given = live.samples("validation")["image"] / 16
    with torch.no_grad():
        made = nn.Sequential(nn.Flatten(), *layers)(torch.tensor(given, dtype=torch.float32))
    return given, made.numpy().reshape(given.shape)


def test_errors_and_pictures_are_those_of_plain_pytorch_and_of_the_goals_own_figure() -> None:
    given, made = plainly()
    errors = np.square(made - given).reshape(len(given), -1).mean(axis=1)
    shown = look(sample=17)
    assert shown.arrays["errors"] == pytest.approx(errors, rel=1e-4)
    assert shown.arrays["input"] == pytest.approx(given[17]) and shown.arrays["input"].shape == (1, 8, 8)
    assert shown.arrays["made"] == pytest.approx(made[17], abs=1e-5)
    facts = shown.facts
    assert facts["mse"] == pytest.approx(errors[17], rel=1e-4)
    assert facts["psnr"] == pytest.approx(-10 * np.log10(errors[17]), rel=1e-4)
    assert facts["rank"] == 1 + sorted(errors, reverse=True).index(errors[17])
    assert facts["mean"] == pytest.approx(session().recorder.epochs[-1]["val_mse"], rel=1e-6)
    assert (facts["low"], facts["high"], facts["samples"]) == (0.0, 1.0, len(given))
    assert facts["number"] == session().live_model().numbers("validation")[17]


def test_errors_are_of_the_part_that_is_asked_for() -> None:
    live, shown = session().live_model(), look(part="train", sample=4)
    assert shown.facts["part"] == shown.facts["of"] == "train"
    assert (shown.arrays["number"] == live.numbers("train")).all()
    assert shown.arrays["input"] == pytest.approx(live.samples("train")["image"][4] / 16)
    assert shown.facts["samples"] == len(shown.arrays["errors"]) == len(live.numbers("train"))
    assert shown.facts["mse"] == shown.arrays["errors"][4]


@pytest.mark.parametrize("order", ["worst", "best", "any"])
def test_a_sheet_holds_samples_in_their_order_with_their_pictures(order: str) -> None:
    given, made = plainly()
    shown = look(order=order, first=3, count=5)
    errors = shown.arrays["errors"]
    ranked = {"worst": np.argsort(-errors), "best": np.argsort(errors), "any": np.arange(len(errors))}
    assert shown.arrays["order"].tolist() == ranked[order][3:8].tolist()
    for index, one, back in zip(*(shown.arrays[name] for name in ("order", "inputs", "mades")), strict=True):
        assert one == pytest.approx(given[index]) and back == pytest.approx(made[index], abs=1e-5)
    assert "order" not in look().arrays


def test_pca_has_as_many_components_as_the_code_and_is_fitted_on_the_training_part() -> None:
    live = session().live_model()
    train, held = ((live.samples(part)["image"] / 16).reshape(-1, 64) for part in ("train", "validation"))
    fitted = PCA(8, svd_solver="full").fit(train)
    wanted = float(np.square(fitted.inverse_transform(fitted.transform(held)) - held).mean())
    facts = look().facts
    assert facts["code"] == 8 and facts["pca"] == pytest.approx(wanted, rel=1e-6)
    assert residual(train, held, 64) == pytest.approx(0, abs=1e-12)


def test_a_network_without_a_narrow_place_has_no_code() -> None:
    opened = template("digits-autoencoder", CATALOGUE).open()
    wide = opened.with_network(set_params(opened.network, "code", units=64))
    shown = VIEWS.get("reconstructions").snapshot(Session.start(wide).live_model(), {})
    assert shown.facts["code"] is None and shown.facts["pca"] is None


def test_rows_of_a_table_are_given_back_as_lists() -> None:
    nodes = {"table": Node("table"), "code": Node("dense", {"units": 3}),
             "dense": Node("dense", {"units": 13, "activation": "linear"}),
             "back": Node("reconstruct")}  # fmt: skip
    ids = list(nodes)
    edges = tuple(Edge(one, "out", two, "in") for one, two in zip(ids, ids[1:], strict=False))
    project = Project("", Network(nodes, edges), DataChoice("wine"), catalogue=CATALOGUE)
    started = Session.start(project)
    started.advance(2)
    live = started.live_model()
    assert places.gives_back(project, live.fields)
    shown = VIEWS.get("reconstructions").snapshot(live, {"sample": 1})
    assert shown.arrays["input"].shape == shown.arrays["made"].shape == (13,)
    assert shown.facts["code"] == 3 and shown.facts["low"] < 0
    assert not places.gives_back(template("digits-mlp", CATALOGUE).open(), live.fields)
