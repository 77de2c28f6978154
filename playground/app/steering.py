"""Train so many steps, one epoch, or until a figure has come so far; set the pace, go back to the start."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, get_args

from playground.app import target_words
from playground.app.banners import Banner, Tone
from playground.app.device_measuring import DeviceMeasuring
from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.messages import RunDone
from playground.app.notices import Notices
from playground.app.rate_finding import RateFinding
from playground.app.run_control import RunControl
from playground.app.settings import RECENT, Settings
from playground.app.texts import tr
from playground.app.time_travel import TimeTravel
from playground.app.training import Training
from playground.app.worker.pacing import STEPS_PER_SECOND
from playground.app.worker.requests import Play
from playground.core.errors import PlaygroundError
from playground.core.project.values import Project, Speed
from playground.core.training.target import EPOCH, SECONDS, Target

MOST_STEPS = 1_000_000_000
SPEEDS: tuple[Speed, ...] = get_args(Speed)
SLOW = tuple(speed for speed in SPEEDS if speed in STEPS_PER_SECOND)
_SLOW_AT_FIRST: Speed = "5/s"


class Host(Protocol):
    """The workspace, as far as steering needs it."""

    settings: Settings
    document: Document
    notices: Notices
    run: RunControl
    time: TimeTravel
    training: Training

    @property
    def project(self) -> Project:
        """Return the project as it stands."""

    @property
    def live(self) -> LiveState:
        """Return what is known of the run."""


class Steering:
    """Ask for more than start and pause; what was typed is remembered."""

    def __init__(self, host: Host, rates: RateFinding, devices: DeviceMeasuring) -> None:
        self._host, self.rates, self.devices = host, rates, devices
        self._quiet = False  # how far it went need not be told

    @property
    def steps(self) -> int:
        """Return how many steps are taken at once."""
        return min(max(1, self._host.settings.values.steps), MOST_STEPS)

    @property
    def slow(self) -> Speed:
        """Return the pace of slow motion."""
        stored = self._host.settings.values.slow
        return next((speed for speed in SLOW if speed == stored), _SLOW_AT_FIRST)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return what training can go until, each as far as it was to go last; the newest is the first."""
        known = {each.figure: each for each in target_words.offered(self._host.project)}
        last = [each for each in self._remembered() if each.figure in known]
        newest = {each.figure: replace(known[each.figure], bound=each.bound) for each in reversed(last)}
        return tuple(newest[figure] for figure in reversed(newest)) + tuple(
            each for figure, each in known.items() if figure not in newest
        )

    def take_steps(self, count: int | None = None) -> None:
        """Take so many steps, or as many as last time."""
        if count is not None:
            self._host.settings.set(steps=count)
        self._go(Play(steps=self.steps))

    def one_epoch(self) -> None:
        """Train to the end of the epoch that goes on, or of the next."""
        self._quiet = True
        self._go(Play(until=Target(EPOCH, self._host.live.epoch + 1)))

    def run_until(self, target: Target) -> None:
        """Train until a figure has come so far; say so where it has already."""
        self._host.settings.set(until=self._with(target))
        live = self._host.live
        if target.figure != SECONDS and target.met({**live.metrics, EPOCH: live.epoch}):
            self._host.notices.say(target_words.met_already(target))
            return
        self._quiet = False
        self._go(Play(until=target))

    def ended(self, done: RunDone) -> None:
        """Tell whether training came where it was to go."""
        if done.until is not None and not self._quiet and (words := target_words.told(done)):
            tone: Tone = "good" if done.reason == "target" else "info"
            self._host.notices.show_banner(Banner(words, tone, id="target"))

    def set_speed(self, speed: Speed) -> None:
        """Set the pace; that of slow motion is remembered."""
        if speed in SLOW:
            self._host.settings.set(slow=speed)
        self._host.training.set_speed(speed)

    def change_speed(self, by: int) -> None:
        """Go so many paces up or down, and say which it is."""
        speed = SPEEDS[min(max(0, SPEEDS.index(self._host.live.speed) + by), len(SPEEDS) - 1)]
        self.set_speed(speed)
        self._host.notices.say(target_words.pace(speed))

    def reset(self) -> None:
        """Go back to the same initial weights, which one step of undo takes back."""
        run, live = self._host.run, self._host.live
        ended = live.run if live.started else ""
        run.reset()
        if ended and not self._host.training.why_not:
            self._host.document.note(tr("Reset"), lambda again: self.reset() if again else self._back(ended))

    def _back(self, run: str) -> None:
        if not self._host.run.take_up(run):
            self._host.notices.say(tr("The run before is not kept any more."))

    def _go(self, play: Play) -> None:
        why_not = self._host.training.why_not
        if why_not:
            self._host.notices.say(why_not)
            return
        self._host.training.look_where_it_starts()
        self._host.run.train(play)

    def _remembered(self) -> list[Target]:
        """Return what training was to go until, the newest first."""
        found = []
        for text in self._host.settings.values.until:
            try:
                found.append(Target.read(text))
            except PlaygroundError:  # a settings file that somebody changed
                continue
        return found

    def _with(self, target: Target) -> tuple[str, ...]:
        others = (each for each in self._remembered() if each.figure != target.figure)
        return tuple(str(each) for each in (target, *others))[:RECENT]
