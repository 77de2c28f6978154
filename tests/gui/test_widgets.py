"""Every control, driven by real mouse and key events."""

import gc
import weakref
from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.theme import numbers
from playground.gui.theme.style import apply_theme, current_theme
from playground.gui.theme.tokens import CONTROL_HEIGHT, DARK, LIGHT, PRIMARY_HEIGHT
from playground.gui.widgets.banner import Banner, EmptyState
from playground.gui.widgets.buttons import IconButton, LinkButton, PrimaryButton, QuietButton
from playground.gui.widgets.fields import ComboField, SearchField, TextField
from playground.gui.widgets.figure import Figure
from playground.gui.widgets.focus import FocusRing
from playground.gui.widgets.labels import Caption, ChipLabel, ElidedLabel, KeyCap, Note, SectionHeader
from playground.gui.widgets.number_edit import NumberEdit, NumberRules
from playground.gui.widgets.param_slider import ParamSlider
from playground.gui.widgets.scale import Scale
from playground.gui.widgets.segments import Segments
from playground.gui.widgets.shadow import draw_rings, draw_shadow, shadow_margin, shadow_pixmap
from playground.gui.widgets.slider import Slider
from playground.gui.widgets.tabs import TabBar
from playground.gui.widgets.toggle import Toggle

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> Iterator[None]:
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp, "dark")


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """Return a shown, active window with a column for controls."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(480, 400)
    QVBoxLayout(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def put(page: QWidget, widget: W) -> W:
    """Show a control on the page."""
    layout = page.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    QApplication.processEvents()
    return widget


class Heard:
    """Keep what signals said, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def on(self, name: str, signal: object) -> "Heard":
        signal.connect(lambda *values: self.said.append((name, *values)))  # type: ignore[attr-defined]
        return self

    def named(self, name: str) -> list[object]:
        return [entry[1] for entry in self.said if entry[0] == name]


def watch(field: ParamSlider) -> Heard:
    return Heard().on("edited", field.edited).on("committed", field.committed)


def spot(slider: Slider, share: float) -> QPoint:
    return QPoint(round(8 + share * (slider.width() - 16)), slider.height() // 2)


# sliders


def drag(slider: Slider, shares: tuple[float, ...]) -> None:
    QTest.mousePress(slider, LEFT, pos=spot(slider, shares[0]))
    for share in shares[1:]:
        QTest.mouseMove(slider, spot(slider, share))
    QTest.mouseRelease(slider, LEFT, pos=spot(slider, shares[-1]))


def test_a_drag_edits_often_and_commits_once(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 0, 100, name="Units"))
    heard = watch(field)
    drag(field.slider, (0.1, 0.3, 0.5, 0.75))
    assert heard.named("edited") == [10, 30, 50, 75]
    assert heard.named("committed") == [75]
    assert heard.said[-1][0] == "committed"
    assert field.value() == 75
    assert field.field.text() == "75"


def test_a_press_without_a_change_says_nothing(page: QWidget) -> None:
    field = put(page, ParamSlider(50, 0, 100))
    heard = watch(field)
    drag(field.slider, (0.5,))
    assert heard.said == []


@pytest.mark.parametrize(
    ("key", "value"),
    [(Key.Key_Right, 9), (Key.Key_Left, 7), (Key.Key_PageUp, 18), (Key.Key_Home, 0), (Key.Key_End, 100)],
)
def test_each_key_is_one_edit(page: QWidget, key: Qt.Key, value: int) -> None:
    field = put(page, ParamSlider(8, 0, 100))
    heard = watch(field)
    field.slider.setFocus()
    QTest.keyClick(field.slider, key)
    assert heard.said == [("edited", value), ("committed", value)]


def test_the_wheel_turns_only_a_focused_slider(page: QWidget, qtbot: QtBot) -> None:
    field = put(page, ParamSlider(8, 0, 100))
    other = put(page, QuietButton("Other"))
    other.setFocus()
    middle = QPointF(field.slider.rect().center())
    turn(field.slider, middle)
    assert field.value() == 8
    field.slider.setFocus()
    turn(field.slider, middle)
    assert field.value() > 8


