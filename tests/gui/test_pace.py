"""Wishes that come too often are granted together, and the last is never lost."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.gui.panels.pace import Pace


def test_many_wishes_at_once_are_two_runs_and_the_last_is_kept(qtbot: QtBot) -> None:
    parent, seen, wish = QObject(), [], [0]
    pace = Pace(parent, 20, lambda: seen.append(wish[0]))
    for number in range(1, 6):
        wish[0] = number
        pace.ask()
    assert seen == [1]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [1, 5]
    qtbot.waitUntil(lambda: not pace.isActive())
    assert seen == [1, 5]


def test_a_wish_after_a_rest_is_granted_at_once(qtbot: QtBot) -> None:
    parent, seen = QObject(), []
    pace = Pace(parent, 10, lambda: seen.append(1))
    pace.ask()
    qtbot.waitUntil(lambda: not pace.isActive())
    pace.ask()
    assert len(seen) == 2
    qtbot.waitUntil(lambda: not pace.isActive())


def test_a_wish_with_a_lag_waits_for_others_to_be_drawn_first(qtbot: QtBot) -> None:
    parent, seen = QObject(), []
    pace = Pace(parent, 10, lambda: seen.append(1), lag_ms=15)
    pace.ask()
    assert seen == []
    assert pace.interval() == 15
    pace.ask()
    qtbot.waitUntil(lambda: seen == [1] and not pace.isActive())
    assert seen == [1]
