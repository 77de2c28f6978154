"""Public sets in the window: listed without asking anyone, downloaded, stopped, gone on with, opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app import public_sets as fetching
from playground.app.own_draft import TableDraft
from playground.app.pictures_draft import PicturesDraft
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.data.prepared import load_samples
from playground.gui.docks import public_sets as cards
from playground.gui.docks.data import DataPanel
from playground.gui.docks.public_sets import PublicCard
from playground.gui.own.page import OwnDataPage
from public_mirror import Mirror, small_sets
from real_window import RealWindow

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    monkeypatch.setenv("PLAYGROUND_DATA_DIR", str(tmp_path / "home"))
    monkeypatch.setenv("PLAYGROUND_CACHE_DIR", str(tmp_path / "cache"))
    with small_sets(tmp_path / "served", "mnist", "adult") as (told, sets):
        for module in (fetching, cards):
            monkeypatch.setattr(module, "PUBLIC_SETS", sets)
        yield told


@pytest.fixture
def case(served: Mirror, qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[RealWindow]:
    made = RealWindow(qtbot, qapp, tmp_path)
    yield made
    served.let_go.set()
    made.wait(lambda: made.ws.own.public.fetching is None)
    made.close()


def shown(case: RealWindow) -> DataPanel:
    """Open the public sets by the menu of kinds."""
    panel = case.window.findChild(DataPanel)
    assert panel is not None
    next(each for each in panel.family.menu.actions() if each.text() == "Public sets").trigger()
    case.wait(panel.public.isVisible)
    return panel


def card_of(case: RealWindow, panel: DataPanel, set_id: str) -> PublicCard:
    card = panel.public.cards[set_id]
    panel.public.ensureWidgetVisible(card)
    return card


def click(case: RealWindow, card: PublicCard) -> None:
    button = card.button if card.button.isVisible() else card.cancel
    case.qtbot.mouseClick(button, LEFT, pos=QPoint(10, 10))


def test_each_set_says_what_it_is_and_nobody_is_asked(case: RealWindow, served: Mirror) -> None:
    panel = shown(case)
    assert not panel.gallery.isVisible() and list(panel.public.cards) == ["mnist", "adult"]
    card = card_of(case, panel, "adult")
    words = card.accessibleName()
    for part in ("Adult", "Tables", "KB", "CC BY 4.0", PUBLIC_SETS.get("adult").source):
        assert part in words
    assert card.button.text() == "Download" and not card.cancel.isVisible()
    assert served.asked == []
    next(each for each in panel.family.menu.actions() if each.data() == "tables").trigger()
    assert panel.gallery.isVisible() and not panel.public.isVisible()


def test_a_download_opens_the_page_and_builds_a_network(case: RealWindow, served: Mirror) -> None:
    panel = shown(case)
    before = case.ws.project
    click(case, card_of(case, panel, "mnist"))
    case.wait(lambda: case.ws.own.draft is not None)
    page, draft = case.window.findChild(OwnDataPage), case.ws.own.draft
    assert page is not None and page.isVisible() and isinstance(draft, PicturesDraft)
    assert draft.split == "given" and draft.parts == (170, 30, 60) and case.ws.project == before
    case.qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    case.wait(lambda: case.ws.project.data.own is not None)
    assert case.ws.project.name == "MNIST"
    assert len(load_samples(case.ws.project).parts["test"]) == 60
    case.wait(lambda: case.ws.training.state == "done")
    assert (case.ws.live.metric("accuracy") or 0.0) > 0.5
    asked = len(served.asked)
    case.ws.own.public.open("mnist")  # again, without asking
    case.wait(lambda: case.ws.own.draft is not None)
    assert len(served.asked) == asked == 4


def test_a_download_is_stopped_and_goes_on_where_it_was(case: RealWindow, served: Mirror) -> None:
    served.holds_after = 9000
    panel = shown(case)
    card = card_of(case, panel, "adult")
    click(case, card)
    case.wait(lambda: card.progress.value() > 0 and "fetched" in card.told.text())
    assert case.window.status._privacy.text() == "Fetching Adult"
    assert not panel.public.cards["mnist"].button.isEnabled()  # one at a time
    click(case, card)
    case.wait(lambda: card.told.text() == "Stopping")
    served.let_go.set()
    case.wait(lambda: card.button.isVisible())
    assert case.window.status._privacy.text() == "Nothing leaves this computer"
    assert card.button.text() == "Go on" and not card.problem.isVisible() and case.ws.own.draft is None
    served.holds_after = 0
    click(case, card)
    case.wait(lambda: isinstance(case.ws.own.draft, TableDraft))
    draft = case.ws.own.draft
    assert draft is not None and draft.target is not None and draft.target.name == "income"
    assert any(asked.startswith("bytes=") for _, asked in served.asked)


def test_what_cannot_be_fetched_is_said_on_its_card(case: RealWindow, served: Mirror) -> None:
    kept = dict(served.files)
    served.files.clear()
    panel = shown(case)
    card = card_of(case, panel, "adult")
    click(case, card)
    case.wait(card.problem.isVisible)
    assert "adult.data could not be fetched: 127.0.0.1" in card.told.text()
    served.files.update(kept)
    click(case, card)
    case.wait(lambda: case.ws.own.draft is not None)
    assert case.ws.own.public.problems == {}
