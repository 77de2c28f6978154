"""Runs and all their bits: what the tests of exactness hold against each other."""

from collections.abc import Callable, Iterator
from typing import Any

from playground.core.project.records import RunRecord
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train


def run(
    session: Session, steps: int | None, chunk: int = 10_000, between: Callable[[], object] = int
) -> Session:
    """Take steps by the trainer, to the recipe's end without a number, doing something between its events."""
    for _ in train(session, Limit(steps=steps), lambda: chunk, lambda: False):
        between()
    return session


def bits(record: RunRecord) -> Iterator[tuple[str, Any]]:
    """Yield everything about a run that has to be equal, by name."""
    for group in ("start", "weights", "state"):
        for key, array in sorted(getattr(record, group).items()):
            yield f"{group} {key}", (array.dtype, array.shape, array.tobytes())
    yield "losses", record.history.losses.tobytes()
    yield "epochs", tuple(tuple(epoch.items()) for epoch in record.history.epochs)
    yield "changes", tuple(tuple(change.items()) for change in record.history.changes)
    yield "position", tuple((k, v) for k, v in record.position.items() if k not in ("seconds", "reason"))


def differences(one: RunRecord, other: RunRecord) -> list[str]:
    """Return the names of what is not equal to the bit."""
    left, right = dict(bits(one)), dict(bits(other))
    return [name for name in left.keys() | right.keys() if left.get(name) != right.get(name)]
