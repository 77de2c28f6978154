"""One parameter as one row: its name and the control that its description asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from playground.app.texts import tr
from playground.core.blocks.activations import ACTIVATIONS
from playground.core.blocks.params import Param
from playground.gui.docks.activation_curve import curve_pixmap
from playground.gui.docks.chip_set import ChipSet
from playground.gui.theme.tokens import CONTROL_HEIGHT, SPACE_S
from playground.gui.widgets.fields import ComboField, TextField
from playground.gui.widgets.labels import ElidedLabel
from playground.gui.widgets.param_slider import ParamSlider
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.sizes_edit import SizeRules
from playground.gui.widgets.sizes_slider import SizesSlider
from playground.gui.widgets.toggle import Toggle
from playground.gui.widgets.word_or_sizes import WordOrSizes

LABEL_WIDTH = 84
_PLAIN_WIDTH = 50  # of numbers without a box, one width for all rows of a form
LEAST_SLIDER = 40
_TO_THE_EDGE = -6  # px by which a plain number moves right, over the frame that it does not show
NO_BOUND = 1e15  # from here on a field asks only for the other end of its range
_ACTIVATION_IDS = frozenset(entry.id for entry in ACTIVATIONS)


class ParamRow(QWidget):
    """A name and a control; `changed(name, value, final)`: final unless a drag goes on.

    `refused` says of what was typed and does not fit what is asked for: there is little room beside a field.
    """

    changed = Signal(str, object, bool)
    refused = Signal(str)

    def __init__(self, param: Param, control: QWidget, label_width: int = LABEL_WIDTH) -> None:
        super().__init__()
        self.param = param
        self.control = control
        self.label = ElidedLabel(tr(param.title), color="text2", parent=self)
        self.label.setFixedWidth(label_width)
        self._problem = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._row.addWidget(self.label)
        self._row.addWidget(control, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(control)
        self.set_problem("")
        control.setAccessibleDescription(tr(param.help))

    @property
    def value_field(self) -> QWidget:
        """Return where the value is typed or chosen: what Enter on a block reaches."""
        return self.control

    def set_value(self, value: Any) -> None:
        """Show a value without telling anyone."""
        raise NotImplementedError

    def problem(self) -> str:
        """Return what is wrong with the value, or nothing."""
        return self._problem

    def set_problem(self, words: str) -> None:
        """Show in red that the value keeps training back, or that it does not."""
        self._problem = words
        self.label.set_color("bad" if words else "text2")
        set_tip(self, words or tr(self.param.help))

    def _refuse(self, wish: str) -> None:
        self.refused.emit(f"{tr(self.param.title)}: {wish}")

    def _tell(self, value: Any, final: bool = True) -> None:
        self.changed.emit(self.param.name, value, final)


class NumberRow(ParamRow):
    """A number with a slider over its useful stretch."""

    def __init__(
        self,
        param: Param,
        value: Any,
        *,
        boxed: bool = True,
        label_width: int = LABEL_WIDTH,
    ) -> None:
        self.slider = _slider(param, value, boxed)
        super().__init__(param, self.slider, label_width)
        self.slider.edited.connect(self._on_edited)
        self.slider.committed.connect(self._on_committed)
        self.slider.refused.connect(self._refuse)

    @property
    def value_field(self) -> QWidget:
        """Return the field beside the slider."""
        return self.slider.field

    def set_value(self, value: Any) -> None:
        """Show a number; one that is dragged or typed just now is left alone."""
        self.slider.set_value(value)

    def _on_edited(self, value: Any) -> None:
        self._tell(value, final=False)

    def _on_committed(self, value: Any) -> None:
        self._tell(value)


class ChoiceRow(ParamRow):
    """One of several values; activations with their curve."""

    def __init__(self, param: Param, value: Any, label_width: int = LABEL_WIDTH) -> None:
        options = [(choice.id, tr(choice.title)) for choice in param.choices]
        curves = _ACTIVATION_IDS.issuperset(choice.id for choice in param.choices)
        self.combo = ComboField(
            options, value, name=tr(param.title), picture=curve_pixmap if curves else None
        )
        super().__init__(param, self.combo, label_width)
        self.combo.chosen.connect(self._tell)

    def set_value(self, value: Any) -> None:
        """Show a choice."""
        self.combo.set_current(value)


class WordOrSizesRow(ParamRow):
    """One of several words, or sizes of one's own."""

    def __init__(self, param: Param, value: Any, label_width: int = LABEL_WIDTH) -> None:
        options = [(choice.id, tr(choice.title)) for choice in param.choices]
        rules = SizeRules(param.minimum or 0, NO_BOUND, unit=param.unit, axes=param.axes)
        self.sizes = WordOrSizes(options, value, rules, tr(param.title))
        super().__init__(param, self.sizes, label_width)
        self.sizes.chosen.connect(self._tell)
        self.sizes.refused.connect(self._refuse)

    def set_value(self, value: Any) -> None:
        """Show a word or sizes."""
        self.sizes.set_value(value)


