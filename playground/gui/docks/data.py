"""The data panel: gallery, the data set's own options, how it is split, batch size and seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.app import data_edits, sample_edits
from playground.app.banners import Banner
from playground.app.pointed import Pointed
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.params import Choice, Param, choice
from playground.core.catalogue.family import Preview
from playground.core.catalogue.own_set import OWN
from playground.core.catalogue.own_splits import BY_COLUMN, can_split
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.errors import Problem
from playground.core.project.values import DATA_FIELDS, RECIPE_FIELDS, DataChoice, Project
from playground.gui.docks.gallery import Gallery, GalleryCard
from playground.gui.docks.labelled import labelled
from playground.gui.docks.param_form import ParamForm
from playground.gui.docks.public_sets import PublicSetsList
from playground.gui.docks.seed_field import SeedField
from playground.gui.theme.style import current_theme
from playground.gui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from playground.gui.widgets.context_menu import context_menu
from playground.gui.widgets.guard import painted
from playground.gui.widgets.labels import Caption, ElidedLabel, Note, SectionHeader
from playground.gui.widgets.menu_link import MenuLink

LABEL_WIDTH = 84
PUBLIC = "public"  # among the kinds of data: the sets that can be fetched
YOURS = "yours"  # and those of somebody's own
_MARGIN = 12  # of the gallery, whose cards keep 4 px of their own
SHARES = tuple(param for param in DATA_FIELDS.values() if param.section == "shares")
MARKED = tuple(param for param in DATA_FIELDS.values() if param.section == "marked")
OF_RECIPE = tuple(param for param in RECIPE_FIELDS.values() if param.section == "data")


class DataPanel(QWidget):
    """Show and change the project's data; every drag is one step of undo."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._options_of = ""
        self._asked = False  # whether to fit the network to other data
        self._before: DataChoice | None = None  # the shares when a drag began
        self._options = QWidget()
        self._build()
        self._show_options(workspace.project)
        self._show_family(self._family(workspace.project))
        self._show(workspace.project)
        workspace.project_changed.connect(self._on_project)
        workspace.problems_changed.connect(self._on_problems)
        workspace.notices.banner_changed.connect(self._on_banner)
        workspace.own.kept.changed.connect(self._on_kept)
        workspace.own.kept.added.connect(self._on_added)

    def _build(self) -> None:
        families = [(each.id, tr(each.short or each.title)) for each in self._workspace.catalogue.families]
        kinds = [*families, (YOURS, tr("Your own")), (PUBLIC, tr("Public sets"))]
        self.family = MenuLink(kinds, families[0][0], tr("Kind of data"))
        self.gallery = Gallery()
        self.public = PublicSetsList(self._workspace.own.public, self._workspace.catalogue.families)
        self.public.hide()
        self.none = Note(tr("Nothing yet: drop a file here"), "info", "text3")
        self.none.hide()
        self.split = ParamForm((*SHARES, *OF_RECIPE), _split_values(self._workspace.project), boxed=False,
                               spacing=0, label_width=LABEL_WIDTH)  # fmt: skip
        self.splitting = self._form_of_splitting(self._workspace.project)
        self.edits = Note("", "pencil", "warn")
        self.marked = ParamForm(MARKED, _values_of(MARKED, self._workspace.project), boxed=False,
                                spacing=0, label_width=LABEL_WIDTH)  # fmt: skip
        self.marked.refused.connect(self._workspace.say)
        self.marked.changed.connect(self._on_splitting)
        self.seed = SeedField(DATA_FIELDS["seed"], self._workspace.project.data.seed)
        self._lay_out()
        self.family.chosen.connect(self._show_family)
        self.gallery.picked.connect(self._on_picked)
        self.gallery.menu_wanted.connect(self._open_menu)
        self.gallery.removal_wanted.connect(self._workspace.own.kept.remove)
        self.split.refused.connect(self._workspace.say)
        self.split.changed.connect(self._on_split)
        self.seed.chosen.connect(self._on_seed)
        self.seed.refused.connect(self._workspace.say)

    def _lay_out(self) -> None:
        self._count = ElidedLabel("", color="text3")
        header = SectionHeader(tr("Data"), self._count)
        header.add_left(self.family)
        header.setContentsMargins(SPACE_L, 0, SPACE_L, 0)
        cards = QWidget()
        row = QHBoxLayout(cards)
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        for each in (self.gallery, self.none, self.public):
            row.addWidget(each)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self._options)
        self._rows.addWidget(self.split)
        self._rows.addSpacing(SPACE_XS)
        self._rows.addWidget(self.splitting)
        self._rows.addSpacing(SPACE_XS)
        param = self.seed.param
        self._rows.addWidget(labelled(tr(param.title), self.seed, tr(param.help), LABEL_WIDTH))
        self.seed_words = Caption()
        for widget in (self.seed_words, self.edits, self.marked):
            self._rows.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_S, 0, SPACE_M)
        column.setSpacing(2)
        column.addWidget(header)
        column.addWidget(cards)
        column.addLayout(self._rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_compact(self, compact: bool) -> None:
        """Show one row of cards, the others scroll: for low windows."""
        self.gallery.show_rows(1 if compact else 99)
        self.public.set_low(compact)

    def _tell_count(self, count: int) -> None:
        self._count.set_text(tr("{count} sets").format(count=count))

    def _show_family(self, family: str) -> None:
        self.family.set_current(family)
        self.public.setVisible(family == PUBLIC)
        cards = self._cards(family)
        self.gallery.setVisible(family != PUBLIC and bool(cards))
        self.none.setVisible(family == YOURS and not cards)
        counts = {PUBLIC: len(PUBLIC_SETS), YOURS: len(cards)}
        every = len(self._workspace.catalogue.data) + len(self._workspace.own.kept.sets)
        self._tell_count(counts.get(family, every))
        if cards:
            self.gallery.show_cards(cards)
            self.gallery.choose(self._card_of(self._workspace.project))

    def _cards(self, family: str) -> list[GalleryCard]:
        """Return the cards of a kind: the program's own sets, then the person's; or all of the person's."""
        catalogue = self._workspace.catalogue
        shipped = [GalleryCard(catalogue.families.get(each.family), each) for each in catalogue.data]
        kept = [GalleryCard(catalogue.families.get(each.spec.family), each.spec, each.preview)
                for each in self._workspace.own.kept.sets]  # fmt: skip
        return [each for each in (*shipped, *self._open_set(), *kept)
                if each.spec.family == family or (family == YOURS and each.kept is not None)]  # fmt: skip

    def _open_set(self) -> list[GalleryCard]:
        """Return the card of what is open where its own data are in nobody's list."""
        project = self._workspace.project
        spec, family = project.data_set, project.family
        if self._card_of(project) != OWN or spec is None or family is None:
            return []
        return [GalleryCard(family, spec, Preview())]

    def _card_of(self, project: Project) -> str:
        """Return the id of the card of a project's data."""
        kept = self._workspace.own.kept.of(project)
        return kept.id if kept is not None else project.data.id

    def _on_picked(self, data_id: str) -> None:
        if self._workspace.own.kept.find(data_id) is not None:
            self._workspace.own.kept.choose(data_id)
        else:
            self._workspace.data.choose(data_id)

    def _open_menu(self, data_id: str, place: QPoint) -> None:
        if self._workspace.own.kept.find(data_id) is not None:
            context_menu(self._workspace, "set", self.gallery, Pointed(kept=data_id)).popup(place)

    def _on_kept(self) -> None:
        self._show_family(self.family.current())

    def _on_added(self, set_id: str) -> None:
        """Show the card of a set that was added, unless all of the person's are shown already."""
        kept = self._workspace.own.kept.find(set_id)
        if kept is not None and self.family.current() != YOURS:
            self._show_family(kept.spec.family)
        self.gallery.see(set_id)

    def _family(self, project: Project) -> str:
        found = project.family
        return (found or next(iter(project.catalogue.families))).id

    def _show_options(self, project: Project) -> None:
        """Make the rows that the data set's description asks for."""
        spec = project.data_set
        params: tuple[Param, ...] = spec.params if spec is not None else ()
        values = spec.options(project.data.options) if spec is not None else {}
        fresh = ParamForm(params, values, boxed=False, spacing=0, label_width=LABEL_WIDTH)
        fresh.changed.connect(self._on_option)
        fresh.refused.connect(self._workspace.say)
        self._rows.replaceWidget(self._options, fresh)
        self._options.hide()
        self._options.deleteLater()
        self._options, self._options_of = fresh, project.data.id

    def _form_of_splitting(self, project: Project) -> ParamForm:
        """Return the rows of what the data can be split by."""
        params, values = splitting_of(project)
        form = ParamForm(params, values, boxed=False, spacing=SPACE_XS, label_width=LABEL_WIDTH)
        form.refused.connect(self._workspace.say)
        form.changed.connect(self._on_splitting)
        return form

    def _show_splitting(self, project: Project) -> None:
        params, values = splitting_of(project)
        if params != tuple(row.param for row in self.splitting.rows.values()):
            before, self.splitting = self.splitting, self._form_of_splitting(project)
            self._rows.replaceWidget(before, self.splitting)
            before.hide()
            before.deleteLater()
        self.splitting.show_values(values)

    @property
    def options(self) -> ParamForm:
        """Return the form of the data set's own options."""
        assert isinstance(self._options, ParamForm)
        return self._options

    def _on_project(self, old: Project, new: Project) -> None:
        if old.data is new.data and old.recipe is new.recipe:
            return
        if new.data.id != self._options_of:
            self._show_options(new)
        if self._family(old) != self._family(new) or self._card_of(old) != self._card_of(new):
            self._show_family(self._family(new))
        self._show(new)

    def _show(self, project: Project) -> None:
        spec = project.data_set
        if spec is not None:
            self.options.show_values(spec.options(project.data.options))
        self.gallery.choose(self._card_of(project))
        self.split.show_values(_split_values(project))
        self._show_splitting(project)
        self._show_edits(project)
        self.seed.set_value(project.data.seed)
        drawn = spec is not None and spec.drawn
        self.seed_words.set_text(tr("Makes and splits the samples") if drawn else tr("Splits the samples"))

    def _show_edits(self, project: Project) -> None:
        """Say what was changed about single samples, where anything was."""
        words, marks = sample_edits.told(project.data.edits), any(each.wrong for each in project.data.edits)
        self.edits.set_text(words)
        self.edits.setVisible(bool(words))
        self.marked.show_values(_values_of(MARKED, project))
        self.marked.setVisible(marks)

    def _on_banner(self, banner: Banner | None) -> None:
        """Show the data that are used again, when the question about others was left."""
        asked, self._asked = self._asked, banner is not None and banner.id == "fit_data"
        if asked and not self._asked:
            self._show_family(self._family(self._workspace.project))

    def _on_problems(self) -> None:
        self.split.show_problems(recipe_problems(self._workspace.problems))

    def _on_option(self, name: str, value: Any, final: bool) -> None:
        done = self._workspace.apply(data_edits.set_data_option, name, value, merge_key=("data option", name))
        self._after(done, final)

    def _on_split(self, name: str, value: Any, final: bool) -> None:
        if name in RECIPE_FIELDS:
            done = self._workspace.apply(data_edits.set_recipe, merge_key=("recipe", name), **{name: value})
        else:
            data = self._before = self._before or self._workspace.project.data
            train, test = (value, data.test) if name == "train" else (data.train, value)
            done = self._workspace.apply(data_edits.set_shares, train, test, merge_key=("share", name))
        self._after(done, final)

    def _on_splitting(self, name: str, value: Any, final: bool) -> None:
        self._after(self._workspace.apply(data_edits.set_data_field, name, value), final)

    def _after(self, done: bool, final: bool) -> None:
        """End the step of undo, and show what the project really has: shares are kept apart, for one."""
        if final:
            self._workspace.editing.end_merge()
            self._before = None
        if final or not done:
            self._show(self._workspace.project)

    def _on_seed(self, seed: int) -> None:
        self._workspace.apply(data_edits.set_data_seed, seed)

    @painted
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line between cards and rows."""
        painter.setPen(current_theme().tokens.line)
        shown = self.public if self.public.isVisible() else self.gallery
        y = shown.mapTo(self, shown.rect().bottomLeft()).y() + 4
        painter.drawLine(SPACE_L, y, self.width() - SPACE_L, y)


def _split_values(project: Project) -> dict[str, Any]:
    shares = {param.name: getattr(project.data, param.name) for param in SHARES}
    return {**shares, **{param.name: getattr(project.recipe, param.name) for param in OF_RECIPE}}


def _values_of(params: tuple[Param, ...], project: Project) -> dict[str, Any]:
    return {param.name: getattr(project.data, param.name) for param in params}


def splitting_of(project: Project) -> tuple[tuple[Param, ...], dict[str, Any]]:
    """Return how the data can be split, by which columns, and what becomes of samples seen before."""
    data, fields = project.data, DATA_FIELDS
    own = data.own if data.id == OWN else None
    ways = {how for how in BY_COLUMN if how == data.split or (own is not None and can_split(own, how))}
    how = fields["split"]
    offered = tuple(each for each in how.choices if each.id not in BY_COLUMN or each.id in ways)
    params = [replace(how, choices=offered), fields["seen"]]
    if own is not None and data.split in BY_COLUMN:
        columns = tuple(Choice(each.name, each.name) for each in can_split(own, data.split))
        by = fields["split_by"]
        params.insert(1, choice("split_by", data.split_by, columns, title=by.title, help=by.help))
    return tuple(params), {param.name: getattr(data, param.name) for param in params}


def recipe_problems(problems: tuple[Problem, ...]) -> dict[str, str]:
    """Return the sentences about fields of recipe and data, by the field's name."""
    return {
        problem.where.param: tr(problem.message)
        for problem in problems
        if problem.where.param and not problem.where.node and problem.severity == "error"
    }
