"""Where in a network a view finds what it shows; no torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.core.blocks.counting import weightless
from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.shapes import DataFields, Field
from playground.core.blocks.spec import SAME, Category, Role
from playground.core.graph.wiring import target_of, trained
from playground.core.network.block_path import BlockPath
from playground.core.network.values import Network
from playground.core.project.values import Project

LONG = 12  # layers with weights, from which on a network is looked at by depth


def sources(project: Project, field: str) -> list[str]:
    """Return the nodes that bring a field into the network."""
    return [node for node, spec in trained(project, Role.SOURCE).items() if spec.field == field]


def is_shown(node: str, options: Mapping[str, Any]) -> bool:
    """Tell whether a block stands on the canvas, or in a group that the option `within` names by its network.

    In the first repeat of group g, `dense` is "g/0/dense"; the network in which it stands is "g/0/". The
    option `also` names single blocks, in any repeat: those whose outputs closed groups give.
    """
    network = BlockPath.of(node).network
    seen = not network.groups or str(network) in options.get("within", ())
    return seen or node in options.get("also", ())


def goals(project: Project, fields: DataFields) -> dict[str, Field]:
    """Return the goals with one target a sample in the data, a class or a number, and that target's field."""
    specs = trained(project, Role.GOAL)
    found = {node: fields.fields.get(spec.field) for node, spec in specs.items()}
    return {node: field for node, field in found.items() if field is not None and not field.sizes}


def judged(project: Project, fields: DataFields) -> dict[str, Field]:
    """Return the goals by which a sample is right or wrong as a whole: those of `goals`, and of labels."""
    specs = trained(project, Role.GOAL)
    rules = {node: spec.goal for node, spec in specs.items() if spec.field in fields.fields}
    found = {node: fields.fields[specs[node].field] for node, rule in rules.items()
             if rule is not None and rule.answer == "every"}  # fmt: skip
    return goals(project, fields) | found


def placed(project: Project, fields: DataFields) -> dict[str, tuple[GoalRule, Field]]:
    """Return the goals with a class a step or a pixel, and their targets' field."""
    found = {}
    for node, spec in trained(project, Role.GOAL).items():
        field, rule = fields.fields.get(spec.field), spec.goal
        if field is not None and rule is not None and rule.aligned != "sample" and field.classes:
            found[node] = (rule, field)
    return found


def marked(project: Project, fields: DataFields) -> dict[str, Field]:
    """Return the goals of `placed` whose classes the data hold as they are, and their targets' field."""
    return {node: field for node, (rule, field) in placed(project, fields).items() if not rule.made}


def figured(project: Project, fields: DataFields) -> dict[str, Field]:
    """Return the goals that have figures on held-out data: those of `goals`, then those of `marked`."""
    return goals(project, fields) | marked(project, fields)


def rule(project: Project, node: str) -> GoalRule:
    """Return what a goal asks for; KeyError where there is no such goal."""
    spec = project.spec_of(node)
    if spec is None or spec.goal is None:
        raise KeyError(node)
    return spec.goal


