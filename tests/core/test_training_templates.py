"""Every template reaches its figure with most seeds, in time."""

from time import process_time

import pytest

from playground.core.builtin import CATALOGUE
from playground.core.project.templates import Template, TemplateRegistry
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train


def reached(template: Template, seed: int) -> float:
    """Train a template to its end and return its figure on held-out data."""
    session = Session.start(template.open().with_recipe(seed=seed))
    for _ in train(session, Limit(), lambda: 500, lambda: False):
        pass
    return session.held_out()[template.metric]


def is_good(template: Template, value: float) -> bool:
    return value >= template.target if template.higher_is_better else value <= template.target


@pytest.mark.slow
@pytest.mark.parametrize("name", [template.id for template in TemplateRegistry(CATALOGUE)])
def test_most_seeds_reach_the_figure_in_time(name: str) -> None:
    template = TemplateRegistry(CATALOGUE).get(name)
    started = process_time()
    found = [reached(template, seed) for seed in range(1, 11)]
    assert process_time() - started < 10 * 40, "40 s of training each"
    good = [is_good(template, value) for value in found]
    assert good[template.open().recipe.seed - 1] and sum(good) >= 8, found
