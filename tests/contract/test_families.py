"""A kind of data is one record: whatever speaks of it or draws it asks that record."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import playground
from parsed_sources import every_node
from playground.core.assets import asset_path
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.family import Family
from playground.core.data.families import IMAGES
from playground.core.project.templates import TemplateRegistry
from playground.core.registry import Registry

PACKAGE = Path(playground.__file__).parent
THE_RECORDS = PACKAGE / "core" / "data" / "families.py"
KEYS = {"points", "images", "tables"}  # the ids that mean nothing else in the program


@pytest.mark.parametrize("family", list(CATALOGUE.families), ids=lambda family: family.id)
def test_a_record_is_complete(family: Family) -> None:
    assert family.title and family.noun and family.noun.islower()
    assert asset_path("icons", "lucide", f"{family.icon}.svg").is_file()
    source = CATALOGUE.blocks.get(family.source)
    assert source.role is Role.SOURCE and CATALOGUE.family_of_field(source.field) is family


def test_each_source_with_a_field_is_of_some_kind_and_targets_are_of_none() -> None:
    fields = {spec.field for spec in CATALOGUE.blocks if spec.role is Role.SOURCE}
    assert {each for each in fields if CATALOGUE.family_of_field(each) is None} <= {""}
    assert [CATALOGUE.family_of_field(name) for name in ("label", "value", "labels", "")] == [None] * 4


def test_data_sets_and_templates_are_of_kinds_that_there_are() -> None:
    for spec in CATALOGUE.data:
        family = CATALOGUE.families.get(spec.family)
        assert spec.source == family.source
        assert CATALOGUE.blocks.get(family.source).field in spec.fields(spec.options({})).fields
    assert all(template.family in CATALOGUE.families for template in TemplateRegistry(CATALOGUE))


def tables() -> Iterator[str]:
    """Yield where literals or matches name two kinds of data, as a table or branches keyed by them would."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in every_node(path) if path != THE_RECORDS else ():
            if isinstance(node, ast.Dict | ast.Set | ast.Tuple | ast.List | ast.Match):
                words = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
                if len(words & KEYS) > 1:
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_no_table_elsewhere_is_keyed_by_kinds_of_data() -> None:
    assert list(tables()) == []


def test_a_new_kind_needs_nothing_but_its_record() -> None:
    from playground.core.data.preview import preview
    from playground.gui.dialogs import facts

    clips = replace(IMAGES, id="clips", title="Clips", noun="clips", icon="image", tint="sequence")
    digits = CATALOGUE.data.get("digits")
    spec = replace(digits, id="waves", family="clips")
    data, families = Registry((*CATALOGUE.data, spec)), Registry((*CATALOGUE.families, clips))
    catalogue = replace(CATALOGUE, data=data, families=families)
    template = replace(TemplateRegistry(catalogue).get("digits-cnn"), family="clips")
    assert catalogue.family_of("waves") is clips
    assert preview(clips, spec).pictures.tobytes() == preview(IMAGES, digits).pictures.tobytes()
    assert (facts.family(template), facts.family_look(template)) == ("Clips", ("image", "sequence"))
    unknown = replace(template, family="lasers")
    assert (facts.family(unknown), facts.family_look(unknown)) == ("Lasers", ("database", "source"))
