"""The recipe: how the network is trained, in columns of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.app import data_edits
from playground.app.rate import RateCurves
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.params import Param
from playground.core.project.chosen import AUGMENTATION, OPTIMIZER, SCHEDULE, ChosenField
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.gui.docks.augmentation import AugmentationSection
from playground.gui.docks.columns import Column, Columns
from playground.gui.docks.data import recipe_problems
from playground.gui.docks.device_figures import DeviceFigures
from playground.gui.docks.device_rows import DeviceRows
from playground.gui.docks.labelled import labelled
from playground.gui.docks.param_form import ParamForm
from playground.gui.docks.rate_plot import RatePlot
from playground.gui.docks.rate_popover import RatePopover
from playground.gui.docks.seed_field import SeedField
from playground.gui.theme.tokens import SPACE_S
from playground.gui.widgets.buttons import QuietButton
from playground.gui.widgets.labels import Caption

LABEL_WIDTH = 78
RECIPE_HEIGHT = 180  # px, the least it takes
_COLUMN = 202  # px, the least a column can be used at


def _section(name: str) -> tuple[Param, ...]:
    return tuple(param for param in RECIPE_FIELDS.values() if param.section == name)


SECTIONS = ("pace", "ending", "schedule", "update", "penalties")
PACE, ENDING, COURSE, UPDATE, PENALTIES = map(_section, SECTIONS)


class ChosenForm(QWidget):
    """The rows of what the recipe chooses by name, made anew with each choice, and fields that go with it."""

    def __init__(self, chosen: ChosenField, beside: tuple[Param, ...], changed: Callable[..., None],
                 recipe: Recipe) -> None:  # fmt: skip
        super().__init__()
        self.chosen, self._beside, self._changed = chosen, beside, changed
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._kind, self.form = self._made(recipe)
        self._column.addWidget(self.form)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe's options, in other rows where it chose something else."""
        if getattr(recipe, self.chosen.name) != self._kind:
            old = self.form
            self._kind, self.form = self._made(recipe)
            self._column.replaceWidget(old, self.form)
            old.hide()
            old.deleteLater()
        self.form.show_values({**self.chosen.values(recipe), **_values(recipe)})

    def _made(self, recipe: Recipe) -> tuple[str, ParamForm]:
        values = {**self.chosen.values(recipe), **_values(recipe)}
        params = (*self.chosen.params(recipe), *self._beside)
        form = ParamForm(params, values, label_width=LABEL_WIDTH, spacing=SPACE_S)
        form.changed.connect(self._changed)
        return str(getattr(recipe, self.chosen.name)), form


