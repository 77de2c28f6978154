"""What is said of a template: its family, what it reaches and in which time."""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.texts import tr
from playground.core.blocks.registry import BlockRegistry
from playground.core.blocks.spec import Role
from playground.core.catalogue.catalogue import Catalogue
from playground.core.network.topology import order
from playground.core.network.values import Node
from playground.core.project.templates import Template
from playground.core.published.network import PublishedTemplate
from playground.core.sentences import thousands
from playground.core.training.metrics import METRICS
from playground.gui.theme import metric_words, numbers

MILLION = 1_000_000
MOST_LINKS = 15  # of a chain: three rows of them


@dataclass(frozen=True)
class Link:
    """One block of a template's chain: its icon, tint and short name."""

    icon: str
    tint: str
    title: str


def family(item: Template) -> str:
    """Return the name of the family of a template's data."""
    return family_title(item.catalogue, item.family)


def family_title(catalogue: Catalogue, name: str) -> str:
    """Return the name of a family, also of one that is not known here."""
    found = catalogue.families.find(name)
    return tr(found.title) if found is not None else name.capitalize()


def family_look(item: Template) -> tuple[str, str]:
    """Return icon and tint of the family."""
    found = item.catalogue.families.find(item.family)
    return (found.icon, found.tint) if found is not None else ("database", "source")


def figure(item: Template) -> str:
    """Return what the template reaches: 97 %, 99.2 %, or 0.002."""
    known = METRICS.get(item.metric)
    is_share = known is not None and known.written == "share"
    tenths = round(1000 * item.target) % 10 if is_share and item.target is not None else 0
    return _written(item, item.target, 1 if tenths else 0)


def _written(item: Template, value: float | None, decimals: int) -> str:
    known = METRICS.get(item.metric)
    return metric_words.written(known, value, decimals) if known is not None else numbers.compact(value)


def metric(item: Template) -> str:
    """Return the name of the template's metric."""
    known = METRICS.get(item.metric)
    return tr(known.name) if known is not None else item.metric


def line(item: Template) -> str:
    """Return the second line of a card: Points · 97 % in 2 s."""
    if isinstance(item, PublishedTemplate):
        return _sized(item)
    if not item.metric:
        return tr("{family} · yours").format(family=family(item))
    return tr("{family} · {reaches}").format(family=family(item), reaches=reaches(item))


def _sized(item: PublishedTemplate) -> str:
    """Return how large a network of a paper is: Images · 61.1 M weights, or 61 706 of them."""
    count = item.network.parameters
    if count < MILLION:
        return tr("{family} · {count} weights").format(family=family(item), count=thousands(count))
    millions = numbers.compact(count / MILLION)
    return tr("{family} · {count} M weights").format(family=family(item), count=millions)


def reaches(item: Template) -> str:
    """Return what a template of ours reaches, and when: 97 % in 2 s."""
    known = METRICS.get(item.metric)
    is_share = known is not None and known.written == "share"
    reached = figure(item) if is_share else f"{metric(item)} {figure(item)}"
    return tr("{figure} in {time}").format(figure=reached, time=numbers.duration(item.seconds or 0.0))


def table(item: Template) -> tuple[tuple[str, str], ...]:
    """Return name and value of the facts in the detail pane."""
    data = item.catalogue.data.find(item.data_id)
    rows = [
        (tr("Data"), tr(data.title) if data is not None else numbers.NOTHING),
        (tr("Task"), tr(_task(item))),
    ]
    if isinstance(item, PublishedTemplate):
        rows.append((tr("Weights"), thousands(item.network.parameters)))
    if item.metric:
        bound = tr("{figure} or more") if item.higher_is_better else tr("{figure} or less")
        rows.append((metric(item), bound.format(figure=figure(item))))
    if item.baseline is not None:
        rows.append((tr(item.baseline_of), _written(item, item.baseline, 1)))
    if item.splits > 1:
        rows.append((tr("Both"), tr("mean of {count} splits").format(count=item.splits)))
    if item.seconds is not None:
        rows.append((tr("Training time"), tr("about {time}").format(time=numbers.duration(item.seconds))))
    return tuple(rows)


def _task(item: Template) -> str:
    """Return what is learned; a network of a paper may learn else than its data are mostly taken for."""
    goal = item.catalogue.blocks.find(item.task)
    if isinstance(item, PublishedTemplate):
        goals = item.open().of_role(Role.GOAL).values()
        goal = next((each for each in goals if each.goal is not None), goal)
    return goal.goal.task if goal is not None and goal.goal is not None else item.task or numbers.NOTHING


def chain(item: Template) -> tuple[Link, ...]:
    """Return the blocks of a template from data to goal."""
    network, blocks = item.open().network, item.catalogue.blocks
    names = order(network)
    links = tuple(_link(blocks, network.nodes[name]) for name in names[:MOST_LINKS])
    if len(names) <= MOST_LINKS:
        return links
    more = tr("{count} more").format(count=len(names) - MOST_LINKS + 1)
    return (*links[:-1], Link("ellipsis", "core", more))


def _link(blocks: BlockRegistry, node: Node) -> Link:
    spec = blocks.find(node.kind)
    if spec is None:
        return Link("circle-help", "shape", node.kind)
    title = tr(spec.title).removesuffix(" 2D") if node.network is None else node.label or tr(spec.title)
    size = spec.params_of(node.params)
    count = next((str(size[name]) for name in ("units", "filters") if name in node.params), "")
    return Link(spec.icon, spec.tint, f"{title} {count}".strip())
