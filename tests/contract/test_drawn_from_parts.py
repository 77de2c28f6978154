"""Networks of papers that are on no list of ours can be drawn: they answer and train as in plain PyTorch."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from drawn_from_parts import NETWORKS
from export_here import stay_in_this_process
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.export.exporting import export
from playground.core.export.registry import EXPORTERS
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.published.network_builder import NetworkBuilder
from playground.core.training.session import Session
from published_weights import built, drawn, raw_samples

EVERY = pytest.mark.parametrize("name", NETWORKS)


def project_of(name: str) -> Project:
    net = NetworkBuilder()
    NETWORKS[name].draw(net)
    recipe = Recipe(batch_size=16, learning_rate=0.01)
    return Project(name, net.network(), DataChoice(NETWORKS[name].data), recipe, catalogue=CATALOGUE)


@EVERY
def test_it_counts_and_answers_as_plain_pytorch_does(name: str) -> None:
    project, other = project_of(name), NETWORKS[name].plain().double().eval()
    assert not [each for each in analyse(project, fields_of(project)).problems if each.severity == "error"]
    model = built(project).double()
    learned = {each.data_ptr() for each in model.parameters()}
    ours = [each for each in drawn(project, model) if each.data_ptr() in learned]
    with torch.no_grad():
        for own, their in zip(ours, other.parameters(), strict=True):
            their.copy_(own)  # refused where they differ in shape
        given = [torch.from_numpy(each).double() for each in raw_samples(project, model.fields, 8)]
        (told,) = model(dict(zip(model.fields, given, strict=True))).values()
        wanted = other(*given)
    assert len(learned) == len(ours) and (told[0] - told[1]).abs().max() > 1e-3
    torch.testing.assert_close(told, wanted, rtol=0, atol=1e-10)


@EVERY
def test_it_learns_and_goes_on_as_if_it_had_not_stopped(name: str) -> None:
    session = Session.start(project_of(name))
    session.advance(2)
    stopped = session.record()
    further = session.advance(2).losses.tolist()
    assert Session.resume(stopped).advance(2).losses.tolist() == further
    before, after = stopped.start, stopped.weights
    moved = {key for key, value in after.items() if (value != before[key]).any()}
    assert moved >= {key for key in after if key.endswith("weight") and "norm" not in key}


@pytest.mark.slow
@EVERY
def test_its_files_answer_alike(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stay_in_this_process(monkeypatch)
    project = project_of(name)
    session = Session.start(project)
    session.advance(2)
    few = {field: values[:6] for field, values in load_samples(project).take("validation").items()}
    for exporter in EXPORTERS:
        path = tmp_path / f"{exporter.id}{exporter.suffix}"
        assert export(exporter, session.record(), path, samples=few).largest_difference < 1e-5
