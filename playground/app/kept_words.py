"""What went over to a changed network, in words: what was kept, what started anew."""

from __future__ import annotations

from playground.app.messages import SessionOpened
from playground.app.texts import tr
from playground.core.sentences import listed, thousands


def going_on(opened: SessionOpened) -> str:
    """Return what the bar says when an edit was taken in while training."""
    told = tr("Kept the {count} weights that still fit").format(count=thousands(opened.kept.weights))
    return " ".join(("; ".join((told, *_new(opened))) + ".", *map(tr, opened.seen), tr("Training goes on.")))


def asked(opened: SessionOpened) -> str:
    """Return the question after edits at rest."""
    words = "The network changed. Keep the {count} weights that still fit?"
    if not opened.kept.same_data:
        words = "The data changed. Keep the {count} weights that still fit?"
    kept, new = thousands(opened.kept.weights), "; ".join(_new(opened))
    told = (tr(words).format(count=kept), f"{new[:1].upper()}{new[1:]}." if new else "")
    return " ".join(each for each in (*told, *map(tr, opened.seen)) if each)


def _new(opened: SessionOpened) -> list[str]:
    """Return what of the blocks that were there before is new all the same."""
    kept, told = opened.kept, []
    if kept.anew:
        blocks = tr(listed([opened.project.label_of(block) for block in kept.blocks]))
        told.append(tr("{count} of {blocks} start anew").format(count=thousands(kept.anew), blocks=blocks))
    if kept.silent:
        told.append(tr("{count} for new inputs start at zero").format(count=thousands(kept.silent)))
    return told
