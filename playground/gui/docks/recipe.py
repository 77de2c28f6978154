"""The recipe: how the network is trained, in three columns of rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app import data_edits
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.params import Param
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.values import RECIPE_FIELDS, Project, Recipe
from playground.gui.docks.columns import Column, Columns
from playground.gui.docks.data import recipe_problems
from playground.gui.docks.device_rows import DeviceRows
from playground.gui.docks.labelled import labelled
from playground.gui.docks.param_form import ParamForm
from playground.gui.docks.seed_field import SeedField
from playground.gui.theme.tokens import SPACE_S
from playground.gui.widgets.labels import Caption

LABEL_WIDTH = 82
_COLUMN = 204  # px, the least a column can be used at


def _section(name: str) -> tuple[Param, ...]:
    return tuple(param for param in RECIPE_FIELDS.values() if param.section == name)


PACE, UPDATE, PENALTIES = _section("pace"), _section("update"), _section("penalties")


class RecipePanel(QWidget):
    """Show and change the recipe; the training takes changes over while it runs."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        recipe = workspace.project.recipe
        self.main = ParamForm(PACE, _values(recipe), label_width=LABEL_WIDTH, spacing=SPACE_S)
        self.seed = SeedField(RECIPE_FIELDS["seed"], recipe.seed)
        self.penalties = ParamForm(PENALTIES, _values(recipe), label_width=LABEL_WIDTH, spacing=SPACE_S)
        self.place = DeviceRows(recipe, LABEL_WIDTH)
        self._options_of = recipe.optimizer
        self.options = self._make_options(recipe)
        self._lay_out()
        self._connect()
        self._show(workspace.project)

    def _lay_out(self) -> None:
        param = self.seed.param
        seed = labelled(tr(param.title), self.seed, tr(param.help), LABEL_WIDTH)
        first = _column(self.main, seed, Caption(tr("Initial weights, order, dropout")))
        self._second = _column(self.options)
        third = _column(self.penalties, self.place)
        columns = Columns([Column(widget, _COLUMN) for widget in (first, self._second, third)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(columns)
        self.setMinimumHeight(180)

    def _connect(self) -> None:
        workspace = self._workspace
        self.main.changed.connect(self._on_field)
        self.penalties.changed.connect(self._on_field)
        self.seed.chosen.connect(self._on_seed)
        self.seed.refused.connect(workspace.say)
        self.place.chosen.connect(self._on_place)
        workspace.project_changed.connect(self._on_project)
        workspace.run_changed.connect(self._on_run)
        workspace.problems_changed.connect(self._on_problems)

    def _make_options(self, recipe: Recipe) -> ParamForm:
        """Return the optimizer's own rows, and the weight decay that it applies."""
        spec = OPTIMIZERS.find(recipe.optimizer)
        params = spec.params if spec is not None else ()
        values = _option_values(recipe)
        made = ParamForm((*params, *UPDATE), values, label_width=LABEL_WIDTH, spacing=SPACE_S)
        made.changed.connect(self._on_option)
        return made

    def _on_project(self, old: Project, new: Project) -> None:
        if old.recipe is not new.recipe:
            self._show(new)

    def _on_run(self) -> None:
        self._show_place(self._workspace.project.recipe)

    def _show(self, project: Project) -> None:
        recipe = project.recipe
        if recipe.optimizer != self._options_of:
            self._swap_options(recipe)
        self.main.show_values(_values(recipe))
        self.options.show_values(_option_values(recipe))
        self.penalties.show_values(_values(recipe))
        self.seed.set_value(recipe.seed)
        self._show_place(recipe)

    def _show_place(self, recipe: Recipe) -> None:
        self.place.show_recipe(recipe, self._workspace.live.plan, self._workspace.torch_ready)

    def _swap_options(self, recipe: Recipe) -> None:
        old, self.options = self.options, self._make_options(recipe)
        self._options_of = recipe.optimizer
        layout = self._second.layout()
        assert layout is not None
        layout.replaceWidget(old, self.options)
        old.hide()
        old.deleteLater()

    def _on_problems(self) -> None:
        problems = recipe_problems(self._workspace.problems)
        for form in (self.main, self.options, self.penalties):
            form.show_problems(problems)
        self._show_place(self._workspace.project.recipe)

    def _on_field(self, name: str, value: Any, final: bool) -> None:
        self._change(name, final, **{name: value})

    def _on_option(self, name: str, value: Any, final: bool) -> None:
        if name in RECIPE_FIELDS:
            self._on_field(name, value, final)
        else:
            options = {**self._workspace.project.recipe.options, name: value}
            self._change(name, final, options=options)

    def _change(self, name: str, final: bool, **changes: Any) -> None:
        """Apply a change; while a drag goes on all of them are one step of undo."""
        self._workspace.apply(data_edits.set_recipe, merge_key=("recipe", name), **changes)
        if final:
            self._workspace.editing.end_merge()

    def _on_seed(self, seed: int) -> None:
        self._workspace.apply(data_edits.set_recipe, seed=seed)

    def _on_place(self, name: str, value: object) -> None:
        self._workspace.apply(data_edits.set_recipe, **{name: value})


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


def _option_values(recipe: Recipe) -> dict[str, Any]:
    spec = OPTIMIZERS.find(recipe.optimizer)
    return {**(spec.options(recipe.options) if spec is not None else {}), **_values(recipe)}
