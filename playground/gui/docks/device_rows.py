"""Where training computes: device, threads, engine and precision, with what `auto` chose and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.texts import tr
from playground.core.blocks.params import Param
from playground.core.project.values import BF16, RECIPE_FIELDS, Recipe
from playground.core.training.hardware import detect, usable_cores
from playground.gui.docks.labelled import labelled
from playground.gui.theme.tokens import SPACE_S
from playground.gui.widgets.fields import ComboField
from playground.gui.widgets.labels import Caption

NAMES = ("device", "threads", "engine", "precision")
DEVICE, THREADS, ENGINE, PRECISION = (RECIPE_FIELDS[name] for name in NAMES)
DEVICES = {choice.id: choice.title for choice in DEVICE.choices if choice.id != DEVICE.auto}
_MOST_THREADS = 16


class DeviceRows(QWidget):
    """`chosen(field of the recipe, value)` when a person picks another."""

    chosen = Signal(str, object)

    def __init__(self, recipe: Recipe, label_width: int) -> None:
        super().__init__()
        self.device = ComboField(_devices(""), recipe.device, name=tr(DEVICE.title), icon="cpu")
        self.threads = ComboField(_threads(0), recipe.threads, name=tr(THREADS.title))
        self.engine = ComboField(_named(ENGINE), recipe.engine, name=tr(ENGINE.title))
        self.precision = ComboField(_named(PRECISION), recipe.precision, name=tr(PRECISION.title))
        self.instead, self.why = Caption(tr("No bf16 here: layers compute in float32.")), Caption("")
        self.instead.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for param, combo in (
            (DEVICE, self.device),
            (THREADS, self.threads),
            (ENGINE, self.engine),
            (PRECISION, self.precision),
        ):
            column.addWidget(labelled(tr(param.title), combo, tr(param.help), label_width))
        column.addWidget(self.instead)
        column.addWidget(self.why)
        self.device.chosen.connect(self._on_device)
        self.threads.chosen.connect(self._on_threads)
        self.engine.chosen.connect(self._on_engine)
        self.precision.chosen.connect(self._on_precision)

    def show_recipe(self, recipe: Recipe, plan: Mapping[str, Any], known: bool) -> None:
        """Show what the recipe asks for and what the plan made of it; `known`: PyTorch has been asked."""
        _offer(self.device, _devices(DEVICES.get(str(plan.get("device", "")), "")), recipe.device)
        _offer(self.threads, _threads(int(plan.get("threads", 0))), recipe.threads)
        _offer(self.engine, _named(ENGINE), recipe.engine)
        _offer(self.precision, _named(PRECISION), recipe.precision)
        self.device.set_icon("gpu" if plan.get("device") in ("cuda", "mps") else "cpu")
        self._hold_back(known)
        lacking = _without_bf16(recipe, plan, known)
        self.precision.hold_back(BF16, lacking)
        self.instead.setVisible(bool(lacking) and known and recipe.precision == BF16)
        self.why.set_text(str(plan.get("why", "")) if recipe.device == DEVICE.auto else "")

    def _hold_back(self, known: bool) -> None:
        """Grey out what this machine does not have, and say so."""
        found = {device.id for device in detect().devices} if known else {"cpu"}
        for device, title in DEVICES.items():
            missing = tr("PyTorch finds no {device} device here.").format(device=title)
            waiting = tr("PyTorch is still looking for devices.")
            reason = "" if device in found else missing if known else waiting
            self.device.hold_back(device, reason)

    def _on_device(self, value: object) -> None:
        self.chosen.emit(DEVICE.name, value)

    def _on_threads(self, value: object) -> None:
        self.chosen.emit(THREADS.name, value)

    def _on_engine(self, value: object) -> None:
        self.chosen.emit(ENGINE.name, value)

    def _on_precision(self, value: object) -> None:
        self.chosen.emit(PRECISION.name, value)


def _offer(combo: ComboField, options: list[tuple[object, str]], current: object) -> None:
    """Show choices; an open list stays as it is unless its words change."""
    if [words for _, words in options] == [combo.itemText(index) for index in range(combo.count())]:
        combo.set_current(current)
    else:
        combo.set_options(options, current)


def _devices(automatic: str) -> list[tuple[object, str]]:
    auto = tr("Auto: {choice}").format(choice=automatic) if automatic else tr("Auto")
    return [(DEVICE.auto, auto), *((device, title) for device, title in DEVICES.items())]


def _threads(automatic: int) -> list[tuple[object, str]]:
    auto = tr("Auto: {choice}").format(choice=automatic) if automatic else tr("Auto")
    most = min(usable_cores(), _MOST_THREADS)
    return [(THREADS.auto, auto), *((count, str(count)) for count in range(1, most + 1))]


def _named(param: Param) -> list[tuple[object, str]]:
    return [(choice.id, tr(choice.title)) for choice in param.choices]


def _without_bf16(recipe: Recipe, plan: Mapping[str, Any], known: bool) -> str:
    """Return why bf16 is not offered where the recipe trains; "" where it is."""
    if not known:
        return tr("PyTorch is still looking for devices.")
    chosen = str(plan.get("device", "cpu")) if recipe.device == DEVICE.auto else recipe.device
    device = detect().device(chosen)
    if device is not None and device.bf16:
        return ""
    name = device.name if device is not None else DEVICES[chosen]
    return tr("{device} has no instructions for bf16: layers compute in float32.").format(device=name)
