"""What is lost without a skip, against networks whose weights for what it brings are nought."""

from __future__ import annotations

import pytest
import torch

from playground.core.builtin import CATALOGUE
from playground.core.network.values import Edge
from playground.core.project.templates import template
from playground.core.training.evaluation import evaluate
from playground.core.training.session import Session
from playground.core.views import skips
from playground.core.views.registry import VIEWS
from run_bits import run

SPEC = VIEWS.get("skips")


@pytest.fixture(scope="module")
def session() -> Session:
    return run(Session.start(template("shapes-segment", CATALOGUE).open()), 40)


def skip_of(session: Session, source: str) -> Edge:
    return next(edge for edge in skips.skips(session.live_model().project.network) if edge.source == source)


def test_a_cut_skip_is_as_weights_of_nought_for_what_it_brings(session: Session) -> None:
    live = session.live_model()
    shown = SPEC.snapshot(live, {})
    assert shown.step == session.step and shown.facts["figure"] == "iou"
    assert shown.facts["whole"] == pytest.approx(session.evaluate("validation")["iou"], abs=1e-12)
    found = shown.facts["without"]
    assert {wire[0] for wire in found} == {"level_28", "level_14"}
    weight = dict(session.parts.model.named_parameters())
    key = next(
        name for name in weight if "level_28_up" in name and "conv" in name and name.endswith("weight")
    )
    kept = weight[key].detach().clone()
    with torch.no_grad():
        weight[key][:, kept.shape[1] - 12 :] = 0.0  # the skip's twelve maps come last
        parts = session.parts
        told, _ = evaluate(parts.program, parts.objective, parts.goals, parts.data.part("validation"),
                           parts.scores)  # fmt: skip
        weight[key].copy_(kept)
    assert (
        found[skip_of(session, "level_28").as_tuple()]
        == pytest.approx(told["iou"], abs=1e-9)
        != shown.facts["whole"]
    )


def test_looking_changes_no_weight_and_no_mode(session: Session) -> None:
    before = {name: each.clone() for name, each in session.parts.model.state_dict().items()}
    SPEC.snapshot(session.live_model(), {})
    assert session.parts.model.training
    assert all(torch.equal(each, before[name]) for name, each in session.parts.model.state_dict().items())


def test_only_the_wires_asked_for_are_cut_and_those_that_there_are_not_left_out(session: Session) -> None:
    wire = skip_of(session, "level_14").as_tuple()
    asked = {"wires": (wire, ("nobody", "out", "level_7", "in"))}
    assert list(SPEC.snapshot(session.live_model(), asked).facts["without"]) == [wire]


@pytest.mark.parametrize(
    ("name", "has"), [("shapes-segment", True), ("digits-cnn", False), ("siamese-digits", False)]
)
def test_skips_are_wires_whose_ends_another_way_joins(name: str, has: bool) -> None:
    project = template(name, CATALOGUE).open()
    found = skips.skips(project.network)
    assert bool(found) == has
    assert SPEC.applies(project, Session.start(project).live_model().fields) == has