def middle(answers: np.ndarray) -> np.ndarray:
    """Return of the numbers (n, q) that are said of each sample the one that counts as the answer, (n,)."""
    return np.asarray(answers[:, answers.shape[1] // 2])


def goal(project: Project, fields: DataFields, options: Mapping[str, Any]) -> str:
    """Return the goal asked for by the option `goal`, or the first; KeyError when there is none."""
    return _chosen(goals(project, fields), options)


def figuring(project: Project, fields: DataFields, options: Mapping[str, Any]) -> str:
    """Return the goal asked for, or the first, of those of `figured`; KeyError when there is none."""
    return _chosen(figured(project, fields), options)


def marking(project: Project, fields: DataFields, options: Mapping[str, Any]) -> str:
    """Return the goal asked for, or the first, of those of `marked`; KeyError when there is none."""
    return _chosen(marked(project, fields), options)


def judging(project: Project, fields: DataFields, options: Mapping[str, Any]) -> str:
    """Return the goal asked for, or the first, of those that judge samples; KeyError when there is none."""
    return _chosen(judged(project, fields), options)


def _chosen(found: Mapping[str, Field], options: Mapping[str, Any]) -> str:
    wanted = options.get("goal")
    if wanted in found:
        return str(wanted)
    if not found:
        raise KeyError("the network has no goal that the data set serves")
    return next(iter(found))


def mirrors(project: Project, fields: DataFields) -> dict[str, Field]:
    """Return the goals that give back what a source brings or make a picture of it, and what they aim at."""
    specs = trained(project, Role.GOAL).items()
    shown = (node for node, spec in specs if spec.goal is not None and spec.goal.picture == "reconstruction")
    found = {node: target_of(project, node, fields) for node in shown}
    return {node: field for node, field in found.items() if field is not None}


def made_of_another(project: Project, node: str) -> bool:
    """Tell whether what a goal aims at is no copy of what the source before it brings."""
    spec = project.spec_of(node)
    return spec is not None and spec.field != SAME


def mirror(project: Project, fields: DataFields, options: Mapping[str, Any]) -> str:
    """Return the goal asked for, or the first, of those of `mirrors`; KeyError without one."""
    return _chosen(mirrors(project, fields), options)


def gives_back(project: Project, fields: DataFields) -> bool:
    """Tell whether a goal gives back its input, as an autoencoder does, or makes a picture of it."""
    return bool(mirrors(project, fields)) and set(brought(project)) <= fields.fields.keys()


def scores(project: Project, outputs: Mapping[str, np.ndarray], node: str) -> np.ndarray:
    """Return what flows into a goal: its raw scores (n, k); KeyError when nothing does."""
    if node in outputs:
        return outputs[node]
    feeding = [edge.source for edge in project.network.edges if edge.target == node]
    return outputs[(feeding or [node])[0]]


def has_plane(project: Project, fields: DataFields) -> bool:
    """Tell whether the network's only data are points in the plane."""
    return "points" in fields.fields and set(brought(project)) == {"points"}


def has_plane_answer(project: Project, fields: DataFields) -> bool:
    """Tell whether points of the plane are parted into two classes, or have a number."""
    targets = goals(project, fields).values()
    return has_plane(project, fields) and any(len(target.classes) in (0, 2) for target in targets)


def has_labels(project: Project, fields: DataFields) -> bool:
    """Tell whether the first goal that judges samples gives each of them several labels."""
    return any(field.sizes for field in list(judged(project, fields).values())[:1])


def has_picture(project: Project, fields: DataFields) -> bool:
    """Tell whether the network looks at pictures, maybe beside other data."""
    return "image" in fields.fields and "image" in brought(project)


def has_samples(project: Project, fields: DataFields) -> bool:
    """Tell whether the network's data are looked at one by one: pictures, rows, sentences, recordings."""
    found = set(brought(project))
    return bool(found) and "points" not in found and found <= fields.fields.keys()


def has_only_pictures(project: Project, fields: DataFields) -> bool:
    """Tell whether the network's only data are pictures: then one can be drawn for it."""
    return "image" in fields.fields and set(brought(project)) == {"image"}


def has_goal(project: Project, fields: DataFields) -> bool:
    """Tell whether a goal finds its target in the data."""
    return bool(goals(project, fields))


def has_figures(project: Project, fields: DataFields) -> bool:
    """Tell whether a goal has figures on held-out data."""
    return bool(figured(project, fields))


def has_marks(project: Project, fields: DataFields) -> bool:
    """Tell whether the first goal with figures says a class of each step or pixel."""
    first = list(figured(project, fields))[:1]
    return has_samples(project, fields) and any(node in marked(project, fields) for node in first)


def has_pixel_marks(project: Project, fields: DataFields) -> bool:
    """Tell whether a goal says a class of each pixel."""
    return any(rule.aligned == "pixel" for rule, _ in placed(project, fields).values())


def has_matrix(project: Project, fields: DataFields) -> bool:
    """Tell whether samples that are no points of the plane, or their steps or pixels, are told apart."""
    return has_classes_off_the_plane(project, fields) or has_marks(project, fields)


def has_classes(project: Project, fields: DataFields) -> bool:
    """Tell whether the first goal tells classes apart."""
    return any(target.classes for target in list(goals(project, fields).values())[:1])


def has_classes_off_the_plane(project: Project, fields: DataFields) -> bool:
    """Tell whether samples that are no points of the plane are sorted into classes."""
    return has_classes(project, fields) and not has_plane(project, fields)


def has_judged_samples(project: Project, fields: DataFields) -> bool:
    """Tell whether what is looked at one by one has a class, a number or labels that the network says."""
    return has_samples(project, fields) and bool(judged(project, fields))


def has_rows(project: Project, fields: DataFields) -> bool:
    """Tell whether judged samples are rows of numbers and categories, and nothing beside them."""
    known = [fields.fields[name] for name in brought(project) if name in fields.fields]
    rows = all(field.rank == 1 and field.dtype != "int" for field in known)
    return has_judged_samples(project, fields) and rows


def is_listed_otherwise(project: Project, fields: DataFields) -> bool:
    """Tell whether judged samples are pictures, sentences or recordings."""
    return has_judged_samples(project, fields) and not has_rows(project, fields)


def has_number_of_samples(project: Project, fields: DataFields) -> bool:
    """Tell whether the first goal says a number of what is looked at one by one."""
    return has_samples(project, fields) and has_goal(project, fields) and not has_classes(project, fields)


def has_classified_pictures(project: Project, fields: DataFields) -> bool:
    """Tell whether pictures are sorted into classes."""
    return has_picture(project, fields) and has_classes(project, fields)


def has_network(project: Project, fields: DataFields) -> bool:
    """Tell whether there are blocks that may have weights."""
    return bool(project.of_role(Role.LAYER))


def is_long(project: Project, fields: DataFields) -> bool:
    """Tell whether so many layers with weights follow each other that the gradient may not get through."""
    return _weighted(project.blocks, project.network) >= LONG


def _weighted(blocks: BlockRegistry, network: Network) -> int:
    """Count the layers with weights of a network, repeats one by one: norms and activations are none."""
    found = 0
    for node in network.nodes.values():
        spec, inside = blocks.find(node.kind), blocks.network_of(node)
        if spec is None:
            continue
        if inside is not None:
            found += spec.params_of(node.params).get("repeat", 1) * _weighted(blocks, inside)
        elif spec.weights is not weightless and spec.category not in (
            Category.NORMALISATION,
            Category.ACTIVATION,
        ):
            found += 1
    return found


def looks_around(project: Project, fields: DataFields) -> bool:
    """Tell whether steps of what is looked at one by one take from other steps somewhere."""
    return has_samples(project, fields) and _attends(project.blocks, project.network)


def _attends(blocks: BlockRegistry, network: Network) -> bool:
    """Tell whether a network has a block that attends, in groups too."""
    for node in network.nodes.values():
        spec, inside = blocks.find(node.kind), blocks.network_of(node)
        if (spec is not None and spec.attends) or (inside is not None and _attends(blocks, inside)):
            return True
    return False


def brought(project: Project) -> list[str]:
    """Return the fields that the sources bring."""
    return [spec.field for spec in trained(project, Role.SOURCE).values()]


def listing(project: Project, fields: DataFields) -> str:
    """Return the panel that lists the samples of what is open."""
    return "rows" if has_rows(project, fields) else "samples"