class RecipePanel(QScrollArea):
    """Show and change the recipe; the training takes changes over while it runs."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        recipe = workspace.project.recipe
        self.main, self.ending, self.course, self.penalties = self._plain = [
            self._form(each) for each in (PACE, ENDING, COURSE, PENALTIES)
        ]
        self.seed = SeedField(RECIPE_FIELDS["seed"], recipe.seed)
        self.place = DeviceRows(recipe, LABEL_WIDTH)
        self.figures = DeviceFigures(workspace)
        self._optimizer = ChosenForm(OPTIMIZER, UPDATE, self._on_option, recipe)
        self._schedule = ChosenForm(SCHEDULE, (), self._on_schedule_option, recipe)
        self.plot, self._curves = RatePlot(), RateCurves()
        self.augmentation = AugmentationSection(workspace)
        self.find_rate = QuietButton(tr("Find a learning rate…"), "chart-spline")
        self._finder: RatePopover | None = None
        self._lay_out()
        self._connect()
        self._show(workspace.project)

    @property
    def options(self) -> ParamForm:
        """Return the optimizer's own rows, and what goes with every update."""
        return self._optimizer.form

    @property
    def schedule_options(self) -> ParamForm:
        """Return the schedule's own rows."""
        return self._schedule.form

    @property
    def forms(self) -> tuple[ParamForm, ...]:
        """Return all forms of the panel."""
        return (*self._plain, self.schedule_options, self.options)

    def _form(self, params: tuple[Param, ...]) -> ParamForm:
        values = _values(self._workspace.project.recipe)
        return ParamForm(params, values, label_width=LABEL_WIDTH, spacing=SPACE_S)

    def _lay_out(self) -> None:
        param = self.seed.param
        seed = labelled(tr(param.title), self.seed, tr(param.help), LABEL_WIDTH)
        first = _column(
            self.main,
            self.find_rate,
            seed,
            Caption(tr("Initial weights, order, dropout")),
            self.place,
            self.figures,
        )
        second = _column(self.plot, self.course, self._schedule, self.ending)
        third = _column(self._optimizer, self.penalties)
        self._shown = (first, second, third)
        self._columns = Columns([Column(widget, _COLUMN) for widget in self._shown])
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(_stack(self._columns, self.augmentation))
        self._columns.installEventFilter(self)
        self.setMinimumHeight(RECIPE_HEIGHT)

    def _connect(self) -> None:
        workspace = self._workspace
        for form in self._plain:
            form.changed.connect(self._on_field)
            form.refused.connect(workspace.say)
        self.find_rate.clicked.connect(self.open_rate_finder)
        self.augmentation.changed.connect(self._on_augmentation)
        self.augmentation.refused.connect(workspace.say)
        self.seed.chosen.connect(self._on_seed)
        self.seed.refused.connect(workspace.say)
        self.place.chosen.connect(self._on_place)
        workspace.project_changed.connect(self._on_project)
        workspace.run_changed.connect(self._on_run)
        for signal in (workspace.live_changed, workspace.time.changed):
            signal.connect(self._show_rate)
        workspace.problems_changed.connect(self._on_problems)

    def open_rate_finder(self) -> None:
        """Search for a learning rate beside its field."""
        if self._finder is None:
            self._finder = RatePopover(self._workspace, self.find_rate)
        self.ensureWidgetVisible(self.find_rate)
        self._finder.search()

    def choose_device(self) -> None:
        """Put the keyboard on the choice of the device."""
        self.ensureWidgetVisible(self.place)
        self.place.device.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_project(self, old: Project, new: Project) -> None:
        if old.recipe is not new.recipe:
            self._show(new)

    def _on_run(self) -> None:
        self._show_place(self._workspace.project.recipe)
        self._show_rate()

    def _show(self, project: Project) -> None:
        recipe = project.recipe
        for form in self._plain:
            form.show_values(_values(recipe))
        for chosen in (self._optimizer, self._schedule):
            chosen.show_recipe(recipe)
        self.seed.set_value(recipe.seed)
        self.augmentation.refresh()
        self._show_place(recipe)
        self._show_rate()
        self._grow()

    def _grow(self) -> None:
        """Be as high as the highest column asks for."""
        self._columns.setMinimumHeight(max(each.minimumSizeHint().height() for each in self._shown))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with rows that came: what they ask for is known only once they are shown."""
        if watched is self._columns and event.type() == QEvent.Type.LayoutRequest:
            self._grow()
        return super().eventFilter(watched, event)

    def _show_place(self, recipe: Recipe) -> None:
        self.place.show_recipe(recipe, self._workspace.live.plan, self._workspace.torch_ready)

    def _show_rate(self) -> None:
        if self.isVisible():
            workspace = self._workspace
            recipe, shown = workspace.project.recipe, workspace.time.shown
            self.plot.show_curve(self._curves.of(recipe, workspace.live, shown))

    def showEvent(self, event: QShowEvent) -> None:
        """Come up to date."""
        super().showEvent(event)
        self._grow()
        self._show_rate()

    def _on_problems(self) -> None:
        problems = recipe_problems(self._workspace.problems)
        for form in self.forms:
            form.show_problems(problems)
        self.augmentation.show_problems(problems)
        self._show_place(self._workspace.project.recipe)

    def _on_field(self, name: str, value: Any, final: bool) -> None:
        self._change(name, final, **{name: value})

    def _on_option(self, name: str, value: Any, final: bool) -> None:
        if name in RECIPE_FIELDS:
            self._on_field(name, value, final)
        else:
            self._change(name, final, **OPTIMIZER.with_option(self._workspace.project.recipe, name, value))

    def _on_schedule_option(self, name: str, value: Any, final: bool) -> None:
        self._change(name, final, **SCHEDULE.with_option(self._workspace.project.recipe, name, value))

    def _on_augmentation(self, name: str, value: Any, final: bool) -> None:
        self._change(name, final, **AUGMENTATION.with_option(self._workspace.project.recipe, name, value))

    def _change(self, name: str, final: bool, **changes: Any) -> None:
        """Apply a change; while a drag goes on all of them are one step of undo."""
        self._workspace.apply(data_edits.set_recipe, merge_key=("recipe", name), **changes)
        if final:
            self._workspace.editing.end_merge()

    def _on_seed(self, seed: int) -> None:
        self._workspace.apply(data_edits.set_recipe, seed=seed)

    def _on_place(self, name: str, value: object) -> None:
        self._workspace.apply(data_edits.set_recipe, **{name: value})


def _stack(*widgets: QWidget) -> QWidget:
    """Return widgets under each other, each as high as it asks for."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return made


def _column(*widgets: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 10, 0, 4)
    layout.setSpacing(SPACE_S)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return made


def _values(recipe: Recipe) -> dict[str, Any]:
    return {name: getattr(recipe, name) for name in RECIPE_FIELDS}