def turn(widget: QWidget, at: QPointF) -> None:
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_typing_commits_on_enter(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 4096))
    heard = watch(field)
    field.field.setFocus()
    QTest.keyClicks(field.field, "1024")
    assert heard.said == []
    QTest.keyClick(field.field, Key.Key_Return)
    assert heard.said == [("committed", 1024)]
    assert field.field.text() == "1\u2009024"
    assert isinstance(field.value(), int)


def test_typing_commits_on_leaving(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 4096))
    other = put(page, QuietButton("Other"))
    heard = watch(field)
    field.field.setFocus()
    QTest.keyClicks(field.field, "12")
    other.setFocus()
    assert heard.said == [("committed", 12)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("9999", "1 to 4\u2009096, please"),
        ("0", "1 to 4\u2009096, please"),
        ("", "1 to 4\u2009096, please"),
        ("many", "No number: 1 to 4\u2009096, please"),
        ("7/2", "A whole number, please, not 3.5"),
    ],
)
def test_a_number_that_does_not_fit_is_refused_in_words(page: QWidget, typed: str, words: str) -> None:
    field = put(page, ParamSlider(8, 1, 4096))
    heard = watch(field)
    field.field.setFocus()
    QTest.keyClick(field.field, Key.Key_Backspace)
    QTest.keyClicks(field.field, typed)
    QTest.keyClick(field.field, Key.Key_Return)
    assert field.problem() == words
    assert not field.slider.isVisible()
    assert (field.value(), heard.said) == (8, [])
    QTest.keyClick(field.field, Key.Key_Escape)
    assert field.problem() == ""
    assert field.slider.isVisible()
    assert field.field.text() == "8"


def test_a_refused_field_has_a_red_border(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 4096))
    field.field.setFocus()
    QTest.keyClicks(field.field, "9999")
    QTest.keyClick(field.field, Key.Key_Return)
    edge = field.field.grab().toImage().pixelColor(1, CONTROL_HEIGHT // 2)
    assert edge == DARK.bad


def test_arrows_step_in_the_field(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 64))
    heard = watch(field)
    field.field.setFocus()
    QTest.keyClick(field.field, Key.Key_Up)
    assert heard.said == [("edited", 9), ("committed", 9)]


def test_a_value_set_by_the_program_says_nothing(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 64))
    heard = watch(field)
    field.set_value(32)
    assert heard.said == []
    assert field.slider.sliderPosition() == Scale(1, 64, integer=True).position_of(32)
    assert field.field.text() == "32"


def test_a_value_set_while_dragging_does_not_pull_the_handle_away(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 0, 100))
    QTest.mousePress(field.slider, LEFT, pos=spot(field.slider, 0.5))
    field.set_value(1)
    assert field.value() == 50
    QTest.mouseRelease(field.slider, LEFT, pos=spot(field.slider, 0.5))


def test_typing_in_progress_survives_a_value_set_by_the_program(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 0, 100))
    field.field.setFocus()
    QTest.keyClicks(field.field, "4")
    field.set_value(1)
    assert field.field.text() == "4"


def test_a_field_keeps_its_width(page: QWidget) -> None:
    field = put(page, ParamSlider(0.03, 1e-5, 1, integer=False, log=True))
    width = field.field.width()
    for share in (0.0, 0.2, 0.5, 0.77, 1.0):
        drag(field.slider, (share,))
        assert field.field.width() == width
        assert field.field.fontMetrics().horizontalAdvance(field.field.text()) < width - 8


def test_per_cent_is_shown_and_read(page: QWidget) -> None:
    field = put(page, ParamSlider(0.2, 0, 0.5, integer=False, percent=True, step=0.05, boxed=False))
    heard = watch(field)
    assert field.field.text() == "20\u2009%"
    field.field.setFocus()
    QTest.keyClicks(field.field, "35")
    QTest.keyClick(field.field, Key.Key_Return)
    assert heard.said == [("committed", 0.35)]


def test_stops_are_the_only_values_offered(page: QWidget) -> None:
    field = put(page, ParamSlider(16, 1, 512, stops=(1, 2, 4, 8, 16, 32)))
    heard = watch(field)
    field.slider.setFocus()
    QTest.keyClick(field.slider, Key.Key_Right)
    assert heard.named("committed") == [32]


def test_another_range_is_taken(page: QWidget) -> None:
    field = put(page, ParamSlider(8, 1, 64))
    field.set_range(1, 10)
    drag(field.slider, (1.0,))
    assert field.value() == 10


