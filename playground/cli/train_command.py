"""`playground train`: the engine without a window; every event is a line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.app.texts import tr
from playground.cli.interrupt import Interrupt
from playground.cli.main import INTERRUPTED, MISTAKE, OK, fail
from playground.cli.opening import add_file, add_json, must_be_whole, open_with_notes
from playground.cli.printing import figure, figures
from playground.cli.progress import Tell, progress_bar
from playground.cli.saving import SavedElsewhere, save_somewhere
from playground.cli.voice import Voice, emit, note, say
from playground.core.files.atomic import must_be_writable
from playground.core.files.project_file import Opened
from playground.core.project.values import Project

if TYPE_CHECKING:
    from playground.core.training.events import Event, Finished
    from playground.core.training.session import Session
    from playground.core.training.trainer import Limit

CHUNK = 1000  # steps between two looks at what the person wants
LINES = 20  # about so many epochs are told to a person; JSON has them all
MAX_SEED = 2**63 - 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and everything that may be said about the training."""
    add_file(parser)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--epochs", type=_count, metavar="N", help=tr("stop after so many more epochs"))
    length.add_argument("--steps", type=_count, metavar="N", help=tr("stop after so many more steps"))
    parser.add_argument("--seed", type=_seed, metavar="N", help=tr("of initial weights, order and dropout"))
    parser.add_argument("--device", choices=("cpu", "cuda", "mps", "auto"), help=tr("where to compute"))
    parser.add_argument("--threads", type=_threads, metavar="N", help=tr("CPU threads to compute with"))
    parser.add_argument("--engine", choices=("auto", "torch", "compiled"), help=tr("what computes the steps"))
    parser.add_argument("--resume", action="store_true", help=tr("go on where the file's run stopped"))
    parser.add_argument(
        "-o", dest="out", type=Path, metavar="OUT", help=tr("file to write; without it, FILE")
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train, tell every event, save the project with its run."""
    out = arguments.out or arguments.file
    opened = open_with_notes(arguments)
    if arguments.resume:
        _must_be_resumable(arguments, opened)
    must_be_writable(out)
    from playground.core.training.trainer import Limit

    job = _Job(*_begin(arguments, opened), out, arguments.json, arguments.voice)
    with Interrupt() as interrupt:
        with progress_bar(arguments.json) as tell:
            ended = job.train(Limit(arguments.steps, arguments.epochs), interrupt, tell)
        return job.finish(ended, bool(interrupt))


@dataclass
class _Job:
    """One training from its first event to the saved file."""

    session: Session
    kept: Opened  # what else the file holds: the project and earlier runs
    out: Path
    json: bool
    voice: Voice
    every: int = 1  # epochs from one line to the next, when a person reads them

    def train(self, limit: Limit, stop: Interrupt, tell: Tell) -> Finished:
        """Train and tell every event but the last, which is returned."""
        from playground.core.training.events import Finished
        from playground.core.training.trainer import train

        first, goal = self.session.step, self._steps(limit)
        self.every = max(1, goal // self.session.steps_per_epoch // LINES)
        for event in train(self.session, limit, lambda: CHUNK, lambda: self._must_stop(stop)):
            if isinstance(event, Finished):
                return event
            self._tell(event)
            tell(tr("Training"), (self.session.step - first) / max(goal, 1))
        raise RuntimeError("training ended without saying how")

    def _must_stop(self, stop: Interrupt) -> bool:
        """Say whether to end: somebody asked for it, or whoever read our lines has gone."""
        if self.voice.reader_has_gone():
            stop.ask()
        return bool(stop)

    def finish(self, ended: Finished, interrupted: bool) -> int:
        """Save the weights as they are, only then tell the last event, and return the exit code."""
        why = "interrupted" if interrupted and ended.reason == "stopped" else ended.reason
        self.session.position.reason = why
        try:
            save_somewhere(
                self.out, self.kept.project, (self.session.record(), *self.kept.runs), self.kept.thumbnail
            )
        except SavedElsewhere as error:
            note(error.message)  # in full, since it says where
            return MISTAKE
        self._tell_the_end(ended, why)
        if ended.reason == "not_finite":
            return fail(ended.problem, MISTAKE)
        return INTERRUPTED if why == "interrupted" else OK

    def _tell_the_end(self, ended: Finished, why: str) -> None:
        metrics, seconds = self.session.held_out(), self.session.position.seconds
        told = {"steps": ended.step, "seconds": seconds, "metrics": metrics, "file": str(self.out)}
        if self.json:
            emit({"event": "finished", "reason": why, **told})
        else:
            saved = tr("{seconds} s of training, saved as {path}")
            say(
                tr("{reason} after {steps} steps").format(reason=why, steps=ended.step),
                f"{figures(metrics)} {tr('on held-out data')}",
                saved.format(seconds=figure(seconds), path=self.out),
            )

    def _tell(self, event: Event) -> None:
        from playground.core.training.events import EpochDone, Started

        if isinstance(event, Started):
            _print(self.json, {"event": "started", "plan": event.plan}, tr(str(event.plan.get("why", ""))))
        elif isinstance(event, EpochDone):
            words = "" if event.record["epoch"] % self.every else figures(event.record)
            _print(self.json, {"event": "epoch", **event.record}, words)

    def _steps(self, limit: Limit) -> int:
        """Return about how many steps are to come."""
        if limit.steps is not None:
            return limit.steps
        session = self.session
        epochs = session.recipe.epochs - session.epoch if limit.epochs is None else limit.epochs
        return epochs * session.steps_per_epoch


def _print(json: bool, event: dict[str, Any], words: str) -> None:
    if json:
        emit(event)
    elif words:
        say(words)


def _begin(arguments: argparse.Namespace, opened: Opened) -> tuple[Session, Opened]:
    """Return the session and what the file keeps beside its run."""
    from playground.core.training.session import Session

    if arguments.resume:
        return Session.resume(opened.runs[0]), replace(opened, runs=opened.runs[1:])
    project = _asked_for(arguments, opened.project)
    session = Session.start(project, engine=arguments.engine or "auto")
    return session, replace(opened, project=project)


def _asked_for(arguments: argparse.Namespace, project: Project) -> Project:
    """Return the project with the seed, device and threads that were asked for."""
    asked = {"seed": arguments.seed, "device": arguments.device, "threads": arguments.threads}
    given = {name: value for name, value in asked.items() if value is not None}
    return project.with_recipe(**given) if given else project


def _must_be_resumable(arguments: argparse.Namespace, opened: Opened) -> None:
    """Leave with a usage error when there is nothing to resume, or something else is asked for as well."""
    must_be_whole(opened)
    if not opened.runs:
        arguments.parser.error(tr("--resume: this file holds no run to go on with"))
    for name in _mixed(arguments):
        arguments.parser.error(tr("--resume goes on as the run began: leave out {name}").format(name=name))


def _mixed(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.seed is not None:
        yield "--seed"
    for name in ("device", "threads", "engine"):
        if getattr(arguments, name) not in (None, "auto"):
            yield f"--{name}"


def _count(text: str) -> int:
    return _whole(text, 0, 10**12)


def _threads(text: str) -> int:
    return _whole(text, 1, 1024)


def _seed(text: str) -> int:
    return _whole(text, 0, MAX_SEED)


def _whole(text: str, least: int, most: int) -> int:
    """Return a whole number in a range; argparse turns what is raised into a usage error."""
    if not text.isascii() or not text.isdigit() or len(text) > 20 or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(tr("a whole number from {least} to {most} is needed").format(
            least=least, most=most))  # fmt: skip
    return int(text)
