"""Export a network: written by one process, tried by another, kept only when the answers agree."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import numpy as np

from playground import EXPORT_WORD
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.export import fresh, processes
from playground.core.export.spec import ExporterSpec
from playground.core.export.workplace import Workplace
from playground.core.files.atomic import backup_path, write_atomically
from playground.core.files.regular import reason
from playground.core.project.records import RunRecord
from playground.core.project.values import BF16, Project
from playground.core.sentences import Text

Progress = Callable[[str, float], None]  # what is being done (for `tr` where it is shown), share of 1
SAMPLES = 256  # that the written file is tried on, fewer where the network is large
TOLERANCE = 1e-4  # of half the way from the smallest answer to the largest
ROUNDING = 1e-6  # of the largest: what float32 makes of numbers that lie close together, far from zero
IN_FLOAT32 = "Training computed in bf16; answers in float32, as these, differ a little from those seen there."
UNTRAINED = "This project has not been trained: the file holds its initial weights."


@dataclass(frozen=True)
class Exported:
    """What was written, and how far its answers are from ours."""

    exporter: ExporterSpec
    path: Path
    files: tuple[Path, ...]
    samples: int  # real ones it was tried on
    largest_difference: float
    snippet: str  # ready code that uses the file, run in its folder
    note: str = ""


def silent(stage: str, fraction: float) -> None:
    """Tell nobody how far it is."""


def export(spec: ExporterSpec, source: RunRecord | Project, path: Path, *,
           samples: Mapping[str, np.ndarray] | None = None, progress: Progress = silent,
           cancel: Event | None = None) -> Exported:  # fmt: skip
    """Write a run's network, or a project's untrained one, and try what was written.

    `samples` are raw values by field; without them up to 256 of the validation part are taken. What is
    written is tried on so many of them as the network judges at a time. Both callbacks are used from the
    calling thread. Raises PlaygroundError in one sentence, `Cancelled` among them, when
    there is no file; one that was there is then as it was.
    """
    project, weights = (source, None) if isinstance(source, Project) else (source.project, source.weights)
    untrained = isinstance(source, Project) or not source.trained
    _must_have_place(spec, path)
    given = samples if samples is not None else load_samples(project).take("validation")
    with TemporaryDirectory(prefix="playground-export-", ignore_cleanup_errors=True) as folder:
        place = Workplace(Path(folder))
        few = {name: np.asarray(array)[:SAMPLES] for name, array in given.items()}
        record = None if isinstance(source, Project) else source
        place.put_order(spec, path.name, project, weights, few, record)
        difference = _write_and_try(spec, place, progress, cancel or Event())
        progress("Putting the file in its place", 0.95)
        _publish(spec, place, path)
        made = Exported(
            spec, path, spec.files(path), _count(place), difference,
            place.snippet.read_text(encoding="utf-8"), UNTRAINED if untrained else _beside(spec, source),
        )  # fmt: skip
    progress("Done", 1.0)
    return made


def beside_training(source: RunRecord | Project) -> str:
    """Return what is to be said of answers in float32 beside those that a run's training saw; "": nothing."""
    trained = isinstance(source, RunRecord) and source.plan.get("precision") == BF16
    return IN_FLOAT32 if trained else ""


def _beside(spec: ExporterSpec, source: RunRecord | Project) -> str:
    """Return the same of a file; one that holds the whole run trains as that did."""
    return "" if spec.whole_run else beside_training(source)


def _write_and_try(spec: ExporterSpec, place: Workplace, progress: Progress, cancel: Event) -> float:
    """Write into the workplace and return the largest difference between the file's answers and ours."""
    teller = _Teller(place, progress)
    progress("Starting", 0.0)
    words = [EXPORT_WORD, str(place.folder)]
    code = processes.run_program(words, place / "child.log", cancel, teller.pass_on)
    _must_have_ended_well(
        code, place.refusal(), Text("Writing {exporter}", exporter=spec.title), place / "child.log"
    )
    progress("Trying the file in a fresh process", 0.7)
    paths = (place.made(spec.suffix), place.snippet, place.samples, place.answers, place.runner)
    arguments = [*map(str, paths), spec.run.split(":")[1]]
    code = processes.run_script(Path(fresh.__file__), arguments, place / "fresh.log", cancel)
    _must_have_ended_well(
        code, "", Text("Running the {exporter} file", exporter=spec.title), place / "fresh.log"
    )
    return largest_difference(place)


