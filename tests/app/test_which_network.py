"""After an edit at rest: the figures are of one network, the drawing is another, and both can be had."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.app import data_edits, edits, export_control
from playground.app.ask import Answer
from playground.app.commands import find
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.export.exporting import Exported
from playground.core.export.spec import ExporterSpec
from playground.core.files.project_file import open_project
from playground.core.graph.drawn import is_drawn
from playground.core.project.records import RunRecord
from playground.core.training.moments import of_run
from playground.core.training.replay import session_at


@pytest.fixture
def trained(desk: Any) -> Any:
    """Give a workspace that rests after a few steps."""
    desk.ready()
    for _ in range(30):
        desk.workspace.run.step_once()
    desk.wait(lambda: desk.workspace.live.step == 30)
    return desk


def insert(space: Workspace) -> None:
    wire = next(edge for edge in space.project.network.edges if edge.target == "dense_3")
    assert space.apply(edits.insert, "dense", wire, space.fields)


def test_figures_are_of_the_network_drawn_until_that_is_changed(trained: Any) -> None:
    space: Workspace = trained.workspace
    assert space.exports.which.changed_since == ""
    assert space.apply(edits.rename, "dense_2", "Mine")
    assert space.apply(data_edits.set_recipe, learning_rate=0.5)
    assert space.exports.which.changed_since == ""
    insert(space)
    assert space.exports.which.changed_since == "epoch 1"
    trained.wait(lambda: space.live.parent)
    assert (space.exports.which.changed_since, space.exports.which.pictured) == ("epoch 1", "drawn")
    space.editing.undo()
    assert space.exports.which.changed_since == ""
    trained.wait(lambda: not space.live.parent)
    insert(space)
    trained.wait(lambda: space.live.parent)
    space.run.train()
    assert space.exports.which.changed_since == ""  # it trains: the figures follow
    trained.wait(lambda: space.live.step > 40)
    space.run.pause()
    trained.wait(lambda: not space.live.running)
    assert space.exports.which.changed_since == ""


def test_before_the_first_epoch_ends_the_step_is_named(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    for _ in range(3):
        space.run.step_once()
    desk.wait(lambda: space.live.step == 3)
    insert(space)
    assert space.exports.which.changed_since == "step 3"


def test_an_untrained_network_has_nothing_to_differ_from(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    insert(space)
    assert space.exports.which.changed_since == ""


def test_a_network_that_cannot_work_has_no_pictures_of_its_own(trained: Any) -> None:
    space: Workspace = trained.workspace
    assert space.apply(edits.delete, {"classify"})
    assert (space.exports.which.changed_since, space.exports.which.pictured) == ("epoch 1", "trained")
    with pytest.raises(PlaygroundError, match="goal"):
        space.exports.which.exportable("drawn")
    assert is_drawn(space.exports.which.exportable("trained").project, space.live.trained)


def test_either_network_is_exported_and_named(
    trained: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space: Workspace = trained.workspace
    given: list[RunRecord] = []

    def export(spec: ExporterSpec, source: RunRecord, path: Path, **_more: Any) -> Exported:
        given.append(source)
        return Exported(spec, path, (path,), 1, 0.0, "", "")

    monkeypatch.setattr(export_control, "export", export)
    insert(space)
    words = []
    for which in ("trained", "drawn"):
        space.exports.start("safetensors", tmp_path / "m.safetensors", which)
        trained.wait(lambda: not space.exports.state.running)
        result = space.exports.state.result
        assert result is not None, space.exports.state.failure
        words.append(result.note)
    assert "as it was trained to epoch 1" in words[0] and "as it is drawn" in words[1]
    assert space.live.trained is not None
    assert is_drawn(given[0].project, space.live.trained) and is_drawn(given[1].project, space.project)
    assert set(given[0].weights) < set(given[1].weights)
    assert np.array_equal(given[0].weights["dense_2.weight"], given[1].weights["dense_2.weight"])


def test_a_file_holds_both_and_opens_with_the_difference(trained: Any, tmp_path: Path) -> None:
    space: Workspace = trained.workspace
    insert(space)
    trained.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    assert space.files.save()
    opened = open_project(tmp_path / "a.nnplay", CATALOGUE)
    assert opened.project == space.project
    assert not is_drawn(opened.runs[0].project, opened.project)
    assert space.files.new("xor-mlp")
    trained.wait(lambda: space.live.project is not None and space.live.project.data.id == "xor")
    assert space.exports.which.changed_since == ""
    assert space.files.open(tmp_path / "a.nnplay")
    trained.wait(lambda: space.live.parent)
    assert space.exports.which.changed_since == "epoch 1"


def test_in_the_past_that_step_is_exported_and_an_edit_says_what_it_changes(trained: Any) -> None:
    space: Workspace = trained.workspace
    whole = space.run.record()
    assert whole is not None
    trained.wait(lambda: 20 in space.time.steps)
    space.time.look_near(20)
    trained.wait(lambda: space.time.shown == 20)
    assert find("file.export").label(space) == "Export step 20…"
    wanted = space.exports.which.exportable("drawn")
    then = session_at(whole, 20).record()
    assert wanted.record is not None and wanted.words == "The network as it was at step 20."
    assert wanted.record.position["step"] == 20 and len(wanted.record.history.losses) == 20
    assert all(np.array_equal(wanted.record.weights[key], then.weights[key]) for key in then.weights)
    figures = of_run(wanted.record).evaluate("validation").figures
    assert figures == of_run(then).evaluate("validation").figures
    assert space.apply(edits.delete, {"classify"})
    assert find("file.export").enabled(space)  # whatever is drawn
    assert space.exports.which.exportable("drawn").project == wanted.project
    space.editing.undo()
    assert space.apply(data_edits.set_shares, 0.5)
    assert trained.said[-1] == (
        "This changes the newest network, step 30. To change it as it was at step 20, branch there first."
    )
    space.time.go_live()
    assert find("file.export").label(space) == "Export…"
