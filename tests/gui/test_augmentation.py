"""Augmentation in the recipe panel, by mouse and keys: rows that suit the data, variants that follow them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dock_case import DockCase, click, drag_slider, flip, number, type_number
from playground.app.data_edits import set_recipe
from playground.app.edits import Edit
from playground.app.settable import settables
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of, load_samples
from playground.core.graph.varied import varied_sources
from playground.core.project.augmentations import AUGMENTATIONS, Variety
from playground.core.project.templates import template
from playground.core.project.values import Project
from playground.core.training.augmenter import varied
from playground.core.training.variants import Variants, variants
from playground.gui.docks.augmentation import AugmentationSection
from playground.gui.docks.param_form import ParamForm
from playground.gui.docks.problem_row import place_words
from playground.gui.docks.recipe import RecipePanel
from playground.gui.docks.variant_sheet import HEIGHT, VariantSheet
from playground.gui.theme.style import apply_theme
from varied_projects import of_kind, strong

OpenCase = Callable[..., tuple[DockCase, AugmentationSection]]


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenCase]:
    made: list[DockCase] = []

    def open_it(name: str = "digits-cnn", width: int = 936) -> tuple[DockCase, AugmentationSection]:
        case = DockCase(qtbot, qapp, tmp_path, name)
        made.append(case)
        panel = case.show(RecipePanel, width, 600)
        case.get_ready()
        case.pump_until(lambda: case.ws.samples is not None)
        return case, panel.augmentation

    yield open_it
    for case in made:
        case.close()


def form(section: AugmentationSection) -> ParamForm:
    assert section.form is not None
    return section.form


def shown(section: AugmentationSection) -> Variants:
    assert section.sheet.variants is not None
    return section.sheet.variants


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage()
    return np.frombuffer(image.constBits(), np.uint8).copy()


def test_a_slider_is_one_step_and_the_variants_follow_it(opened: OpenCase) -> None:
    case, section = opened()
    before, drawn = shown(section).made, pixels(section.sheet)
    assert all(np.array_equal(each, shown(section).given) for each in before)  # nothing is on
    drag_slider(number(form(section).row("shift")), 0.3, 0.6, 1.0)
    assert case.ws.project.recipe.augmentation == {"shift": 0.3} and case.undo_steps() == 1
    assert len(shown(section).made) == 8 and not np.array_equal(shown(section).made, before)
    assert not np.array_equal(pixels(section.sheet), drawn)
    case.ws.editing.undo()
    assert case.ws.project.recipe.augmentation == {} and np.array_equal(shown(section).made, before)
    assert number(form(section).row("shift")).value() == 0


def test_switches_and_typed_numbers(opened: OpenCase) -> None:
    case, section = opened("shapes-cnn")
    flip(form(section).row("flip"))
    assert case.ws.project.recipe.augmentation == {"flip": True}
    given = shown(section).given
    mirrored = [np.array_equal(each, given[..., ::-1]) for each in shown(section).made]
    assert 0 < sum(mirrored) < 8
    type_number(number(form(section).row("turn")), "30")
    assert case.ws.project.recipe.augmentation == {"turn": 30.0, "flip": True}
    type_number(number(form(section).row("shift")), "90")
    assert number(form(section).row("shift")).problem() != ""
    flip(form(section).row("flip"))
    type_number(number(form(section).row("turn")), "0")
    assert case.ws.project.recipe.augmentation == {}


def test_other_variants_and_another_sample(opened: OpenCase) -> None:
    _, section = opened()
    type_number(number(form(section).row("turn")), "30")
    first = shown(section)
    click(section.roll)
    assert shown(section).sample == first.sample and not np.array_equal(shown(section).made, first.made)
    click(section.other)
    assert shown(section).sample == first.sample + 1
    assert not np.array_equal(shown(section).given, first.given)


@pytest.mark.parametrize(("name", "kind"), [("digits-cnn", "picture"), ("reviews-lstm", "text"),
                                            ("sensor-gru", "series")])  # fmt: skip
def test_what_suits_the_data_is_offered_and_nothing_else(opened: OpenCase, name: str, kind: Variety) -> None:
    case, section = opened(name)
    wanted = [spec for spec in AUGMENTATIONS if kind in spec.kinds]
    assert list(form(section).rows) == [spec.id for spec in wanted] and section.isVisible()
    names = [each.param.name for each in settables(case.ws) if each.owner == "Augmentation"]
    assert names == [spec.id for spec in wanted]  # by its name, too, from the list of commands
    for spec in wanted:
        case.ws.editing.apply(lambda project, spec=spec: edit(project, spec.id))
    plain = [np.array_equal(each, shown(section).given) for each in shown(section).made]
    assert not any(plain)


def edit(project: Project, name: str) -> Edit:
    strengths = {**project.recipe.augmentation, name: strong(AUGMENTATIONS.get(name))}
    return set_recipe(project, augmentation=strengths)


def test_data_that_cannot_be_varied_have_no_section(opened: OpenCase) -> None:
    _, section = opened("spiral-mlp")
    assert not section.isVisible() and section.form is None


def test_what_no_longer_suits_stays_to_be_taken_off(opened: OpenCase) -> None:
    case, section = opened("spiral-mlp")
    case.ws.editing.apply(lambda project: edit(project, "turn"))
    assert section.isVisible() and list(form(section).rows) == ["turn"]
    (problem,) = [each for each in case.ws.problems if each.where.param == "turn"]
    assert form(section).row("turn").problem() and place_words(problem, case.ws.project).endswith("Turn")
    type_number(number(form(section).row("turn")), "0")
    assert not section.isVisible() and case.ws.problems == ()


def test_a_change_in_mid_run_counts_and_is_marked(opened: OpenCase) -> None:
    case, section = opened("digits-mlp")
    case.ws.training.toggle()
    case.pump_until(lambda: case.ws.live.step > 5)
    drag_slider(number(form(section).row("noise")), 0.5, 1.0)
    case.pump_until(lambda: any("Noise" in mark.text for mark in case.ws.live.marks))
    step = case.ws.live.step
    case.pump_until(lambda: case.ws.live.step > step)
    assert case.ws.live.marks[-1].text.startswith("Noise 0 → ")
    case.ws.training.toggle()
    case.pump_until(lambda: not case.ws.live.running)


def test_the_sheet_is_painted_for_each_kind_in_both_themes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    for kind in sorted({kind for spec in AUGMENTATIONS for kind in spec.kinds}):
        project = of_kind(kind, tmp_path / kind)
        found = drawn_of(project, kind)
        looks = []
        for theme in ("dark", "light"):
            apply_theme(qapp, theme)
            for width in (210, 420):
                sheet = VariantSheet()
                qtbot.addWidget(sheet)
                sheet.resize(width, HEIGHT)
                empty = pixels(sheet)
                sheet.show_variants(found)
                assert not np.array_equal(pixels(sheet), empty)
                tiles = sheet.tiles()
                assert len(tiles) == 9 and all(sheet.rect().toRectF().contains(each) for each in tiles[1:])
                looks.append(pixels(sheet).tobytes())
        assert len(set(looks)) == 4, kind


def drawn_of(project: Project, kind: Variety) -> Variants:
    known = analyse(project, fields_of(project), shaped=False)
    (source,) = varied_sources(known.graph, known.fields)
    strengths = {spec.id: strong(spec) for spec in AUGMENTATIONS if kind in spec.kinds}
    found = variants(load_samples(project), source, strengths, 3, 0)
    assert found is not None and found.made.shape == (8, *found.given.shape)
    return found


def test_behind_the_last_sample_the_first_comes_again() -> None:
    """One steps through the samples without end."""
    project = template("digits-cnn", CATALOGUE).open()
    known, samples = analyse(project, fields_of(project), shaped=False), load_samples(project)
    (source,) = varied_sources(known.graph, known.fields)
    first, again = (variants(samples, source, {}, at, 3) for at in (1, 2 * samples.count("train") + 1))
    assert first is not None and again is not None
    assert again.sample == first.sample == 1 and np.array_equal(again.given, first.given)
    assert np.array_equal(again.made, first.made)


def test_variants_are_drawn_by_what_training_draws_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: were the preview's functions others than training's, this fault would not show in it."""
    project = template("digits-cnn", CATALOGUE).open()
    before = drawn_of(project, "picture")
    monkeypatch.setattr("playground.core.layers.augmenting.displaced", lambda values, *_: values * 0)
    after = drawn_of(project, "picture")
    assert not np.array_equal(before.made, after.made) and varied.__module__.endswith("augmenter")
