"""The tools that gestures and hovering use."""

from __future__ import annotations

from dataclasses import dataclass

from playground.gui.canvas.actions import BodyActions
from playground.gui.canvas.problems import Telling
from playground.gui.canvas.thread_tools import ThreadTools
from playground.gui.canvas.walk import Walk


@dataclass(frozen=True)
class Tools:
    """What lies under the pointer is handed to one of these."""

    telling: Telling  # problems and their badges
    threads: ThreadTools  # single weights
    bodies: BodyActions  # what is drawn inside blocks
    walk: Walk  # the focus of the keyboard
