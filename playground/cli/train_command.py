"""`playground train`: the engine without a window; every event is a line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from playground.app.checkpoints.beside import CheckpointFile
from playground.app.texts import tr
from playground.app.worker.pacing import Pacer
from playground.cli.beginning import begin, must_hold_a_run, resumable, start_anew
from playground.cli.interrupt import Interrupt
from playground.cli.main import INTERRUPTED, MISTAKE, OK, fail
from playground.cli.opening import add_file, add_json, open_with_notes
from playground.cli.own_data import add_data
from playground.cli.printing import figure, figures
from playground.cli.progress import Tell, progress_bar
from playground.cli.recipe_options import add_recipe_options, whole
from playground.cli.saving import SavedElsewhere, save_somewhere
from playground.cli.subject import add_drawn
from playground.cli.together import LEFT, first_says, go_along, goes_along, left_alone, part
from playground.cli.voice import Voice, emit, note, say
from playground.core.errors import PlaygroundError
from playground.core.files.atomic import must_be_writable
from playground.core.files.project_file import Opened
from playground.core.project.records import RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text, thousands
from playground.core.training.target import Target

if TYPE_CHECKING:
    from playground.core.training.events import Event, Finished
    from playground.core.training.session import Session
    from playground.core.training.trainer import Limit

CHUNK_S = 0.25  # between two looks at what the person wants and whether a checkpoint is due
LINES = 20  # about so many epochs are told to a person; JSON has them all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and everything that may be said about the training."""
    add_file(parser)
    add_data(parser)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--epochs", type=_count, metavar="N", help=tr("stop after so many more epochs"))
    length.add_argument("--steps", type=_count, metavar="N", help=tr("stop after so many more steps"))
    parser.add_argument("--until", type=_target, metavar="WHEN", help=tr(
        "stop at the end of the first epoch whose figures have come so far, such as 'val_accuracy>=0.95' or "
        "'loss<=0.1', or wherever training has gone on for 'seconds>=60'"
    ).replace("%", "%%"))  # fmt: skip
    add_recipe_options(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--resume", action="store_true", help=tr("go on where the file's run stopped"))
    where.add_argument(
        "--from-step", type=_count, metavar="N", help=tr("go on from a step of the file's run")
    )
    add_drawn(parser, tr("with --resume: go on with the network drawn, from the run's weights that fit"))
    parser.add_argument(
        "-o", dest="out", type=Path, metavar="OUT", help=tr("file to write; without it, FILE")
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train, tell every event, save the project with its run; of several processes, the first does."""
    if goes_along():
        return go_along(arguments)
    out = arguments.out or arguments.file
    opened = open_with_notes(arguments)
    checkpoint = CheckpointFile(out, arguments.file)
    if arguments.drawn and not arguments.resume:
        arguments.parser.error(tr("--drawn belongs to --resume: without that the network drawn is trained"))
    if arguments.resume:
        opened = resumable(arguments, opened, checkpoint)
    elif arguments.from_step is not None:
        must_hold_a_run(arguments, opened, "--from-step")
    must_be_writable(out)
    if not arguments.resume:
        start_anew(checkpoint, out)
    from playground.core.training.team import joined

    with joined():
        return _train(arguments, opened, checkpoint, out)


def _train(arguments: argparse.Namespace, opened: Opened, checkpoint: CheckpointFile, out: Path) -> int:
    from playground.core.training.trainer import Limit, figure_names

    session, kept = begin(arguments, opened)
    for sentence in (*session.held.sentences(), *_unlearned(session)):
        note(tr(sentence))
    limit = Limit(arguments.steps, arguments.epochs, arguments.until)
    if limit.until is not None:
        limit.until.must_be_among(figure_names(session))
    job = _Job(session, kept, out, checkpoint, arguments.json, arguments.voice)
    with Interrupt() as interrupt:
        with progress_bar(arguments.json) as tell:
            ended = job.train(limit, interrupt, tell)
        return job.finish(ended, bool(interrupt))


def _unlearned(session: Session) -> list[Text]:
    """Return what is to be said of classes that no sample trains."""
    from playground.core.checks.of_samples import of_samples

    return [problem.message for problem in of_samples(session.project, session.held.samples)]


@dataclass
class _Job:
    """One training from its first event to the saved file."""

    session: Session
    kept: Opened  # what else the file holds: the project and earlier runs
    out: Path
    checkpoint: CheckpointFile
    json: bool
    voice: Voice
    every: int = 1  # epochs from one line to the next, when a person reads them
    pacer: Pacer = field(default_factory=lambda: Pacer(chunk_s=CHUNK_S))

    def __post_init__(self) -> None:
        self._seen = (self.session.step, self.session.position.seconds)  # when the last chunk began

    def train(self, limit: Limit, stop: Interrupt, tell: Tell) -> Finished:
        """Train and tell every event but the last, which is returned."""
        from playground.core.training.events import EpochsDone, Finished
        from playground.core.training.trainer import train

        first, goal = self.session.step, self._steps(limit)
        self.every = max(1, goal // self.session.steps_per_epoch // LINES)
        for event in train(
            self.session, limit, lambda: int(first_says(self._chunk())), lambda: self._ends(stop)
        ):
            if isinstance(event, Finished):
                return event
            self._tell(event)
            self._keep(isinstance(event, EpochsDone))
            tell(tr("Training"), (self.session.step - first) / max(goal, 1))
        raise RuntimeError("training ended without saying how")

    def _chunk(self) -> int:
        """Return how many steps to take, by how fast the ones before went."""
        step, seconds = self.session.step, self.session.position.seconds
        self.pacer.took(step - self._seen[0], seconds - self._seen[1])
        self._seen = (step, seconds)
        return self.pacer.chunk(perf_counter())

    def _keep(self, epoch_ended: bool) -> None:
        """Write a checkpoint when it is time; that it cannot be written is told once."""
        why_not = self.checkpoint.keep_when_due(epoch_ended, self._small_parts)
        if why_not:
            note(why_not)

    def _parts(self) -> tuple[Project, tuple[RunRecord, ...], bytes | None]:
        """Return what the file is made of."""
        return self.kept.project, (self.session.record(), *self.kept.runs), self.kept.thumbnail

    def _small_parts(self) -> tuple[Project, tuple[RunRecord, ...], bytes | None]:
        """Return what a checkpoint is made of."""
        project, runs, thumbnail = self._parts()
        return project, tuple(run.without_trail for run in runs), thumbnail

    def _ends(self, stop: Interrupt) -> bool:
        """Say whether to end, in all processes alike: somebody wants it, or one of them is gone."""
        asked = bool(first_says(self._must_stop(stop)))
        return asked or left_alone(self.session.plan.processes)

    def _must_stop(self, stop: Interrupt) -> bool:
        """Say whether to end: somebody asked for it, or whoever read our lines has gone."""
        if self.voice.reader_has_gone():
            stop.ask()
        return bool(stop)

    def finish(self, ended: Finished, interrupted: bool) -> int:
        """Save the weights as they are, only then tell the last event, and return the exit code."""
        left = left_alone(self.session.plan.processes)
        part()
        why = "interrupted" if interrupted and ended.reason == "stopped" and not left else ended.reason
        self.session.position.reason = why
        try:
            save_somewhere(self.out, *self._parts())
        except SavedElsewhere as error:
            note(tr(error.message))  # in full, since it says where
            return MISTAKE
        self.checkpoint.remove()
        self._tell_the_end(ended, why)
        if left:
            return fail(tr(Text(LEFT, step=thousands(ended.step), path=self.out)), MISTAKE)
        if ended.problem:
            return fail(ended.problem, MISTAKE)
        return INTERRUPTED if why == "interrupted" else OK

    def _tell_the_end(self, ended: Finished, why: str) -> None:
        metrics, seconds = self.session.held_out(), self.session.position.seconds
        told = {"steps": ended.step, "seconds": seconds, "metrics": metrics, "file": str(self.out)}
        if self.json:
            emit({"event": "finished", "reason": why, **told})
        else:
            saved = tr("{seconds} s of training, saved as {path}")
            held_out = tr("{figures} on held-out data").format(figures=figures(metrics))
            say(_how_it_ended(why, ended.step))
            say(*((held_out,) if metrics else ()), saved.format(seconds=figure(seconds), path=self.out))

    def _tell(self, event: Event) -> None:
        from playground.core.training.events import EpochsDone, Started

        if isinstance(event, Started):
            plan = event.plan
            told = [tr(str(each)) for each in (plan.get("why", ""), *plan.get("notes", ())) if each]
            _print(self.json, {"event": "started", "plan": plan}, *told)
        elif isinstance(event, EpochsDone):
            for record in event.records:
                words = "" if record["epoch"] % self.every else figures(record)
                _print(self.json, {"event": "epoch", **record}, words)

    def _steps(self, limit: Limit) -> int:
        """Return about how many steps are to come."""
        if limit.steps is not None:
            return limit.steps
        session = self.session
        epochs = session.recipe.epochs - session.epoch if limit.epochs is None else limit.epochs
        return epochs * session.steps_per_epoch


def _how_it_ended(why: str, steps: int) -> str:
    words = {"completed": tr("Completed"), "interrupted": tr("Interrupted"), "stopped": tr("Stopped"),
             "not_finite": tr("Stopped by numbers that are not finite"),
             "out_of_memory": tr("Stopped for want of memory"),
             "early_stop": tr("Stopped early, since the loss fell no more,"),
             "time": tr("Stopped by the recipe's time limit"),
             "target": tr("Stopped where it was to,")}  # fmt: skip
    count = tr("1 step") if steps == 1 else tr("{count} steps").format(count=steps)
    return tr("{reason} after {steps}").format(reason=words.get(why, why), steps=count)


def _print(json: bool, event: dict[str, Any], *words: str) -> None:
    if json:
        emit(event)
    else:
        say(*filter(None, words))


def _target(text: str) -> Target:
    try:
        return Target.read(text)
    except PlaygroundError as error:
        raise argparse.ArgumentTypeError(tr(error.message)) from error


def _count(text: str) -> int:
    return whole(text, 0, 10**12)