class FlagRow(ParamRow):
    """A switch."""

    def __init__(self, param: Param, value: Any, label_width: int = LABEL_WIDTH) -> None:
        self.toggle = Toggle(tr(param.title), bool(value))
        super().__init__(param, self.toggle, label_width)
        self._row.setStretchFactor(self.toggle, 0)
        self._row.addStretch(1)
        self.toggle.clicked.connect(self._tell)

    def set_value(self, value: Any) -> None:
        """Show on or off."""
        self.toggle.set_checked(bool(value))


class SeveralRow(ParamRow):
    """Any number of values, as chips that wrap."""

    def __init__(self, param: Param, value: Any, label_width: int = LABEL_WIDTH) -> None:
        self.chips = ChipSet([(choice.id, tr(choice.title)) for choice in param.choices], tr(param.title))
        super().__init__(param, self.chips, label_width)
        self._row.setAlignment(self.label, Qt.AlignmentFlag.AlignTop)
        self.label.setMinimumHeight(CONTROL_HEIGHT)
        self.set_value(value)
        self.chips.changed.connect(self._tell)

    def set_value(self, value: Any) -> None:
        """Show which are on."""
        self.chips.set_checked(value)


class TextRow(ParamRow):
    """A line of text, taken when it is complete."""

    def __init__(self, param: Param, value: Any, label_width: int = LABEL_WIDTH) -> None:
        self.field = TextField(str(value), name=tr(param.title))
        self.field.setMaxLength(int(param.maximum or 0))
        super().__init__(param, self.field, label_width)
        self.field.committed.connect(self._tell)

    def set_value(self, value: Any) -> None:
        """Show a text; one that is being typed is left alone."""
        self.field.set_text(str(value))


def _slider(param: Param, value: Any, boxed: bool) -> ParamSlider:
    bounds = [bound for bound in (param.minimum, param.above) if bound is not None]
    low = max(bounds, default=-NO_BOUND)
    high = NO_BOUND if param.maximum is None else param.maximum
    percent = param.unit == "%" and param.type == "number"
    maker = partial(SizesSlider, axes=param.axes) if param.type == "per_axis" else ParamSlider
    made = maker(
        value, low, high,
        integer=param.type != "number", log=param.logarithmic, percent=percent,
        unit="" if percent else param.unit, slider_range=param.slider, boxed=boxed, stops=param.stops,
        above=param.above is not None, name=tr(param.title),
    )  # fmt: skip
    made.slider.setMinimumWidth(LEAST_SLIDER)
    if not boxed:
        made.field.setFixedWidth(_PLAIN_WIDTH)
        made.field.setTextMargins(0, 0, _TO_THE_EDGE, 0)
    return made


MAKERS: dict[str, Callable[..., ParamRow]] = {
    "choice": ChoiceRow,
    "flag": FlagRow,
    "several": SeveralRow,
    "text": TextRow,
}


def row_for(
    param: Param,
    value: Any,
    *,
    boxed: bool = True,
    label_width: int = LABEL_WIDTH,
) -> ParamRow:
    """Return the row that a parameter's description asks for."""
    if param.type == "per_axis" and param.choices:
        return WordOrSizesRow(param, value, label_width=label_width)
    if param.type in MAKERS:
        return MAKERS[param.type](param, value, label_width=label_width)
    return NumberRow(param, value, boxed=boxed, label_width=label_width)
