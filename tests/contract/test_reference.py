"""The reference page of blocks is made from their descriptions, and says what they say."""

import pytest
import reference

from playground.core.blocks.spec import BlockSpec
from playground.core.builtin import CATALOGUE


@pytest.mark.parametrize("spec", list(CATALOGUE.blocks), ids=lambda spec: spec.id)
def test_a_page_made_now_tells_of_every_kind(spec: BlockSpec) -> None:
    page = reference.text()
    assert f"### {spec.title} (`{spec.id}`)" in page and spec.help in page
    assert all(f"| `{param.name}` |" in page for param in spec.params)


def test_the_page_that_is_kept_is_not_out_of_date() -> None:
    """A kind added since is found by the next `make reference`; what a kind said before is not kept."""
    pages = (reference.PAGE.read_text("utf-8"), reference.text())
    kept, made = (page.split("\n### ") for page in pages)
    told = {_title(section): _body(section) for section in made[1:]}
    assert len(kept) > 80
    for section in kept[1:]:
        assert told.get(_title(section)) == _body(section), "run `make reference`"


def _title(section: str) -> str:
    return section.partition("\n")[0]


def _body(section: str) -> str:
    return section.partition("\n## ")[0].rstrip()