@pytest.mark.parametrize("integer", [True, False])
@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("reach", [(1, 64), (1, 4096), (0, 1_000_000)])
def test_scales_come_back_to_the_same_place(integer: bool, log: bool, reach: tuple[int, int]) -> None:
    scale = Scale(*reach, integer=integer, log=log)
    assert scale.value_at(0) == reach[0]
    assert scale.value_at(scale.last) == reach[1]
    values = [scale.value_at(position) for position in range(scale.last + 1)]
    assert values == sorted(values)
    for value in values:
        assert scale.value_at(scale.position_of(value)) == value or log
    assert not integer or all(value == int(value) for value in values)


def test_logarithmic_values_are_written_shortly() -> None:
    scale = Scale(1e-5, 1.0, log=True)
    assert scale.value_at(scale.position_of(0.03)) == pytest.approx(0.03, rel=0.02)
    assert all(len(numbers.compact(scale.value_at(p))) <= 8 for p in range(scale.last + 1))


@pytest.mark.parametrize(("typed", "value"), [("28*28", 784), ("1e3", 1000), ("2^10/2", 512)])
def test_arithmetic_is_worked_out(page: QWidget, typed: str, value: int) -> None:
    field = put(page, ParamSlider(8, 1, 4096))
    heard = watch(field)
    field.field.setFocus()
    QTest.keyClicks(field.field, typed)
    QTest.keyClick(field.field, Key.Key_Return)
    assert heard.said == [("committed", value)]
    assert field.field.text() == numbers.integer(value)


def test_typing_after_a_double_click_replaces_the_whole_number(page: QWidget) -> None:
    field = put(page, ParamSlider(1024, 1, 4096))
    QTest.mouseClick(field.field, LEFT, pos=spot(field.field, 0.5))
    QTest.mouseDClick(field.field, LEFT, pos=spot(field.field, 0.5))
    assert field.field.selectedText() == "1\u2009024"
    QTest.keyClicks(field.field, "7")
    QTest.keyClick(field.field, Key.Key_Return)
    assert field.value() == 7


def test_typing_after_the_click_that_enters_a_field_replaces_the_number(page: QWidget) -> None:
    field = put(page, ParamSlider(1024, 1, 4096))
    QTest.mouseClick(field.field, LEFT, pos=spot(field.field, 0.5))
    assert field.field.selectedText() == "1\u2009024"
    QTest.keyClicks(field.field, "8")
    QTest.keyClick(field.field, Key.Key_Return)
    assert field.value() == 8


def test_a_second_click_places_the_cursor_and_dragging_takes_a_part(page: QWidget) -> None:
    field, other = put(page, ParamSlider(1024, 1, 4096)), put(page, ParamSlider(8, 1, 64))
    edit = field.field
    for _ in range(2):
        QTest.mouseClick(edit, LEFT, pos=spot(edit, 0.9))
    assert edit.selectedText() == "" and edit.hasFocus()
    QTest.mouseClick(other.field, LEFT, pos=spot(other.field, 0.5))
    assert other.field.selectedText() == "8"
    QTest.mousePress(edit, LEFT, pos=spot(edit, 0.99))
    QTest.mouseMove(edit, spot(edit, 0.5))
    QTest.mouseRelease(edit, LEFT, pos=spot(edit, 0.5))
    assert edit.hasSelectedText() and edit.selectedText() != edit.text()


def test_a_number_field_alone(page: QWidget) -> None:
    edit = put(page, NumberEdit(NumberRules(0, 1e15), 5, "Seed"))
    heard = Heard().on("committed", edit.committed).on("refused", edit.refused)
    edit.setFocus()
    QTest.keyClicks(edit, "-1")
    QTest.keyClick(edit, Key.Key_Return)
    assert heard.named("refused") == ["0 or more, please"]
    QTest.keyClick(edit, Key.Key_Escape)
    QTest.keyClicks(edit, "7")
    QTest.keyClick(edit, Key.Key_Return)
    assert heard.named("committed") == [7]


# switches and choices


