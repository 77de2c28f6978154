"""The bar at the top: run control, speed, figures, device, undo, export; nothing in it ever moves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from playground.app.live import LiveState, told_step
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.training.metrics import METRICS, Metric
from playground.gui.panels.pace import NUMBERS_LAG_MS, NUMBERS_MS, Pace
from playground.gui.theme import metric_words, numbers
from playground.gui.theme.icons import app_icon
from playground.gui.theme.metric_words import WIDEST_NUMBER
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import SEMIBOLD, TOOLBAR_HEIGHT
from playground.gui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from playground.gui.widgets.figure import Figure
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ChipLabel, ElidedLabel
from playground.gui.widgets.painting import box
from playground.gui.widgets.plain import label, set_tip
from playground.gui.window import run_words
from playground.gui.window.actions import Actions
from playground.gui.window.measures import NARROW_BELOW, RAIL_BELOW, TINY_BELOW
from playground.gui.window.run_popover import RunPopover
from playground.gui.window.speed_choice import SpeedChoice

_KEY = "Space"
_NAMES, _NAMES_NARROW = 160, 112  # px of the project's name, and in a small window


class TopBar(QWidget):
    """Show and control the run; every button is a command of the one table."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        super().__init__()
        self.setFixedHeight(TOOLBAR_HEIGHT)
        self._workspace, self._actions = workspace, actions
        self._narrow = self._tiny = False  # how much room there is
        self._popover: RunPopover | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 16, 0)
        self._row.setSpacing(8)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # or no window gets narrow
        self._add_name()
        self._add_run_control()
        self.figures = FigureRow()
        self._row.addWidget(self.figures)
        self.changed = ChipLabel("", "history", "warn")
        self._row.addWidget(self.changed)
        self._row.addStretch(1)
        self._add_right()
        self._follow()

    def minimumSizeHint(self) -> QSize:
        """Let the window be narrower than the bar would like."""
        return QSize(0, TOOLBAR_HEIGHT)

    def _follow(self) -> None:
        workspace, files = self._workspace, self._workspace.files
        for signal in (workspace.project_changed, workspace.editing.history_changed, files.path_changed,
                       files.unsaved_changed):  # fmt: skip
            signal.connect(self._on_document)
        self._pace = Pace(self, NUMBERS_MS, self.refresh, NUMBERS_LAG_MS)
        workspace.live_changed.connect(self._pace.ask)
        workspace.time.changed.connect(self.refresh)
        for signal in (workspace.run_changed, workspace.problems_changed):
            signal.connect(self.refresh)
        self._on_document()
        self.refresh()

    def _add_name(self) -> None:
        logo = label()
        logo.setPixmap(app_icon().pixmap(32, 32))
        self.menu_button = IconButton("menu", tr("Menu (F10)"))
        self.menu_button.clicked.connect(self.open_menu)
        self._name = ElidedLabel("", size=14, weight=SEMIBOLD)
        self._saved = Caption("", color="text2")
        self._saved.cut = Qt.TextElideMode.ElideMiddle  # a long name leaves "edited" to be read
        names = QVBoxLayout()
        names.setSpacing(0)
        names.setContentsMargins(0, 8, 0, 8)
        names.addWidget(self._name)
        names.addWidget(self._saved)
        holder = QWidget()
        holder.setLayout(names)
        holder.setFixedWidth(_NAMES)
        self._names = holder
        for widget in (logo, self.menu_button, holder, _divider()):
            self._row.addWidget(widget)

    def _add_run_control(self) -> None:
        self.reset = self._icon("train.reset", "rotate-ccw")
        self.seed = self._icon("train.new_seed", "dices")
        self.train = PrimaryButton(tr("Train"), "play", _KEY)
        self.train.keep_width_for(tr("Train"), tr("Pause"), tr("Branch"))
        self.train.clicked.connect(lambda: self._actions.run("train.toggle"))
        self.more = IconButton("chevron-down", tr("How far to train, and slow motion"), size=24)
        self.more.clicked.connect(self.open_run_popover)
        self.step = self._icon("train.step", "step-forward")
        self.speed = SpeedChoice(self._workspace, self._actions)
        for widget in (
            self.reset,
            self.seed,
            self.train,
            self.more,
            self.step,
            self.speed,
            _divider(),
        ):
            self._row.addWidget(widget)

    def _add_right(self) -> None:
        self.device = ChipLabel("", "cpu", clickable=True)
        self.device.clicked.connect(lambda: self._actions.run("train.device"))
        self.undo = self._icon("edit.undo", "undo-2")
        self.redo = self._icon("edit.redo", "redo-2")
        self.export = QuietButton(tr("Export"), "download", height=32)
        self.export.clicked.connect(lambda: self._actions.run("file.export"))
        for widget in (self.device, self.undo, self.redo, self.export):
            self._row.addWidget(widget)

    def _icon(self, command: str, icon: str) -> IconButton:
        button = IconButton(icon, self._actions.tip(command))
        button.clicked.connect(lambda: self._actions.run(command))
        return button

    def open_run_popover(self, until: bool = False) -> None:
        """Open what says how far to train beneath its button, or close it."""
        if self._popover is None:
            self._popover = RunPopover(self._workspace, self._actions, self.more)
        if self._popover.isVisible():
            self._popover.shut()
        else:
            self._popover.open(until)

    def open_menu(self) -> None:
        """Open the menu of all commands beneath its button."""
        self._actions.open_menu(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 4)))

    def refresh(self) -> None:
        """Take over the run's state and its figures."""
        live = self._workspace.live
        self._show_start(live.running)
        buttons = {"toggle": self.train, "step": self.step, "reset": self.reset, "new_seed": self.seed}
        held = {f"train.{name}": button for name, button in buttons.items()} | {"file.export": self.export}
        for command, button in held.items():
            button.hold_back(self._actions.why_not(command))
        if not self.train.reason:
            set_tip(self.train, run_words.starting(self._workspace))
        self.figures.show_live(self._workspace.seen, back=self._workspace.time.shown is not None)
        self._show_change()
        self._fit_device()
        set_tip(self.device, run_words.device_reason(self._workspace))

    def _show_start(self, running: bool) -> None:
        """Call the button of the training what it does."""
        words, icon = (tr("Pause"), "pause") if running else (tr("Train"), "play")
        if not running and self._workspace.time.branch_words:
            words, icon = tr("Branch"), "git-branch"
        if self.train.text() != words:
            self.train.set_text(words)
            self.train.set_icon(icon)

    def _show_change(self) -> None:
        """Say beside the figures that the network drawn is another one than they are of.

        In the past it is where the next start takes it up: the figures are of the step that is looked at.
        """
        since, branch = self._workspace.exports.which.changed_since, self._workspace.time.branch_words
        told = bool(since or branch)
        self.changed.setVisible(told)
        self.figures.set_faint(bool(since))
        self.figures.set_narrow(self._narrow or told)
        if told:
            self.changed.set_text(branch or tr("Changed since {moment}").format(moment=since))
            branched = "" if self._narrow else "git-branch"
            self.changed.set_icon(branched if branch else "history")
            self.changed.set_tone("accent" if branch else "warn")
            set_tip(self.changed, run_words.starting(self._workspace) if branch
                    else self._workspace.exports.which.words("trained"))  # fmt: skip

    def _fit_device(self) -> None:
        """Say of the device what there is room for beside figures that none may cut; its tip says all."""
        told, others = run_words.device(self._workspace), self._row.minimumSize().width()
        if not self.device.isHidden():
            others -= self.device.sizeHint().width() + self._row.spacing()
        free = self.width() - others - self._row.spacing()
        fits = (words for words in run_words.shorter(told) if self.device.width_with(words) <= free)
        shown = next(fits, None)
        self.device.setVisible(shown is not None and not self._tiny)
        if shown is not None and shown != self.device.text():
            self.device.set_text(shown)
        self.device.setAccessibleName(told)

    def _on_document(self) -> None:
        workspace = self._workspace
        path = workspace.document.path
        self._name.set_text(workspace.project.name)
        where = path.name if path else tr("Not saved yet")
        self._saved.set_text(
            tr("{file} · edited").format(file=where) if workspace.files.unsaved and path else where
        )
        self.speed.refresh()
        for button, command in ((self.undo, "edit.undo"), (self.redo, "edit.redo")):
            button.hold_back(self._actions.why_not(command))
            button.set_tip(self._actions.tip(command))

    def fit(self, width: int) -> None:
        """Leave out what a small window has no room for; tool tips, title and status line tell it."""
        narrow, tiny = width < NARROW_BELOW, width < RAIL_BELOW
        self._narrow, self._tiny = narrow, tiny
        self._show_change()
        self.train.set_hint("" if narrow else _KEY)
        self._names.setVisible(not tiny)
        self._names.setFixedWidth(_NAMES_NARROW if narrow else _NAMES)
        for button in (self.undo, self.redo):
            button.setVisible(width >= TINY_BELOW)  # their keys and the menu are left

    def event(self, event: QEvent) -> bool:
        """Say of the device what there is room for, whenever that has become another."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit_device()
        return super().event(event)


def _divider() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFixedHeight(28)
    line.setObjectName("divider")
    return line


Reading = Callable[[LiveState], str]


def _loss(name: str) -> Reading:
    return lambda live: numbers.figure(live.metric(name))


def _main(part: str) -> Reading:
    """Return the figure that counts most for what is learned."""

    def read(live: LiveState) -> str:
        if not live.figures:
            return numbers.NOTHING
        main = METRICS[live.figures[0]]
        return metric_words.written(main, live.metric(f"{part}{main.id}"))

    return read


def _epoch(live: LiveState) -> str:
    return numbers.integer(live.told_epoch) if live.started else numbers.NOTHING


def _step(live: LiveState) -> str:
    return numbers.integer(told_step(live)) if live.started else numbers.NOTHING


_STEP_AT, _WIDEST_STEP = 1, "999 999"  # among the figures


class FigureRow(QWidget):
    """Epoch, step, losses and accuracies, written ten times a second at most."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(16)
        self._narrow = self._back = False
        self._all: list[tuple[Figure, Reading, bool]] = [
            (Figure(tr("Epoch"), "9 999"), _epoch, True),
            (Figure(tr("Step"), _WIDEST_STEP), _step, False),
            (Figure(tr("Loss train"), WIDEST_NUMBER, color="accent_text"), _loss("loss"), False),
            (Figure(tr("Loss val."), WIDEST_NUMBER, color="warn"), _loss("val_loss"), True),
            (Figure("", color="text"), _main(""), False),
            (Figure("", color="good"), _main("val_"), True),
        ]
        for figure, _, _ in self._all:
            row.addWidget(figure, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def as_of(self) -> str:
        """Return of which step the figures are, "" while it is the newest."""
        return self._all[_STEP_AT][0].value() if self._back else ""

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Lay the interface's colour behind figures of the past."""
        if self._back:
            place = QRectF(self.rect()).adjusted(0, 3, 0, -3)
            box(painter, place, 8, current_theme().tokens.accent_ground)

    def show_live(self, live: LiveState, back: bool = False) -> None:
        """Write the figures of the run as it is, or (`back`) as it was."""
        if back != self._back:
            self._back = back
            step = self._all[_STEP_AT][0]
            step.set_caption(tr("As of step") if back else tr("Step"), _WIDEST_STEP)
            step.set_color("accent_text" if back else "text")
            self.set_narrow(self._narrow)
            self.update()
        self._name_main(METRICS[live.figures[0]] if live.figures else None, live.marked)
        for figure, reading, _ in self._all:
            figure.set_value(reading(live))
        told = (f"{figure.caption()}: {figure.value()}" for figure, _, _ in self._all if figure.caption())
        set_tip(self, "\n".join((*told, *map(tr, live.seen))))

    def _name_main(self, main: Metric | None, marked: bool) -> None:
        """Call the last two as the goal's main figure is called; without a goal there are none."""
        judged = "{name} partly seen" if marked else "{name} val."
        if self._all[-3][0].caption() != (loss := tr(judged).format(name=tr("Loss"))):
            self._all[-3][0].set_caption(loss, WIDEST_NUMBER)
        words = ("{name} train", judged) if main is not None else ("", "")
        for (figure, _, stays), key in zip(self._all[-2:], words, strict=True):
            caption = tr(key).format(name=tr(main.name)) if main is not None else ""
            if figure.caption() != caption:
                figure.set_caption(caption, metric_words.widest(main) if main is not None else "")
            figure.setVisible(main is not None and (stays or not self._narrow))

    def set_faint(self, faint: bool) -> None:
        """Take the colours back while the figures are of a network that is drawn no more."""
        for figure, _, _ in self._all:
            figure.set_faint(faint)

    def set_narrow(self, narrow: bool) -> None:
        """Show only the figures a small window has room for."""
        self._narrow = narrow
        for place, (figure, _, stays) in enumerate(self._all):
            if narrow and place <= _STEP_AT:  # there is room for one of them
                figure.setVisible((place == _STEP_AT) == self._back)
            else:
                figure.setVisible(bool(figure.caption()) and (stays or not narrow))