class _Teller:
    """Pass on each line of the child's progress once."""

    def __init__(self, place: Workplace, progress: Progress) -> None:
        self.place, self.progress, self.seen = place, progress, 0

    def pass_on(self) -> None:
        """Tell what is new."""
        told = self.place.told()
        for stage, fraction in told[self.seen :]:
            self.progress(stage, fraction)
        self.seen = len(told)


def largest_difference(place: Workplace) -> float:
    """Return how far the written file's answers are from ours; raise PlaygroundError when it is too far."""
    with np.load(place.expected) as ours, np.load(place.answers) as theirs:
        pairs = [(ours[name], theirs[f"all_{name}"], ours[name]) for name in ours.files]
        pairs += [(ours[name][:1], theirs[f"one_{name}"], ours[name]) for name in ours.files]
    for expected, found, _ in pairs:
        if expected.shape != found.shape:
            message = Text(
                "The written file answers in shape {shape}, not {wanted}: it was not kept.",
                shape=found.shape,
                wanted=expected.shape,
            )
            raise PlaygroundError(message)
    for expected, found, whole in pairs:
        difference = float(np.abs(expected - found).max())
        if not difference <= _bound(whole):  # not a number is too far as well
            words = (
                "The written file's answers differ from the network's by {difference:.2g}: it was not kept."
            )
            raise PlaygroundError(Text(words, difference=difference))
    return max(float(np.abs(expected - found).max()) for expected, found, _ in pairs)


def _bound(answers: np.ndarray) -> float:
    """Return how far a file's answers may be from these: a small part of how far they are from each other."""
    spread = float(answers.max()) - float(answers.min())
    return max(TOLERANCE * spread / 2, ROUNDING * float(np.abs(answers).max()))


def _publish(spec: ExporterSpec, place: Workplace, path: Path) -> None:
    """Put all files in their places, or leave everything as it was."""
    made = spec.files(place.made(spec.suffix))
    done: list[tuple[Path, bool]] = []
    fresh_folder = bool(spec.inside) and not path.exists()
    try:
        if fresh_folder:
            _make_folder(path)
        for fresh_file, target in reversed(list(zip(made, spec.files(path), strict=True))):
            existed = target.exists()
            _put(fresh_file, target)
            done.append((target, existed))
    except PlaygroundError:
        for target, existed in done:
            _take_back(target, existed)
        if fresh_folder and path.is_dir():
            path.rmdir()
        raise


def _make_folder(path: Path) -> None:
    try:
        path.mkdir()
    except OSError as error:
        raise PlaygroundError(
            Text("The folder {path} cannot be made: {why}; choose another.", path=path, why=reason(error))
        ) from None


def _put(made: Path, target: Path) -> None:
    data = made.read_bytes()

    def verify(written: Path) -> None:
        if written.read_bytes() != data:
            raise OSError("what was read back is not what was written")

    write_atomically(target, lambda temporary: _copy(made, temporary), verify)


def _copy(made: Path, temporary: Path) -> None:
    shutil.copyfile(made, temporary)


def _take_back(target: Path, existed: bool) -> None:
    if existed:
        backup_path(target).replace(target)
    else:
        target.unlink()


def _must_have_place(spec: ExporterSpec, path: Path) -> None:
    """Refuse a path that the files of an exporter cannot have."""
    if spec.inside and path.exists() and not path.is_dir():
        raise PlaygroundError(Text("{path} is a file; give the folder another name.", path=path))
    if not path.name or (path.is_dir() and not spec.inside):
        raise PlaygroundError(Text("{path} is a folder; give the file a name.", path=path))
    if not path.parent.is_dir():
        raise PlaygroundError(
            Text("The folder {path} does not exist; choose another or make it first.", path=path.parent)
        )


def _must_have_ended_well(code: int, refusal: str, what: str, log: Path) -> None:
    if refusal:
        raise PlaygroundError(Text(refusal))
    if code < 0:
        raise PlaygroundError(
            Text(
                "{what} was ended by the system (signal {signal}): memory may be short. Try again.",
                what=what,
                signal=-code,
            )
        )
    if code:
        raise RuntimeError(f"{what} failed with code {code}: {processes.last_words(log)}")


def _count(place: Workplace) -> int:
    """Return how many samples the file was tried on."""
    with np.load(place.samples) as held:
        return max((len(held[name]) for name in held.files), default=0)