def test_space_and_click_switch(page: QWidget) -> None:
    control = put(page, Toggle("Bias"))
    heard = Heard().on("toggled", control.toggled)
    control.setFocus()
    QTest.keyClick(control, Key.Key_Space)
    QTest.mouseClick(control, LEFT, pos=QPoint(10, CONTROL_HEIGHT // 2))
    assert heard.named("toggled") == [True, False]


def test_a_switch_set_by_the_program_says_nothing(page: QWidget) -> None:
    toggle = put(page, Toggle("Bias"))
    heard = Heard().on("toggled", toggle.toggled)
    toggle.set_checked(True)
    assert (toggle.isChecked(), heard.said) == (True, [])


def test_a_switch_moves_its_knob(page: QWidget) -> None:
    toggle = put(page, Toggle("Bias"))
    assert toggle.grab().toImage().pixelColor(8, 14) == DARK.knob
    toggle.set_checked(True)
    assert toggle.grab().toImage().pixelColor(20, 14) == DARK.knob


def test_arrows_choose_along_the_row(page: QWidget) -> None:
    row = put(page, Segments([("a", "1×"), ("b", "10×"), ("c", "Max")], "a", name="Speed"))
    heard = Heard().on("chosen", row.chosen)
    row.button("a").setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert heard.named("chosen") == ["b", "c", "a", "c"]
    assert row.current() == "c"


def test_a_click_chooses_and_the_program_does_so_silently(page: QWidget) -> None:
    row = put(page, Segments([("a", "Linear"), ("b", "Log")], "b"))
    heard = Heard().on("chosen", row.chosen)
    QTest.mouseClick(row.button("a"), LEFT)
    row.set_current("b")
    assert heard.named("chosen") == ["a"]
    assert row.checked() == {"b"}


def test_tab_stops_once_at_a_row(page: QWidget) -> None:
    before, row, after = QuietButton("A"), Segments([("a", "1"), ("b", "2")], "b"), QuietButton("B")
    for widget in (before, row, after):
        put(page, widget)
    before.setFocus()
    QTest.keyClick(before, Key.Key_Tab)
    assert QApplication.focusWidget() is row.button("b")
    QTest.keyClick(row.button("b"), Key.Key_Tab)
    assert QApplication.focusWidget() is after


def test_several_can_be_on(page: QWidget) -> None:
    row = put(page, Segments([("u", "Units"), ("w", "Weights")], ("u",), multiple=True))
    heard = Heard().on("switched", row.switched)
    row.button("u").setFocus()
    QTest.keyClick(row.button("u"), Key.Key_Right)
    QTest.keyClick(row.button("w"), Key.Key_Space)
    assert row.checked() == {"u", "w"}
    assert heard.said == [("switched", "w", True)]


# buttons


BUTTONS = pytest.mark.parametrize(
    "make",
    [
        lambda: PrimaryButton("Train", "play", "Space"),
        lambda: QuietButton("Export", "download"),
        lambda: IconButton("undo-2", "Undo"),
        lambda: LinkButton("Start fresh"),
        lambda: ChipLabel("Live", tone="good", dot=True, clickable=True),
    ],
    ids=["primary", "quiet", "icon", "link", "chip"],
)


@BUTTONS
@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return])
def test_buttons_act_by_mouse_and_keys(page: QWidget, make: object, key: Qt.Key) -> None:
    button = put(page, make())  # type: ignore[operator]
    heard = Heard().on("clicked", button.clicked)
    QTest.mouseClick(button, LEFT)
    button.setFocus()
    QTest.keyClick(button, key)
    assert len(heard.said) == 2
    assert button.accessibleName()
    assert min(button.width(), button.height()) >= 24


@BUTTONS
def test_a_button_held_back_keeps_its_place_and_says_why(page: QWidget, make: object) -> None:
    button = put(page, make())  # type: ignore[operator]
    tip = button.toolTip()
    place = button.geometry()
    heard = Heard().on("clicked", button.clicked)
    button.hold_back("Dense needs a flat list of features.")
    QTest.mouseClick(button, LEFT)
    button.setFocus()
    for key in (Key.Key_Space, Key.Key_Return):
        QTest.keyClick(button, key)
    assert heard.said == []
    assert button.hasFocus()
    assert button.toolTip() == button.accessibleDescription() == "Dense needs a flat list of features."
    button.hold_back("")
    QTest.mouseClick(button, LEFT)
    assert (len(heard.said), button.toolTip(), button.geometry()) == (1, tip, place)


def test_the_sizes_are_those_of_the_specification(page: QWidget) -> None:
    assert put(page, PrimaryButton("Train", "play")).height() == PRIMARY_HEIGHT
    assert put(page, QuietButton("Export")).height() == CONTROL_HEIGHT
    assert put(page, ComboField([("a", "A")], "a")).height() == CONTROL_HEIGHT
    assert put(page, ParamSlider(1, 0, 2)).height() == CONTROL_HEIGHT
    assert put(page, Segments([("a", "A")], "a")).height() == CONTROL_HEIGHT


def test_nothing_moves_between_train_and_pause(page: QWidget) -> None:
    button = PrimaryButton("Train", "play", "Space")
    button.keep_width_for("Train", "Pause")
    before = button.sizeHint()
    button.set_text("Pause")
    assert button.sizeHint() == before


def test_the_ring_comes_with_the_keyboard_and_goes(page: QWidget, qtbot: QtBot) -> None:
    first, second = put(page, QuietButton("A")), put(page, QuietButton("B"))
    QTest.mouseClick(first, LEFT)
    assert page.findChildren(FocusRing) == []
    assert not first.hasFocus()  # Space still belongs to the training
    first.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(first, Key.Key_Tab)
    ring = page.findChild(FocusRing)
    assert ring is not None
    assert ring.geometry() == second.geometry().adjusted(-4, -4, 4, 4)
    assert (
        page.grab().toImage().pixelColor(second.geometry().center().x(), second.y() - 3) == DARK.accent_text
    )
    second.clearFocus()
    qtbot.waitUntil(lambda: page.findChild(FocusRing) is None)


def test_the_ring_of_a_segment_is_not_cut_off(page: QWidget) -> None:
    first, row = put(page, QuietButton("A")), put(page, Segments([("a", "Linear"), ("b", "Log")], "b"))
    first.setFocus()
    QTest.keyClick(first, Key.Key_Tab)
    ring = next(ring for ring in page.findChildren(FocusRing) if ring.isVisible())
    assert ring.parentWidget() is page
    before = ring.y()
    row.move(row.x(), row.y() + 5)
    assert ring.y() == before + 5


# fields


def test_a_choice_is_made_by_keys(page: QWidget) -> None:
    field = put(page, ComboField([("tanh", "Tanh"), ("relu", "ReLU")], "tanh", name="Activation"))
    heard = Heard().on("chosen", field.chosen)
    field.setFocus()
    QTest.keyClick(field, Key.Key_Down)
    assert heard.named("chosen") == ["relu"]
    field.set_current("tanh")
    assert (field.current(), len(heard.said)) == ("tanh", 1)


def test_other_choices_are_offered_silently(page: QWidget) -> None:
    field = put(page, ComboField([(1, "One")], 1))
    heard = Heard().on("chosen", field.chosen)
    field.set_options([(2, "Two"), (3, "Three")], 3)
    assert (field.current(), heard.said) == (3, [])
    field.set_current(99)
    assert field.current() is None


def test_a_choice_shows_its_picture(page: QWidget) -> None:
    def red(_value: object) -> QPixmap:
        made = QPixmap(20, 10)
        made.fill(QColor("red"))
        return made

    field = put(page, ComboField([(1, "One")], 1, picture=red))
    drawn = field.grab().toImage()
    assert drawn.pixelColor(field.width() - 36, CONTROL_HEIGHT // 2) == QColor("red")


def test_escape_clears_a_search_then_leaves_it(page: QWidget) -> None:
    field = put(page, SearchField("Search blocks", "/"))
    heard = Heard().on("left", field.left).on("walked", field.walked)
    heard.said.clear()
    field.setFocus()
    QTest.keyClicks(field, "po")
    QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Escape)
    assert (field.text(), heard.said) == ("", [("walked", 1)])
    QTest.keyClick(field, Key.Key_Escape)
    assert heard.said[-1] == ("left",)


def test_a_text_is_committed_or_restored(page: QWidget) -> None:
    field = put(page, TextField("Dense", name="Name"))
    heard = Heard().on("committed", field.committed)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "First")
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Key.Key_Escape)
    assert heard.named("committed") == ["First"]
    assert field.text() == "First"


# tabs, figures, banners


