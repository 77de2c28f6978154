"""The right side of the page: the network that will be made, how data are prepared, and the way there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app.own_draft import Draft
from playground.app.texts import tr
from playground.core.blocks.spec import Role
from playground.core.catalogue.manifest import Column
from playground.core.files.own_files import MAX_PACKED
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import Project
from playground.core.sentences import thousands
from playground.gui.own.preparation import Prepared, prepared_of
from playground.gui.own.small_network import SmallNetwork
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import paint_icon
from playground.gui.theme.numbers import byte_count, compact, percent
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import BODY, CAPTION, REGULAR, SEMIBOLD
from playground.gui.widgets.buttons import PrimaryButton, QuietButton
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel, SectionHeader, WrappedLabel
from playground.gui.widgets.painting import RIGHT, box, text
from playground.gui.widgets.plain import set_tip
from playground.gui.widgets.segments import Segments

_MOST = 6  # lines of the preparation
_LINE = 32
_MOST_DOTS = 5  # so many that they keep off the words before them


class _PreparedRow(QWidget):
    """One line: columns, what becomes of them, and into how many numbers."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self._prepared = prepared
        self.setFixedHeight(_LINE)
        self.setAccessibleName(f"{prepared.title}: {prepared.detail}, {prepared.numbers}")

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line."""
        tokens, each = current_theme().tokens, self._prepared
        width = self.width()
        box(painter, QRectF(0, 4, 24, 24), 6, tokens.raised)
        paint_icon(painter, each.icon, QRectF(6, 10, 12, 12), tokens.text2)
        room = QRectF(34, 1, width - (120 if each.numbers else 34), 16)
        text(painter, room, each.title, tokens.text, font(BODY, SEMIBOLD))
        text(painter, room.translated(0, 15), each.detail, tokens.text2, font(CAPTION, REGULAR))
        text(
            painter,
            QRectF(width - 46, 0, 46, _LINE),
            thousands(each.numbers) if each.numbers else "",
            tokens.text,
            font(BODY, SEMIBOLD),
            RIGHT,
        )
        dots = each.numbers if each.numbers <= _MOST_DOTS else _MOST_DOTS * (each.numbers < 100)
        for index in range(dots):
            box(painter, QRectF(width - 34 - 9 * (dots - index), 13, 7, 7), 2, tokens.source)


class MadePanel(QWidget):
    """What *Build and train* makes."""

    build = Signal()
    only_data = Signal()
    taken = Signal(object)  # the draft that follows

    def __init__(self) -> None:
        super().__init__()
        self.network, self.foot = SmallNetwork(), QWidget()  # the foot stays in sight where the rest scrolls
        self._draft: Draft | None = None
        self.parameters = Caption("")
        sizes = [("linear", tr("Linear")), ("small", tr("Small")), ("larger", tr("Larger"))]
        self.start = Segments(sizes, "small", name=tr("How large the network is at first"))
        self.start.chosen.connect(self._begin_with)
        self._training = Caption("")
        self._prepared = QVBoxLayout()
        self._prepared.setSpacing(0)
        self._sample, self._becomes = ElidedLabel("", color="text2"), ElidedLabel("", weight=SEMIBOLD)
        self._facts = QGridLayout()
        self._facts.setVerticalSpacing(8)
        self._values = {name: ElidedLabel("", weight=SEMIBOLD) for name in ("goal", "recipe", "beat")}
        self.data = Segments([("packed", tr("Packed in")), ("beside", tr("Beside it"))], "packed",
                             name=tr("Where the data lie"))  # fmt: skip
        self.data.chosen.connect(self._pack)
        self.why = WrappedLabel()
        self.why.set_color("text2")
        self.button = PrimaryButton(tr("Build and train"), "play", tr("Ctrl+Enter"))
        self.button.clicked.connect(self.build)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.only = QuietButton(tr("Only the data"), "database", height=36)
        self.only.clicked.connect(self.only_data)
        self.only.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_tip(self.only, tr("A card among the data sets, for any network; what is open stays as it is"))
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 16)
        column.setSpacing(8)
        column.addLayout(_row(SectionHeader(tr("What will be made")), self.parameters))
        column.addWidget(self.network)
        column.addLayout(_row(ElidedLabel(tr("Start with"), color="text2"), self.start))
        column.addWidget(_line())
        column.addLayout(_row(SectionHeader(tr("Preparation")), self._training))
        column.addLayout(self._prepared)
        column.addLayout(_row(self._sample, self._becomes))
        column.addWidget(_line())
        for words, name in ((tr("Goal"), "goal"), (tr("Recipe"), "recipe"), (tr("To beat"), "beat")):
            column.addLayout(_row(ElidedLabel(words, color="text2"), self._values[name]))
        column.addWidget(_line())
        column.addLayout(_row(ElidedLabel(tr("Data"), color="text2"), self.data))
        column.addStretch(1)
        self.why.setFixedHeight(2 * 17)
        below = QVBoxLayout(self.foot)
        below.setContentsMargins(16, 8, 16, 16)
        below.setSpacing(8)
        for widget in (self.why, self.button, self.only):
            below.addWidget(widget)

    def show_draft(self, draft: Draft, opened: str, torch_ready: bool) -> None:
        """Show what follows from a draft; `opened` is the name of the project that is open."""
        self.start.set_current(draft.start)
        count = draft.parameters if torch_ready else 0
        self.parameters.set_text(tr("{count} parameters").format(count=thousands(count)) if count else "")
        project, self._draft = draft.project, draft
        self.data.set_current("packed" if draft.packs else "beside")
        words = tr("{size} is more than a project can hold.").format(size=byte_count(draft.size))
        self.data.button("packed").set_text(tr("Packed in, {size}").format(size=byte_count(draft.size)))
        self.data.button("packed").hold_back(words if draft.size > MAX_PACKED else "")
        self.network.show_project(project)
        for button in (self.button, self.only):
            button.hold_back(tr(draft.refusal) if draft.refusal is not None else "")
        words = tr("Opens as a new project. Esc goes back to {name}, which stays as it is.").format(
            name=opened
        )
        self.why.set_text(tr(draft.refusal) if draft.refusal is not None else words)
        training = draft.parts[0]
        words = tr("from the {count} training {samples}")
        self._training.set_text(words.format(count=thousands(training), samples=tr(draft.noun)))
        prepared = prepared_of(project, draft.understood) if project is not None else ()
        self._sample.set_text(tr("Each of the {samples} becomes").format(samples=tr(draft.noun)))
        self._show_prepared(prepared)
        numbers = sum(each.numbers for each in prepared)
        self._becomes.set_text(tr("{count} numbers").format(count=thousands(numbers)))
        self._tell(draft, project)

    def show_reading(self) -> None:
        """Hold the buttons back: what is made of data follows from all of them."""
        for button in (self.button, self.only):
            button.hold_back(tr("All of the data are read first."))

    def _begin_with(self, size: str) -> None:
        if self._draft is not None and size in ("linear", "small", "larger"):
            self.taken.emit(self._draft.with_start(size))  # type: ignore[arg-type]

    def _pack(self, where: str) -> None:
        if self._draft is not None:
            self.taken.emit(self._draft.with_packing(where == "packed"))

    def _show_prepared(self, prepared: tuple[Prepared, ...]) -> None:
        while (item := self._prepared.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for each in prepared[:_MOST]:
            self._prepared.addWidget(_PreparedRow(each))
        if len(prepared) > _MOST:
            self._prepared.addWidget(Caption(tr("and {count} more").format(count=len(prepared) - _MOST)))

    def _tell(self, draft: Draft, project: Project | None) -> None:
        values = {"goal": "", "recipe": "", "beat": _to_beat(draft)}
        if project is not None:
            goals = (project.blocks.find(node.kind) for node in project.network.nodes.values())
            goal = next((each for each in goals if each is not None and each.role is Role.GOAL), None)
            recipe = project.recipe
            values["goal"] = tr(goal.title) if goal is not None else ""
            optimizer = OPTIMIZERS.get(recipe.optimizer).title
            told = tr("{optimizer} {rate} · batch {batch} · {epochs} epochs")
            values["recipe"] = told.format(optimizer=tr(optimizer), rate=compact(recipe.learning_rate),
                                           batch=recipe.batch_size, epochs=recipe.epochs)  # fmt: skip
        for name, words in values.items():
            self._values[name].set_text(words)


def _to_beat(draft: Draft) -> str:
    """Return what one reaches without looking: always the commonest class, or the mean."""
    target, legend = draft.target, draft.legend
    if target is None:
        return ""
    if legend:
        most = max(legend.counts)
        whole = sum(legend.counts) + legend.rest
        kind = legend.kinds[legend.counts.index(most)]
        return tr("{share}, always saying {kind}").format(share=percent(most / max(1, whole), 0), kind=kind)
    if draft.windows is not None:
        steps = draft.windows.season or draft.windows.horizon
        return tr("saying what was {steps} steps before").format(steps=max(steps, draft.windows.horizon))
    return tr("always saying {mean}").format(mean=_mean(draft, target))


def _mean(draft: Draft, target: Column) -> str:
    values = draft.looked.values(draft.looked.target)
    return compact(float(values[~(values != values)].mean())) if target.type != "date" else ""


def _row(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setObjectName("divider")
    return line
