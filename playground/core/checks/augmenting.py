"""Augmentations that the data or the goals do not bear: said before anything is trained with them."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.errors import Fix, Place, Problem
from playground.core.graph.varied import in_its_way, varied_sources
from playground.core.project.augmentations import AUGMENTATIONS, NOUNS, AugmentationSpec
from playground.core.project.values import Recipe
from playground.core.sentences import Text, listed
from playground.core.shapes.derived import Derived


def of_augmentation(known: Derived, recipe: Recipe | None = None) -> Iterator[Problem]:
    """Yield what a recipe, the project's own where none is given, does to samples that do not bear it."""
    recipe = known.project.recipe if recipe is None else recipe
    kinds = {each.kind for each in varied_sources(known.graph, known.fields)}
    for name in recipe.augmentation:
        spec = AUGMENTATIONS.find(name)
        if spec is None:  # said with the recipe's other fields
            continue
        title = Text(spec.title)
        if not spec.kinds.keys() & kinds:
            yield _told(spec, Text("{augmentation} is for {what}, and these data bring none.",
                                   augmentation=title, what=_nouns(spec)))  # fmt: skip
        elif node := in_its_way(known.graph, known.fields, spec):
            words = "{augmentation} moves what {block} aims at: its targets would stay where they were."
            if spec.mixes:
                words = "{augmentation} mixes whole samples, which {block} cannot take apart."
            yield _told(spec, Text(words, augmentation=title, block=known.graph.label(node)))


def _nouns(spec: AugmentationSpec) -> Text:
    nouns = dict.fromkeys(NOUNS[kind] for kind in spec.kinds)
    return listed([Text(noun) for noun in nouns], "{first} or {second}")


def _told(spec: AugmentationSpec, message: Text) -> Problem:
    return Problem("error", Place(param=spec.id), message, (without_augmentation(spec.id),))


def without_augmentation(name: str) -> Fix:
    """Return the fix that leaves an augmentation out."""
    spec = AUGMENTATIONS.find(name)
    title = Text(spec.title) if spec is not None else Text("{name:.40}", name=name)
    return Fix(
        Text("Leave out {augmentation}", augmentation=title),
        lambda project: project.with_recipe(
            augmentation={key: each for key, each in project.recipe.augmentation.items() if key != name}
        ),
    )