def test_tabs_open_by_click_and_arrows(page: QWidget) -> None:
    bar = put(page, TabBar("Panels"))
    for key in ("inspector", "samples", "problems"):
        bar.add(key, key.title())
    heard = Heard().on("chosen", bar.chosen)
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())
    bar.setFocus()
    QTest.keyClick(bar, Key.Key_Right)
    assert heard.named("chosen") == ["samples", "problems"]
    bar.set_current("inspector")
    assert (bar.current_key(), len(heard.said)) == ("inspector", 2)


def test_a_badge_makes_room_and_is_red(page: QWidget) -> None:
    bar = TabBar()
    bar.add("problems", "Problems")
    bar.add("notes", "Notes")
    put(page, bar)
    start = bar.tabRect(1).x()
    bar.set_badge("problems", 3)
    assert bar.tabRect(1).x() > start
    assert has_colour(bar.grab().toImage(), DARK.bad)
    bar.set_tick("problems")
    assert not has_colour(bar.grab().toImage(), DARK.bad)


def has_colour(image: QImage, colour: QColor) -> bool:
    return any(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))


def test_a_figure_never_moves(page: QWidget) -> None:
    figure = put(page, Figure("Step", "0\u2009000\u2009000"))
    size = figure.sizeHint()
    for value in ("1", "16\u2009786", "1\u2009000\u2009000"):
        figure.set_value(value)
        assert figure.sizeHint() == size == figure.minimumSizeHint()
    assert figure.accessibleName() == "Step"
    assert figure.accessibleDescription() == figure.value()


def test_a_banner_acts_and_closes(page: QWidget) -> None:
    banner = put(page, Banner())
    heard = Heard().on("acted", banner.acted).on("closed", banner.closed)
    banner.say("Kept the 96 weights that still fit.", link=("fresh", "Start fresh"))
    QApplication.processEvents()
    link = banner.action("fresh")
    assert link is not None
    QTest.mouseClick(link, LEFT)
    banner.dismiss()
    assert heard.said == [("acted", "fresh"), ("closed",)]
    assert not banner.isVisible()


def test_a_banner_asks_with_two_buttons(page: QWidget) -> None:
    banner = put(page, Banner())
    heard = Heard().on("acted", banner.acted)
    banner.say("The network changed.", "accent", buttons=(("keep", "Keep them"), ("fresh", "Start fresh")))
    QApplication.processEvents()
    for key in ("keep", "fresh"):
        button = banner.action(key)
        assert button is not None
        button.setFocus()
        QTest.keyClick(button, Key.Key_Return)
    assert heard.named("acted") == ["keep", "fresh"]


def test_a_long_label_is_shortened_and_told_in_the_tip(page: QWidget) -> None:
    label = put(page, ElidedLabel("Kept as it is, with a name that is far too long for this place"))
    label.resize(60, 20)
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    assert label.toolTip() == ""


def test_a_label_says_less_where_there_is_no_room_for_all(page: QWidget) -> None:
    label = put(page, ElidedLabel(""))
    label.set_text("MSE 0.00556 on 600 samples", "MSE 0.00556 on 600", "MSE 0.00556", "")
    seen = {}
    for width in (400, 150, 100, 20):
        label.setFixedWidth(width)
        seen[width] = label.seen
        assert label.toolTip() == ("" if label.seen == label.text() else label.text())
    assert list(seen.values()) == ["MSE 0.00556 on 600 samples", "MSE 0.00556 on 600", "MSE 0.00556", ""]
    blank = label.grab().toImage()
    assert len({blank.pixel(x, y) for x in range(blank.width()) for y in range(blank.height())}) == 1


def test_a_choice_leaves_out_what_it_begins_with_where_there_is_no_room(page: QWidget) -> None:
    field = put(page, ComboField([(None, "Class: any"), (1, "Class: 1")], None))
    field.setFixedWidth(160)
    whole = field.grab().toImage()
    field.setFixedWidth(64)
    short = put(page, ComboField([(None, "any")], None))
    short.setFixedWidth(64)
    QApplication.processEvents()
    assert field.grab().toImage() == short.grab().toImage() != whole
    names = ("Sort: by loss", "Sort: by number")
    alike = [put(page, ComboField([(1, name)], 1, icon="activity")) for name in names]
    for each in alike:
        each.setFixedWidth(72)
    QApplication.processEvents()
    assert alike[0].grab().toImage() == alike[1].grab().toImage()  # the icon alone, no ellipsis


