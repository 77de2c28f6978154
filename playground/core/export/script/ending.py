"""How a script ends: as the run did, or as its recipe says where none has been."""

from __future__ import annotations

import ast

from playground.core.export.script.lines import CodeLine, body, literal
from playground.core.export.script.pacing import watches
from playground.core.export.script.printed import Printed
from playground.core.project.records import RETURNED
from playground.core.training.ending import epochs_without_gain

KEPT = """
if epoch in KEPT:
    kept[epoch] = copied(network)
"""
IS_BEST = """
if epochs_without_gain(watched) == 0:
    best_epoch, best = epoch, copied(network)
"""
OUT_OF_PATIENCE = """
if epochs_without_gain(watched) >= recipe["early_stopping"]:
    break
"""
OUT_OF_TIME = """
if time.perf_counter() - started >= 60 * recipe["time_limit"]:
    break
"""
BACK_TO_BEST = """
if best_epoch not in (0, epoch):
    network.load_state_dict(best)
    told = {"step": step, "what": "best_epoch", "from": epoch, "to": best_epoch}
    history["changes"].append(told)
"""
COPIED = '''
def copied(network):
    """Return a copy of all weights and running statistics."""
    return {name: each.clone() for name, each in network.state_dict().items()}
'''


def follows(printed: Printed, name: str) -> bool:
    """Say whether the script ends by a field of the recipe: a run's script ends where the run did."""
    return not printed.steps and bool(getattr(printed.recipe, name))


def returned(printed: Printed) -> tuple[int, ...]:
    """Return the epochs whose weights came back on the way."""
    found = {int(change["to"]) for change in printed.changes if change.get("what") == RETURNED}
    return tuple(sorted(found))


def watched(printed: Printed) -> bool:
    """Say whether the losses of epochs decide anything."""
    return watches(printed) or counts_gain(printed)


def counts_gain(printed: Printed) -> bool:
    """Say whether the script looks for how long an epoch was the best."""
    return follows(printed, "early_stopping") or follows(printed, "keep_best")


def kept(printed: Printed) -> list[CodeLine]:
    """Write which epochs' weights are to come back."""
    found = returned(printed)
    return body(f"KEPT = {literal(found)}  # epochs whose weights come back") if found else []


def copying(printed: Printed) -> list[CodeLine]:
    """Write what copies all weights, where some are to come back."""
    return body(COPIED) if returned(printed) or follows(printed, "keep_best") else []


def begin(printed: Printed) -> list[CodeLine]:
    """Write what is watched from the start on."""
    lines = body("kept = {}", 1) if returned(printed) else []
    lines += body("watched = []", 1) if watched(printed) else []
    lines += body("best_epoch, best = 0, {}", 1) if follows(printed, "keep_best") else []
    return lines + (body("started = time.perf_counter()", 1) if follows(printed, "time_limit") else [])


def within_epoch(printed: Printed) -> list[CodeLine]:
    """Write what ends the training behind a step."""
    if printed.stops_within:
        return body("if step == STEPS:\n    break", 3)
    return body(OUT_OF_TIME, 3) if follows(printed, "time_limit") else []


def was_left(printed: Printed) -> list[CodeLine]:
    """Write what ends the training where an epoch was left inside."""
    if printed.stops_within:
        return body("if step == STEPS:\n    break", 2)
    return body("if len(losses) < len(sizes):\n    break", 2) if follows(printed, "time_limit") else []


def after_epoch(printed: Printed) -> list[CodeLine]:
    """Write what keeps the weights of an epoch, or ends the training behind it."""
    loss = "val_loss" if printed.judged else "loss"
    lines = body(f"watched.append(told[{literal(loss)}])", 2) if watched(printed) else []
    lines += body(KEPT, 2) if returned(printed) else []
    lines += body(IS_BEST, 2) if follows(printed, "keep_best") else []
    lines += body(OUT_OF_PATIENCE, 2) if follows(printed, "early_stopping") else []
    return lines + (body(OUT_OF_TIME, 2) if follows(printed, "time_limit") else [])


def end(printed: Printed) -> list[CodeLine]:
    """Write what gives the best epoch's weights back."""
    return body(BACK_TO_BEST, 1) if follows(printed, "keep_best") else []


def carries(printed: Printed) -> list[str]:
    """Return what the script needs of ours to say which epoch is the best."""
    return [epochs_without_gain.__name__] if counts_gain(printed) else []


def imports(printed: Printed) -> list[ast.Import]:
    """Return what the script needs of Python's own."""
    return [ast.Import([ast.alias("time")])] if follows(printed, "time_limit") else []
