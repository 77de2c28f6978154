"""A slider and a field for sizes that may differ along each axis: the slider moves all of them together."""

from typing import Any

from playground.gui.widgets.number_edit import NumberEdit, NumberRules
from playground.gui.widgets.param_slider import ParamSlider
from playground.gui.widgets.sizes_edit import SizeRules, SizesEdit


class SizesSlider(ParamSlider):
    """A number with a slider and a field that takes a row such as 1 × 7; the slider shows its largest."""

    def __init__(self, value: Any, minimum: float, maximum: float, *, axes: int, **look: Any) -> None:
        self._axes = axes
        super().__init__(value, minimum, maximum, **look)

    def _field(self, rules: NumberRules, value: Any, name: str) -> NumberEdit:
        sizes = SizeRules(rules.minimum, rules.maximum, unit=rules.unit, axes=self._axes)
        return SizesEdit(sizes, value, name, self)

    def _position(self) -> int:
        value: Any = self._value
        return self._scale.position_of(max(value) if isinstance(value, tuple) else value)

    def set_value(self, value: Any) -> None:
        """Show a value without telling anyone; a drag or typing in progress is left alone."""
        super().set_value(value)
        self._make_room()

    def _on_typed(self, value: Any) -> None:
        super()._on_typed(value)
        self._make_room()

    def _make_room(self) -> None:
        """Let the field grow with a row; it never shrinks, so that nothing moves."""
        self._edit.setFixedWidth(max(self._edit.width(), self._field_width()))
