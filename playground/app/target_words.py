"""Run until: which figures can be asked for, and what came of it, in words."""

from __future__ import annotations

from playground.app.live import figures_of
from playground.app.messages import RunDone
from playground.app.texts import tr
from playground.app.worker.pacing import STEPS_PER_SECOND
from playground.core.project.values import Project, Speed
from playground.core.sentences import THIN, thousands
from playground.core.training.metrics import METRICS, Metric
from playground.core.training.target import EPOCH, SECONDS, Target

_SHARE, _DECIBELS, _LOSS, _NUMBER = 0.95, 30.0, 0.1, 0.1  # how far figures are to go at first
_MINUTE = 60.0
_HELD_OUT = "val_"


def offered(project: Project) -> tuple[Target, ...]:
    """Return what training can go until: figures on held-out data first, where there are any."""
    parts = (_HELD_OUT, "") if project.data.validation > 0 else ("",)
    main = next((METRICS[each] for each in figures_of(project)), None)
    figures = [_first(part, main) for part in parts] if main is not None else []
    losses = [Target(f"{part}loss", _LOSS, falls=True) for part in parts]
    return (*figures, *losses, Target(EPOCH, project.recipe.epochs), Target(SECONDS, _MINUTE))


def title(figure: str) -> str:
    """Return what a figure is called: "validation accuracy"."""
    if figure in (EPOCH, SECONDS):
        return tr("epoch") if figure == EPOCH else tr("time")
    name = figure.removeprefix(_HELD_OUT)
    words = tr("validation {name}") if figure != name else tr("training {name}")
    return words.format(name=_inside(tr(METRICS[name].name)) if name in METRICS else tr("loss"))


def asked(target: Target) -> str:
    """Return what is asked of a figure, but for how far: "Validation accuracy ≥"."""
    if target.figure in (EPOCH, SECONDS):
        return _at_first(title(target.figure))
    return f"{_at_first(title(target.figure))} {'≤' if target.falls else '≥'}"


def written(figure: str, value: float, decimals: int = 1) -> str:
    """Return a figure as it is written: 95.2 %, 0.1, 30."""
    metric = metric_of(figure)
    if metric is not None and metric.written == "share":
        digits = f"{100 * value:.{decimals}f}"
        return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{THIN}%"
    if figure == EPOCH:
        return thousands(int(value))
    return f"{value:.3g}{THIN}{metric.unit}" if metric is not None and metric.unit else f"{value:.3g}"


def metric_of(figure: str) -> Metric | None:
    """Return the figure of merit that is meant, None for a loss and the like."""
    return METRICS.get(figure.removeprefix(_HELD_OUT))


def told(done: RunDone) -> str:
    """Return what is said at the end of a training that was to go until something, "" for nothing."""
    target = done.until
    assert target is not None  # nobody asks otherwise
    if target.figure == SECONDS:
        return tr("Stopped: its time is over.") if done.reason == "target" else ""
    words = {"target": tr("Stopped: {title} {value} reached {bound}."),
             "completed": tr("All epochs are trained: {title} {value} did not reach {bound}.")}  # fmt: skip
    if done.reason not in words or done.reached is None:
        return ""
    if target.figure == EPOCH:
        return tr("Stopped: epoch {epoch} is over.").format(epoch=written(EPOCH, done.reached))
    value, bound = written(target.figure, done.reached), written(target.figure, target.bound)
    return words[done.reason].format(title=title(target.figure), value=value, bound=bound)


def met_already(target: Target) -> str:
    """Return what is said where there is nothing to train for."""
    words = tr("{title} is at {bound} already.")
    return words.format(title=_at_first(title(target.figure)), bound=written(target.figure, target.bound))


def pace(speed: Speed) -> str:
    """Return what a pace is called."""
    if speed in STEPS_PER_SECOND:
        count = int(STEPS_PER_SECOND[speed])
        return tr("1 step a second") if count == 1 else tr("{count} steps a second").format(count=count)
    return {"1x": tr("Speed 1×"), "10x": tr("Speed 10×"), "max": tr("Speed max")}[speed]


def _first(part: str, metric: Metric) -> Target:
    """Return how far a figure is to go as long as nobody said how far."""
    rises = metric.higher_is_better
    bound = (_DECIBELS if metric.unit else _SHARE) if rises else _NUMBER
    return Target(part + metric.id, bound, falls=not rises)


def _at_first(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def _inside(name: str) -> str:
    """Return a name as it stands within a sentence: "accuracy", but R² and MSE as they are."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
