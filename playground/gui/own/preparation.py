"""What becomes of the columns that a network sees: lines for the page, alike columns together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import prod

from playground.app.texts import tr
from playground.core.blocks.shapes import Field
from playground.core.catalogue.manifest import Column, Manifest
from playground.core.catalogue.own_inputs import TABLE, brings
from playground.core.catalogue.own_set import inputs_of
from playground.core.catalogue.own_sounds import SOUNDS
from playground.core.catalogue.own_texts import TEXTS
from playground.core.catalogue.picture_form import Form
from playground.core.data.text_ways import way_of
from playground.core.importing.pictures.looked import LookedAtPictures
from playground.core.importing.understood import Understood
from playground.core.project.values import Project
from playground.core.sentences import thousands
from playground.gui.own.type_words import FILLS, ICONS


@dataclass(frozen=True)
class Prepared:
    """Columns that are prepared in one way, or one step of that, and into how many numbers."""

    title: str
    detail: str
    icon: str
    numbers: int  # 0 of a step that another one counts


def prepared_of(project: Project, understood: Understood) -> tuple[Prepared, ...]:
    """Return what becomes of each column; measurements stand together, pictures come first."""
    own = project.data.own
    if own is None:
        return ()
    columns = inputs_of(own)
    pictures = [each for each in columns if each.type == "picture"]
    measured = [each for each in columns if each.type in ("number", "whole")]
    others = [each for each in columns if each.type not in ("number", "whole", "picture")]
    made = [each for one in pictures for each in _picture(one, Form.of(own.options), understood.looked)]
    made += [_measurements(measured, own)] if measured else []
    numbers = _numbers_of(project, own)
    fields = {each.columns[0].name: each.field(own) for each in brings(own)}
    return (*made, *(_single(each, fields.get(each.name), numbers[each.name]) for each in others))


def _numbers_of(project: Project, own: Manifest) -> Counter[str]:
    """Return how many numbers the table's block makes of each column, as it names them itself."""
    found: Counter[str] = Counter()
    sources = [each for each in project.network.nodes.values() if each.kind == TABLE.source]
    for brought in (each for each in brings(own) if each.kind is TABLE):
        spec = project.blocks.get(sources[0].kind)
        labels = spec.names(spec.params_of(sources[0].params), (), (brought.field(own),)) or ()
        found.update(name[0] if isinstance(name, tuple) else str(name) for _block, name in labels)
    return found


def _picture(column: Column, form: Form, looked: object) -> tuple[Prepared, ...]:
    """Return the steps by which a picture gets its form."""
    square = tr("{side} × {side}").format(side=form.side)
    ways = {
        "crop": (tr("Cropped, then {square}"), tr("the middle square of every picture")),
        "fit": (tr("Squeezed to {square}"), tr("all of every picture, its sides made equal")),
        "pad": (tr("Padded, then {square}"), tr("all of every picture, ground around it")),
    }
    title, detail = ways[form.shape]
    grey = tr("1 channel"), tr("brightness alone")
    channels = grey if form.channels == 1 else (tr("3 channels"), tr("red, green, blue"))
    return (
        *_turned(form, looked),
        Prepared(title.format(square=square), detail, "crop", 0),
        Prepared(*channels, "palette", 0),
        Prepared(tr("0 to 1"), tr("{column}: each of its pixels").format(column=column.name), "equal",
                 prod(form.sizes)),
    )  # fmt: skip


def _turned(form: Form, looked: object) -> tuple[Prepared, ...]:
    noted = isinstance(looked, LookedAtPictures) and sum(each.turned for each in looked.pictures)
    if not noted or not form.turned:
        return ()
    words = tr("{count} carry the camera\u2019s note").format(count=thousands(noted))
    return (Prepared(tr("Turned upright"), words, "rotate-cw", 0),)


def _measurements(columns: list[Column], own: Manifest) -> Prepared:
    fills = {each.fill or "mean" for each in columns if each.missing + each.strange}
    how = tr(FILLS[fills.copy().pop()]).lower() if len(fills) == 1 else tr("as chosen")
    if own.windows is not None:
        how = tr("the last value")
    detail = tr("Mean 0, spread 1 · gaps: {how}").format(how=how) if fills else tr("Mean 0, spread 1")
    title = columns[0].name if len(columns) == 1 else tr("{count} measurements").format(count=len(columns))
    return Prepared(title, detail, ICONS["number"], len(columns))


def _single(column: Column, field: Field | None, numbers: int) -> Prepared:
    """Return what becomes of one column; of one that makes a field by itself, of what sizes that is."""
    if field is not None and column.type in (*TEXTS, *SOUNDS):
        return Prepared(column.name, _by_itself(column, field), ICONS[column.type], field.count)
    if column.type == "date":
        return Prepared(column.name, tr("Year, season and weekday"), ICONS["date"], numbers)
    return Prepared(column.name, tr("A number a kind, one for others"), ICONS[column.type], numbers)


def _by_itself(column: Column, field: Field) -> str:
    """Return how a text or a sound goes in, in a few words."""
    if column.type == "spectrogram":
        return tr("{bands} tones × {steps} steps, in dB").format(bands=field.height, steps=field.width)
    if column.type == "wave":
        return tr("{rate} a second, one channel").format(rate=thousands(round(1 / field.interval)))
    return tr(way_of(column.type).known).format(count=thousands(len(column.kinds)))
