"""Which field of its kind a source may bring, as the data set at hand has them."""

from __future__ import annotations

from dataclasses import replace

from playground.app.texts import tr
from playground.core.blocks.params import Choice, Param
from playground.core.blocks.shapes import DataFields, is_of_kind
from playground.core.blocks.spec import BlockSpec, Role
from playground.core.network.values import Node
from playground.core.project.values import Project


def params_of(project: Project, fields: DataFields, node: Node) -> tuple[Param, ...]:
    """Return the parameters of a block that there is something to choose of, with what there is."""
    spec = project.blocks.find(node.kind)
    if spec is None:
        return ()
    told = (_of_data(spec, param, fields, node) if param.of_data else param for param in spec.params)
    return tuple(param for param in told if param is not None)


def _of_data(spec: BlockSpec, param: Param, fields: DataFields, node: Node) -> Param | None:
    """Return the choice among the data's fields of a source's kind; None where there is but one."""
    first = spec.field
    names = [name for name in fields.fields if is_of_kind(name, first)]
    chosen = str(node.params.get(param.name, param.default))
    if len(names) < 2 and not chosen:
        return None
    choices = [Choice("" if name == first else name, field_title(spec, name)) for name in names]
    if chosen not in [choice.id for choice in choices]:
        choices.append(Choice(chosen, chosen or field_title(spec, first)))
    return replace(param, choices=tuple(choices))


def next_field(project: Project, spec: BlockSpec) -> dict[str, str]:
    """Return the setting by which one more source brings what none brings yet: of a pair the second."""
    data = project.data_set
    if spec.role is not Role.SOURCE or data is None:
        return {}
    there = data.fields(data.options(project.data.options)).fields
    brought = {each.field for each in project.of_role(Role.SOURCE).values()}
    free = (name for name in there if is_of_kind(name, spec.field) and name not in brought)
    name = next(free, spec.field)
    return {} if name == spec.field else {"field": name}


def bringing(data: str, kind: BlockSpec, node: Node) -> str:
    """Return what a source brings: the data set's name, or the field where one was chosen."""
    chosen = str(node.params.get("field", ""))
    return field_title(kind, chosen).lower() if chosen else data


def field_title(kind: BlockSpec, name: str) -> str:
    """Return what a field of a source's kind is called: "Image", "Image 2", "Question"."""
    rest, title = name.removeprefix(kind.field).strip("_").replace("_", " "), tr(kind.title)
    return f"{title} {rest}" if rest.isdigit() else rest.capitalize() or title
