"""Commands of the training: start and rest, one step, back to the start, seeds, parts and pace."""

from __future__ import annotations

from playground.app import data_edits
from playground.app.command import Command
from playground.app.steering import SLOW, SPEEDS
from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.project.values import Speed
from playground.core.sentences import thousands


def _can_toggle(workspace: Workspace) -> bool:
    if workspace.live.running or workspace.run.held:
        return True
    return workspace.checks.blocker is None and not workspace.own.page.shown


def why_no_training(workspace: Workspace) -> str:
    """Return why nothing can be trained now."""
    return workspace.training.why_not


def _train_text(workspace: Workspace) -> str:
    if workspace.live.running or workspace.run.held:
        return tr("Pause")
    step = workspace.time.branch_step
    return tr("Train") if step is None else tr("Branch from step {step}").format(step=thousands(step))


def _can_train(workspace: Workspace) -> bool:
    return not workspace.training.why_not


def _steps_text(workspace: Workspace) -> str:
    count = workspace.steering.steps
    return tr("1 step") if count == 1 else tr("{count} steps").format(count=thousands(count))


def _speed(command_id: str, title: str, speed: Speed) -> Command:
    return Command(
        command_id, title, lambda workspace: workspace.steering.set_speed(speed), icon="gauge",
        checked=lambda workspace: workspace.live.speed == speed,
    )  # fmt: skip


def _seen(command_id: str, title: str, seen: str) -> Command:
    return Command(
        command_id, title, lambda workspace: workspace.apply(data_edits.set_data_field, "seen", seen),
        icon="eye", checked=lambda workspace: workspace.project.data.seen == seen,
    )  # fmt: skip


def _toggle_split(workspace: Workspace) -> None:
    how = "at_random" if workspace.project.data.split == "in_proportion" else "in_proportion"
    workspace.apply(data_edits.set_data_field, "split", how)


TRAIN = (
    Command("train.toggle", "Train", lambda w: w.training.toggle(), "play", "Space",
            enabled=_can_toggle, why_not=why_no_training, text=_train_text),
    Command("train.step", "Step", lambda w: w.run.step_once(), "step-forward", ".",
            enabled=_can_train, why_not=why_no_training),
    Command("train.steps", "Several steps", lambda w: w.steering.take_steps(), "chevrons-right", "N",
            enabled=_can_train, why_not=why_no_training, text=_steps_text),
    Command("train.epoch", "One epoch", lambda w: w.steering.one_epoch(), "repeat", "E",
            enabled=_can_train, why_not=why_no_training),
    Command("train.until", "Run until…", lambda w: w.window.show_run_until(), "target", "U",
            enabled=_can_train, why_not=why_no_training),
    Command("train.reset", "Reset", lambda w: w.steering.reset(), "rotate-ccw", "Ctrl+R",
            enabled=_can_train, why_not=why_no_training),
    Command("train.new_seed", "New seed", lambda w: w.apply(data_edits.new_seed), "dices", "Ctrl+Shift+R"),
    Command("train.find_rate", "Find a learning rate…", lambda w: w.window.show_rate_finder(), "chart-spline",
            enabled=_can_train, why_not=why_no_training),
    Command("train.device", "Device and threads…", lambda w: w.window.layout.show_devices(), "cpu"),
    Command("train.in_proportion", "Parts hold the classes in proportion", _toggle_split, "chart-scatter",
            checked=lambda w: w.project.data.split == "in_proportion"),
    _seen("train.seen_out", "Seen before: stay in training", "out"),
    _seen("train.seen_mark", "Seen before: judge, marked", "mark"),
    _seen("train.seen_fresh", "Another split starts fresh", "fresh"),
    Command("train.slow", "Slow motion", lambda w: w.steering.set_speed(w.steering.slow), "gauge",
            checked=lambda w: w.live.speed in SLOW),
    Command("train.slower", "Slower", lambda w: w.steering.change_speed(-1), "minus", "-",
            lambda w: w.live.speed != SPEEDS[0], lambda w: tr("This is as slow as it goes.")),
    Command("train.faster", "Faster", lambda w: w.steering.change_speed(1), "plus", "+",
            lambda w: w.live.speed != SPEEDS[-1], lambda w: tr("This is as fast as it goes.")),
    _speed("train.speed_1x", "Speed 1×", "1x"),
    _speed("train.speed_10x", "Speed 10×", "10x"),
    _speed("train.speed_max", "Speed max", "max"),
)  # fmt: skip
