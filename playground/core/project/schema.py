"""The project's JSON form: versioned, checked field by field, and forgiving where the rest can open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import playground
from playground.core.blocks.learning import LEARNING
from playground.core.blocks.params import Param
from playground.core.blocks.registry import BlockRegistry
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import Place, PlaygroundError, Problem
from playground.core.layout.tidy import DrawnSizes, tidied
from playground.core.network.edits import move_nodes
from playground.core.network.linking import in_step, linked_sets, node_at
from playground.core.network.values import Edge, Network, Node
from playground.core.project import own_data, strict_json
from playground.core.project.migrations import FIRST, VERSION, WITH_OWN, Json, migrate
from playground.core.project.refusing import refuse_misfits, unreadable
from playground.core.project.row_edits import RowEdit, with_rows
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.sentences import Text, listed

_VIEW = 888.0  # width of a view for which blocks without places are laid out


def to_json(project: Project) -> Json:
    """Return the project as JSON values, in today's version."""
    data = project.data
    return {
        "version": VERSION if data.edits else FIRST if data.own is None else WITH_OWN,
        "made_with": playground.__version__,
        "name": project.name,
        "speed": project.speed,
        "network": network_to_json(project.network),
        "data": _data_to_json(data),
        "recipe": _recipe_to_json(project.recipe),
    }


def _recipe_to_json(recipe: Recipe) -> Json:
    """Return the recipe; augmentation stands there if there is any: without it older programs may read on."""
    names = [field.name for field in fields(Recipe) if field.name != "augmentation" or recipe.augmentation]
    return _fields(recipe, *names)


def _data_to_json(data: DataChoice) -> Json:
    """Return the data choice; what the format's first version did not know stands there if it says more."""
    later = ("own", "edits", "marked") if data.own is not None else ("own", "split_by", "edits", "marked")
    made = _fields(data, *(field.name for field in fields(DataChoice) if field.name not in later))
    if data.own is not None:
        made["own"] = own_data.to_json(data.own)
    if data.edits:
        made["edits"] = [own_data.told(each) for each in data.edits]
    return made if data.marked == DataChoice.marked else {**made, "marked": data.marked}