def test_a_label_may_be_cut_in_the_middle_and_keep_its_end(page: QWidget) -> None:
    label, shown = put(page, ElidedLabel("")), {}
    label.resize(120, 20)
    for cut in (Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle):
        label.cut = cut
        for words in ("reviews-transformer.nnplay · edited", "reviews-transformer.nnplay · stored"):
            label.set_text(words)
            shown[cut, words] = label.grab().toImage()
    right, other, middle, differs = shown.values()
    assert right == other and middle != differs


def every_control() -> list[QWidget]:
    tabs = TabBar()
    tabs.add("a", "A")
    header = SectionHeader("Curves", IconButton("ellipsis", "More"))
    header.add_left(Caption("train"))
    return [
        PrimaryButton("Train", "play"), QuietButton("Export"), LinkButton("Show"), IconButton("x", "Close"),
        ParamSlider(0.5, 0, 1, integer=False), Toggle("On", True), KeyCap("Ctrl+K"),
        Segments([("a", "A"), ("b", "B")], "a"), ComboField([("a", "A")], "a", icon="activity"),
        SearchField("Search", "/"), TextField("Text"), ChipLabel("CPU", "cpu"), Caption("Caption"), header,
        Note("Note", "info"), Figure("Epoch"), EmptyState("chart-line", "Nothing yet", "Later."), tabs,
    ]  # fmt: skip


def test_every_control_follows_the_theme(page: QWidget, qapp: QApplication) -> None:
    controls = [put(page, control) for control in every_control()]
    dark = [control.grab().toImage() for control in controls]
    apply_theme(qapp, "light")
    assert current_theme().tokens is LIGHT
    same = [
        type(c).__name__ for c, before in zip(controls, dark, strict=True) if c.grab().toImage() == before
    ]
    assert same == []


def test_every_control_shows_that_it_is_disabled(page: QWidget) -> None:
    controls = [put(page, control) for control in every_control()[:11]]
    before = [control.grab().toImage() for control in controls]
    for control in controls:
        control.setEnabled(False)
    same = [type(c).__name__ for c, was in zip(controls, before, strict=True) if c.grab().toImage() == was]
    assert same == ["KeyCap"]


# shadows


def test_a_shadow_lies_around_and_below(qapp: QApplication) -> None:
    image = QImage(160, 160, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw_shadow(painter, QRectF(40, 40, 80, 80))
    painter.end()
    assert image.pixelColor(2, 2) == QColor("white")
    below, above = image.pixelColor(80, 123).lightness(), image.pixelColor(80, 37).lightness()
    assert below < above <= 255
    assert shadow_margin("large") > shadow_margin("soft")


def test_shadows_are_cached(qapp: QApplication) -> None:
    first = shadow_pixmap(QSizeF(120, 80))
    assert shadow_pixmap(QSizeF(120, 80)).cacheKey() == first.cacheKey()
    assert shadow_pixmap(QSizeF(121, 80)).cacheKey() != first.cacheKey()


def test_the_rings_of_a_selection_fade(qapp: QApplication) -> None:
    image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("black"))
    painter = QPainter(image)
    draw_rings(painter, QRectF(20, 20, 60, 60), 10, QColor("white"))
    painter.end()
    along = [image.pixelColor(x, 50).lightness() for x in (19, 17, 15, 12)]
    assert along == sorted(along, reverse=True)
    assert along[0] > 0 and along[-1] == 0


def test_a_choice_can_be_held_back(page: QWidget) -> None:
    field = put(page, ComboField([("cpu", "CPU"), ("cuda", "CUDA")], "cpu"))
    field.hold_back("cuda", "This machine has no CUDA device.")
    field.setFocus()
    QTest.keyClick(field, Key.Key_Down)
    assert field.current() == "cpu"
    field.hold_back("cuda", "")
    QTest.keyClick(field, Key.Key_Down)
    assert field.current() == "cuda"


def test_controls_die_with_their_owner(qapp: QApplication) -> None:
    controls = every_control()
    alive = [weakref.ref(control) for control in controls]
    del controls
    gc.collect()
    assert [type(ref()).__name__ for ref in alive if ref() is not None] == []
