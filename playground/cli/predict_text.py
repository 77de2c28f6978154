"""A text that is asked about on the command line, as the ids that a network reads."""

from __future__ import annotations

from playground.core.blocks.shapes import Field, is_of_kind
from playground.core.catalogue.own_texts import UNKNOWN
from playground.core.data.prepared import fields_of
from playground.core.data.text_ways import TextWay, cut_of
from playground.core.errors import PlaygroundError
from playground.core.project.records import Arrays
from playground.core.project.values import Project
from playground.core.sentences import Text, count_of, listed

_SHOWN = 5  # words that are named


def asked_text(project: Project, text: str) -> tuple[Arrays, list[Text]]:
    """Return a text as the one input of a network, and which of its words that does not know.

    PlaygroundError where the network reads no text, or something else beside it.
    """
    field = _text_field(project)
    way = cut_of(field)
    pieces = way.pieces(text, field.parts)
    unknown = [each for each in dict.fromkeys(pieces) if each not in field.parts[1:]]
    if not pieces or (len(unknown) == len(set(pieces)) and UNKNOWN not in field.parts):
        raise PlaygroundError(Text("This network knows no word of {text!r:.60}.", text=text))
    ids = way.ids([text], field.parts, field.sizes[0])
    return {field.name: ids}, [*_unknown(unknown), *_cut(len(pieces), field, way)]


def _text_field(project: Project) -> Field:
    from playground.core.graph.wiring import sources

    fields = fields_of(project).fields
    specs = [project.spec_of(node) for node in sources(project)]
    names = dict.fromkeys(spec.field for spec in specs if spec is not None and spec.field in fields)
    texts = [name for name in names if is_of_kind(name, "tokens")]
    if not texts:
        raise PlaygroundError(Text("This network does not read text: ask with --sample or --input."))
    if len(names) > 1:
        words = "This network takes {names}, not a text alone: ask with --sample or --input."
        raise PlaygroundError(Text(words, names=listed(list(names))))
    return fields[texts[0]]


def _unknown(words: list[str]) -> list[Text]:
    if not words:
        return []
    told = count_of(len(words), "One word is not known", "{count} words are not known")
    return [Text("{told}: {words}.", told=told, words=listed(words[:_SHOWN]))]


def _cut(count: int, field: Field, way: TextWay) -> list[Text]:
    if count <= field.sizes[0]:
        return []
    return [Text(way.too_long, count=count, read=field.sizes[0])]