def to_bytes(project: Project) -> bytes:
    """Return the project as a JSON text, one value a line, so that two versions can be compared."""
    return json.dumps(to_json(project), indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def network_to_json(network: Network) -> Json:
    """Return blocks and wires as lists of objects."""
    nodes = [_node_to_json(node_id, node) for node_id, node in network.nodes.items()]
    return {"nodes": nodes, "edges": [_fields(edge, *_EDGE) for edge in network.edges]}


_MARKS = ("frozen", "disabled", "unfolded")
_EDGE = ("source", "source_port", "target", "target_port")


def _node_to_json(node_id: str, node: Node) -> Json:
    parts = {"id": node_id, "kind": node.kind, "label": node.label, "params": _plain(node.params)}
    marks = {name: True for name in _MARKS if getattr(node, name)}
    inside = {"network": network_to_json(node.network)} if node.network is not None else {}
    learning = {"learning": _plain(node.learning)} if node.learning else {}
    linked = {"linked": node.linked} if node.linked else {}
    return {**parts, "position": list(node.position), **marks, **learning, **linked, **inside}


def _fields(value: Any, *names: str) -> Json:
    return {name: _plain(getattr(value, name)) for name in names}


def _plain(value: Any) -> Any:
    """Return mappings as dict and tuples as list."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def from_bytes(
    data: bytes, catalogue: Catalogue, name: str = "project.json"
) -> tuple[Project, tuple[Problem, ...]]:
    """Read a project from a JSON text; PlaygroundError names the line or the fields."""
    return from_json(strict_json.parse(data, name), catalogue)


def from_json(doc: Any, catalogue: Catalogue) -> tuple[Project, tuple[Problem, ...]]:
    """Read a project of any version up to today's, with notes on what was left out or set right.

    Unknown kinds of block are kept as they are. A field that is missing, unknown or out of range raises
    PlaygroundError, which names all of them with their paths.
    """
    from pydantic import ValidationError  # heavy: only what comes from outside is checked with it

    from playground.core.project.models import ProjectModel, complaints

    if not isinstance(doc, dict):
        raise PlaygroundError(Text("The project is not a JSON object, so it cannot be read."))
    try:
        checked = ProjectModel.model_validate(migrate(doc))
    except ValidationError as error:
        raise unreadable(complaints(error)) from None
    return from_checked(checked.model_dump(), catalogue)


def from_checked(doc: Json, catalogue: Catalogue) -> tuple[Project, tuple[Problem, ...]]:
    """Build the project from a document of today's version and right types, such as our own templates.

    A parameter that does not fit says that something else was meant: PlaygroundError names all of them.
    """
    refuse_misfits(doc["network"]["nodes"], catalogue.blocks)
    nodes, notes = _nodes(doc["network"]["nodes"], catalogue.blocks)
    edges, more = _edges(doc["network"]["edges"], nodes)
    edits = with_rows(tuple(RowEdit(**each) for each in doc["data"].get("edits", ())), ())
    data = DataChoice(**{**_frozen({**doc["data"], "own": None}), "edits": edits})
    if doc["data"].get("own") is not None:
        data = replace(data, own=own_data.from_checked(doc["data"]["own"]))
    recipe = Recipe(**_frozen(doc["recipe"]))
    speed = doc.get("speed", "max")
    network, unlike = _linked(_placed(Network(nodes, edges), doc["network"]["nodes"]), catalogue.blocks)
    project = Project(doc["name"], network, data, recipe, speed, catalogue=catalogue)
    return project, (*notes, *more, *unlike)


def _linked(network: Network, registry: BlockRegistry) -> tuple[Network, list[Problem]]:
    """Return a network whose linked copies are as the first of each, with notes on those that were not."""
    try:
        alike = in_step(network)
    except PlaygroundError as error:
        raise unreadable([error.message.open()], error.where) from None
    if alike is network:
        return network, []
    words = "{block} was set as {other}, whose weights it shares."
    pairs = [(paths[0], path) for paths in linked_sets(alike).values() for path in paths[1:]
             if node_at(alike, path) is not node_at(network, path)]  # fmt: skip
    labels = ((path, registry.label_of(alike, str(first)), registry.label_of(alike, str(path)))
              for first, path in pairs)  # fmt: skip
    return alike, [_note(Place(str(path)), Text(words, block=block, other=other))
                   for path, other, block in labels]  # fmt: skip


def _frozen(value: Any) -> Any:
    """Return lists as tuples, at any depth: values in a project are never changed in place."""
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, (list, tuple)) else value


def _nodes(listed: Iterable[Json], registry: BlockRegistry) -> tuple[dict[str, Node], list[Problem]]:
    nodes: dict[str, Node] = {}
    notes: list[Problem] = []
    for each in listed:
        if each["id"] in nodes:
            first, second = nodes[each["id"]].kind, each["kind"]
            message = Text(
                "Two blocks had the id {block} ({first!r} and {second!r}): the second was left out.",
                block=each["id"],
                first=first,
                second=second,
            )
            notes.append(_note(Place(each["id"]), message))
            continue
        nodes[each["id"]], found = _node(each, registry)
        notes += found
    return nodes, notes


def _placed(network: Network, listed: Iterable[Json]) -> Network:
    """Return a network with places for its blocks where the file gives none: rows, as templates have them."""
    if any(each.get("position") is not None for each in listed) or len(network.nodes) < 2:
        return network
    return move_nodes(network, tidied(network, DrawnSizes(width=_VIEW)))


def _node(each: Json, registry: BlockRegistry) -> tuple[Node, list[Problem]]:
    x, y = each.get("position") or (0.0, 0.0)
    params, spec = _frozen(each.get("params", {})), registry.find(each["kind"])
    inside, notes = _inside(each.get("network"), registry)
    if spec is not None:
        params = _typed(spec.params, params)
    learning = _typed(LEARNING, _frozen(each.get("learning", {})))
    marks = {name: each.get(name, False) for name in _MARKS}
    return Node(
        spec.id if spec else each["kind"], params, each.get("label", ""), (x, y), inside, learning=learning,
        linked=each.get("linked", ""), **marks,
    ), notes  # fmt: skip


def _inside(doc: Json | None, registry: BlockRegistry) -> tuple[Network | None, list[Problem]]:
    """Return the network in a group, with its notes."""
    if doc is None:
        return None, []
    nodes, notes = _nodes(doc["nodes"], registry)
    edges, more = _edges(doc["edges"], nodes)
    return _placed(Network(nodes, edges), doc["nodes"]), [*notes, *more]


def _typed(params: tuple[Param, ...], given: Json) -> Json:
    """Return parameters in their own types; those that are not known here stay as they are."""
    known = {param.name: param.check(given[param.name]) for param in params if param.name in given}
    return {**given, **known}


def _edges(listed: Iterable[Json], nodes: Mapping[str, Node]) -> tuple[tuple[Edge, ...], list[Problem]]:
    held: dict[tuple[str, str], Edge] = {}
    notes: list[Problem] = []
    for each in listed:
        edge = Edge(**each)
        why = _objection(edge, nodes, held.get((edge.target, edge.target_port)))
        if why:
            notes.append(_note(Place(edge=edge.as_tuple()), why))
        else:
            held[edge.target, edge.target_port] = edge
    return tuple(held.values()), notes


def _objection(edge: Edge, nodes: Mapping[str, Node], holder: Edge | None) -> Text | None:
    """Say why a wire cannot stay, naming both ends."""
    missing = [end for end in dict.fromkeys((edge.source, edge.target)) if end not in nodes]
    if not missing and holder is None:
        return None
    why = Text("{block} is wired to that input already.", block=holder.source if holder else "")
    if missing:
        why = Text("there is no block {missing}.", missing=listed(missing, "{first} or {second}"))
    return Text(
        "The wire from {source} ({source_port}) to {target} ({target_port}) was left out: {why}",
        source=edge.source, source_port=edge.source_port, target=edge.target, target_port=edge.target_port,
        why=why,
    )  # fmt: skip


def _note(where: Place, message: Text) -> Problem:
    return Problem("advice", where, message)
