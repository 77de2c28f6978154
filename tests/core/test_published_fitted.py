"""Networks of papers fitted to other data than those at hand."""

from __future__ import annotations

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.checks.check import is_trainable
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.project.templates import template
from playground.core.published.registry import PUBLISHED


@pytest.mark.parametrize("name", ["resnet-18", "mobilenet-v3-small"])
def test_a_network_is_fitted_to_other_pictures_without_a_weight_more(name: str) -> None:
    network, digits = PUBLISHED.get(name), template("digits-cnn", CATALOGUE).open()
    project = network.fitted(digits)
    analysis = analyse(project, fields_of(project))
    assert is_trainable(analysis.problems) and analysis.inference.total == network.parameters
    assert project.data == digits.data and digits.name in project.name


def test_what_the_data_do_not_bring_is_named() -> None:
    iris = template("iris-mlp", CATALOGUE).open()
    with pytest.raises(PlaygroundError, match="ResNet-18 needs 'image', which Iris does not bring"):
        PUBLISHED.get("resnet-18").fitted(iris)
