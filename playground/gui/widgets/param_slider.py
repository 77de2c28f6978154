"""A slider and a field for the same value: one drag is one edit."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import BODY, CONTROL_HEIGHT, SEMIBOLD, SPACE_S
from playground.gui.widgets.labels import Note
from playground.gui.widgets.number_edit import NumberEdit, NumberRules
from playground.gui.widgets.painting import RIGHT, width_of
from playground.gui.widgets.scale import Scale
from playground.gui.widgets.slider import Slider


class ParamSlider(QWidget):
    """A number with a slider and a field.

    `edited(value)` while a drag goes on, `committed(value)` once at its end (and after a key, the
    wheel or a typed number): apply both, merging the `edited` ones into the undo step.
    `set_value` shows a value without telling anyone. Values are int when `integer`, else float.
    `slider_range` limits the slider more tightly than what may be typed. `boxed=False` shows the
    number as plain text that becomes a field when focused. With `above` the minimum itself is refused.
    """

    edited = Signal(object)
    committed = Signal(object)
    refused = Signal(str)  # what is asked for instead of what was typed

    def __init__(
        self,
        value: float,
        minimum: float,
        maximum: float,
        *,
        integer: bool = True,
        log: bool = False,
        unit: str = "",
        step: float = 0.0,
        decimals: int | None = None,
        percent: bool = False,
        stops: tuple[float, ...] = (),
        slider_range: tuple[float, float] | None = None,
        boxed: bool = True,
        above: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        rules = NumberRules(minimum, maximum, integer, unit, decimals, percent, above)
        low, high = slider_range or (minimum, maximum)
        self._scale = Scale(low, high, integer, log, step, stops)
        self._value = value
        self._dirty = False
        self._slider = Slider(name, self)
        self._edit = self._field(rules, value, name)
        if not boxed:
            self._edit.setProperty("plain", True)
            self._edit.setAlignment(RIGHT)
        self._note = Note("", "circle-alert", "bad", parent=self)
        self._build()
        self._set_up_slider()
        self._connect()

    def _field(self, rules: NumberRules, value: float, name: str) -> NumberEdit:
        return NumberEdit(rules, value, name, self)

    def _position(self) -> int:
        """Return where the slider stands."""
        return self._scale.position_of(self._value)

    def _build(self) -> None:
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._slider)
        self._pages.addWidget(self._note)
        self._pages.setFixedHeight(CONTROL_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._pages, 1)
        row.addWidget(self._edit)
        self.setFocusProxy(self._slider)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._edit.setFixedWidth(self._field_width())

    def _field_width(self) -> int:
        """Return a width for the widest number the slider offers, so that nothing moves."""
        rules = self._edit.rules
        used = font(BODY, SEMIBOLD, tabular=True)
        positions = {0, self._scale.last, self._scale.last // 3, self._scale.last // 7, self._scale.last // 2}
        values = [self._value, *(self._scale.value_at(position) for position in positions)]
        return max(44, round(max(width_of(rules.write(value), used) for value in values)) + 20)

    def _set_up_slider(self) -> None:
        self._slider.setRange(0, self._scale.last)
        self._slider.setSingleStep(self._scale.single_step)
        self._slider.setPageStep(max(1, self._scale.last // 10))
        self._slider.setSliderPosition(self._position())

    def _connect(self) -> None:
        self._slider.valueChanged.connect(self._on_slider)
        self._slider.sliderReleased.connect(self._commit_drag)
        self._slider.installEventFilter(self)
        self._edit.committed.connect(self._on_typed)
        self._edit.stepped.connect(self._on_step)
        self._edit.refused.connect(self._on_refused)
        self._edit.mended.connect(self._on_mended)

    @property
    def slider(self) -> Slider:
        """Return the slider, for tests and focus."""
        return self._slider

    @property
    def field(self) -> NumberEdit:
        """Return the field, for tests and focus."""
        return self._edit

    def sizeHint(self) -> QSize:
        """Return slider and field."""
        return QSize(120 + SPACE_S + self._edit.width(), CONTROL_HEIGHT)

    def value(self) -> float:
        """Return the value shown."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value without telling anyone; a drag or typing in progress is left alone."""
        if self._slider.isSliderDown():
            return
        self._value = value
        self._show_on_slider()
        self._edit.set_value(value)

    def set_range(self, minimum: float, maximum: float) -> None:
        """Take values from another range, on the slider and typed."""
        old = self._edit.rules
        self._scale = Scale(minimum, maximum, old.integer, self._scale.log, self._scale.step)
        self._edit.set_rules(replace(old, minimum=minimum, maximum=maximum))
        blocked = self._slider.blockSignals(True)
        self._set_up_slider()
        self._slider.blockSignals(blocked)
        self._edit.setFixedWidth(self._field_width())

    def problem(self) -> str:
        """Return what the field asks for after it refused a number, or nothing."""
        return self._note.text() if self._edit.failing() else ""

    def _show_on_slider(self) -> None:
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(self._position())
        self._slider.blockSignals(blocked)
        self._slider.update()

    def _on_slider(self, position: int) -> None:
        """Take the slider's value; a drag goes on until it is released."""
        value = self._scale.value_at(position)
        if value == self._value and not self._slider.isSliderDown():
            value = self._next(position)
        if value == self._value:
            return
        self._value = value
        self._edit.set_value(value)
        self._dirty = True
        self.edited.emit(value)

    def _next(self, position: int) -> float:
        """Return the neighbour of a whole number where a key's step is too small to reach it."""
        step = position - self._position()
        if not self._edit.rules.integer or step == 0:
            return self._value
        wanted = self._value + (1 if step > 0 else -1)
        value = int(min(max(wanted, self._scale.minimum), self._scale.maximum))
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(self._scale.position_of(value))
        self._slider.blockSignals(blocked)
        return value

    def _commit_drag(self) -> None:
        if self._dirty:
            self._dirty = False
            self.committed.emit(self._value)

    def _on_typed(self, value: float) -> None:
        self._value = value
        self._show_on_slider()
        self.committed.emit(value)

    def _on_step(self, count: int) -> None:
        """Step by the keys in the field as the slider would."""
        self._edit.setModified(False)
        here = self._position()
        self._slider.setValue(here + count * self._scale.single_step)
        self._edit.set_value(self._value)
        self._commit_drag()

    def _on_refused(self, wish: str) -> None:
        self._note.set_text(wish)
        self._pages.setCurrentWidget(self._note)
        self.refused.emit(wish)

    def _on_mended(self) -> None:
        self._pages.setCurrentWidget(self._slider)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Commit when a key is let go, a wheel turned, or the slider left."""
        kind = event.type()
        released = (
            isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyRelease and not event.isAutoRepeat()
        )
        if released or kind == QEvent.Type.FocusOut:
            self._commit_drag()
        return False
