"""Measuring devices: each is tried on the network there is, the answer stays, the run goes on untouched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from playground.app import messages as said
from playground.app.device_measuring import DeviceMeasuring
from playground.app.settings import Settings
from playground.app.worker import requests as ask
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training import device_speeds
from playground.core.training.device_speed import DeviceSpeed, fastest, places
from playground.core.training.device_speeds import DeviceSpeeds
from playground.core.training.hardware import Device, Hardware, memory_in_use
from playground.core.training.session import Session

FOUR = Hardware(4, (Device("cpu", "Some CPU"), Device("cuda", "Some GPU")))
FOUND = (DeviceSpeed("cpu", 1, 9000.0), DeviceSpeed("cpu", 2, 5000.5), DeviceSpeed("cuda", 1, 0.0))


def test_processors_are_tried_with_several_counts_of_threads_and_others_once() -> None:
    assert places(FOUR) == (("cpu", 1), ("cpu", 2), ("cpu", 4), ("cuda", 1))
    assert fastest(FOUND) == FOUND[0] and fastest(FOUND[2:]) is None


def test_a_device_that_cannot_train_it_has_no_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_speeds, "_SECONDS", 0.01)
    hardware = Hardware(1, (Device("cpu", "Some CPU"),))
    speeds = DeviceSpeeds(
        template("xor-mlp", CATALOGUE).open(), iter(range(1000)).__next__, hardware=hardware
    )
    speeds.advance()
    assert speeds.over and speeds.found[0].rate > 0
    unfit = template("resnet-small", CATALOGUE).open().with_recipe(batch_size=1)
    monkeypatch.setattr(Session, "advance", refuse)
    speeds = DeviceSpeeds(unfit, iter(range(1000)).__next__, hardware=hardware)
    speeds.advance()
    assert [each.rate for each in speeds.found] == [0.0]


def refuse(*_: Any) -> Any:
    from playground.core.errors import PlaygroundError
    from playground.core.sentences import Text

    raise PlaygroundError(Text("It cannot."))


def test_the_worker_tells_each_and_leaves_the_run_alone(
    opened: Any, spiral: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_speeds, "_SECONDS", 0.01)
    opened.post(ask.StepOnce(), ask.MeasureDevices())
    opened.wait_for(lambda: any(each.over for each in opened.of(said.DevicesMeasured)))
    *_, last = opened.of(said.DevicesMeasured)
    assert last.found[0].device == "cpu" and all(each.rate > 0 for each in last.found)
    opened.post(ask.StepOnce())
    opened.wait(said.Paused, 2)
    plain = Session.start(spiral)
    plain.advance(1)
    plain.advance(1)
    record = opened.record()
    assert record.history.losses.tobytes() == plain.record().history.losses.tobytes()


class Host:
    """What the measurement needs of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "settings.json")
        self.project = template("spiral-mlp", CATALOGUE).open()
        self.applied: dict[str, Any] = {}
        self.editing = self.run = self.training = self
        self.why_not = ""

    def apply(self, _edit: Any, **changes: Any) -> None:
        self.applied = changes

    def catch_up(self) -> None:
        """The worker has the network as it is drawn."""


def test_the_answer_stays_and_one_click_takes_the_fastest(tmp_path: Path) -> None:
    host, posted = Host(tmp_path), []
    devices = DeviceMeasuring(host, posted.append)  # type: ignore[arg-type]
    devices.start()
    assert posted == [ask.MeasureDevices()] and devices.runs
    assert devices.heard(said.DevicesMeasured(FOUND[:1], False)) and devices.runs
    assert devices.heard(said.DevicesMeasured(FOUND, True)) and not devices.runs
    devices.use()
    assert host.applied == {"device": "cpu", "threads": 1}
    again = DeviceMeasuring(Host(tmp_path), posted.append)  # type: ignore[arg-type]
    assert again.found == FOUND and again.name == host.project.name
    host.settings.set(device_speeds=("name", "nonsense", "cpu x 3"))
    assert DeviceMeasuring(host, posted.append).found == ()  # type: ignore[arg-type]


def test_memory_in_use_is_that_of_this_process() -> None:
    (where, amount), *_ = memory_in_use()
    assert where == "RAM" and 10 * 2**20 < amount < 2**36


def test_more_threads_are_taken_only_where_they_are_worth_it() -> None:
    one, two, many = DeviceSpeed("cpu", 1, 9000.0), DeviceSpeed("cpu", 2, 9500.0), DeviceSpeed("cpu", 4, 12e3)
    assert fastest((one, two)) == one and fastest((one, two, many)) == many


def test_the_best_round_counts_whatever_else_the_machine_does() -> None:
    project = template("xor-mlp", CATALOGUE).open().with_recipe(batch_size=1)
    ticks = iter([0.0, 0.0, 0.2, 0.2, 0.2, 0.21, 0.4, 0.5])  # one slow round of ten steps, one quick one
    speeds = DeviceSpeeds(project, lambda: next(ticks), hardware=Hardware(1, (Device("cpu", "Some CPU"),)))
    speeds.advance()
    assert speeds.found[0].rate == pytest.approx(1000)
