"""Training in several processes that torchrun started: the first is heard and writes, the others go along."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from playground.app.checkpoints.beside import CheckpointFile
from playground.app.texts import tr
from playground.cli.beginning import begin, resumable
from playground.cli.interrupt import Interrupt
from playground.cli.main import fail
from playground.cli.opening import open_with_notes
from playground.core.errors import PlaygroundError
from playground.core.files.project_file import Opened

OK, ENDED = 0, 1
LEFT = (
    "A process that trained along has ended; the weights of step {step} are saved in {path}, and --resume "
    "goes on from there with as many processes."
)


def goes_along() -> bool:
    """Say whether this is one of several processes, and not the first."""
    told = os.environ if "MASTER_ADDR" in os.environ else {}
    return int(told.get("WORLD_SIZE", "1")) > 1 and int(told.get("RANK", "0")) > 0


def first_says(value: float) -> float:
    """Return what the first process has to say here; all must ask alike."""
    from playground.core.training.team import here

    team = here()
    return value if team is None else team.agreed([value])[0]


def left_alone(processes: int) -> bool:
    """Say whether a training that several processes began goes on in this one alone."""
    from playground.core.training.team import here

    return processes > 1 and here() is None


def part() -> None:
    """Let the other processes go: what follows is the first one's affair."""
    from playground.core.training.team import leave

    leave()


def go_along(arguments: argparse.Namespace) -> int:
    """Train as the first process does, in silence and writing nothing; it decides how far and says it all.

    What it cannot say is that this machine does not have the file.
    """
    from playground.core.training.team import joined

    with Interrupt(), joined():
        try:
            with _silence():
                opened = _opened(arguments)
        except PlaygroundError as error:  # the first process could open it: it has joined
            return fail(tr(error.message), ENDED)
        try:
            with _silence():
                return _train(arguments, opened)
        except PlaygroundError:  # the first process says it
            return ENDED


def _opened(arguments: argparse.Namespace) -> Opened:
    opened = open_with_notes(arguments)
    if not arguments.resume:
        return opened
    return resumable(arguments, opened, CheckpointFile(arguments.out or arguments.file, arguments.file))


def _train(arguments: argparse.Namespace, opened: Opened) -> int:
    from playground.core.training.trainer import Limit, figure_names, train

    session, _ = begin(arguments, opened)
    limit = Limit(arguments.steps, arguments.epochs, arguments.until)
    if limit.until is not None:
        limit.until.must_be_among(figure_names(session))
    processes = session.plan.processes

    def ended() -> bool:
        return bool(first_says(0)) or left_alone(processes)

    for _ in train(session, limit, lambda: int(first_says(1)), ended):
        pass
    return ENDED if left_alone(processes) else OK


@contextmanager
def _silence() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield
