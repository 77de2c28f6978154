"""What a script learns from: targets, losses, and the figures that are told of each epoch."""

from __future__ import annotations

from collections.abc import Sequence

from playground.core.blocks.calls import Call
from playground.core.export.script.expressions import constructor
from playground.core.export.script.lines import CodeLine, body, literal, statement
from playground.core.export.script.names import identifier
from playground.core.export.script.network import Aim, NetworkText, answer


def criteria(aims: Sequence[Aim], ours: bool) -> list[CodeLine]:
    """Write what compares scores with targets: by PyTorch's modules, or by ours, which stand further down."""
    losses = [(aim.loss, aim.rule.loss(aim.params)) for aim in aims]
    return [line for name, loss in losses if _is_ours(loss) == ours
            for line in statement(f"{name} = {constructor(loss)}", 0)]  # fmt: skip


def _is_ours(call: Call) -> bool:
    return call.target.partition(".")[0] == "modules"


def own_modules(aims: Sequence[Aim]) -> list[str]:
    """Return the names of our modules that compare scores with targets, or make answers of scores."""
    calls = [call for aim in aims for call in (aim.rule.loss(aim.params), aim.rule.finish) if call]
    return [call.target.partition(".")[2] for call in calls if _is_ours(call)]


def balanced(text: NetworkText) -> list[CodeLine]:
    """Write what makes rare classes count as much as others; nothing where no goal asks for it."""
    return body(BALANCED) if any(map(_is_balanced, text.aims)) else []


def balance(text: NetworkText) -> list[CodeLine]:
    """Write the weights of classes, as the samples that train have them."""
    lines, first = list[CodeLine](), len(text.feeds)
    for place, aim in enumerate(text.aims, first):
        if _is_balanced(aim):
            classes = aim.rule.classes(aim.field)
            lines += statement(f"{aim.loss}.weight = balanced(train[{place}], {classes})", 1)
    return lines


def _is_balanced(aim: Aim) -> bool:
    return aim.params.get("class_weights") == "balanced"


BALANCED = '''
def balanced(targets, classes):
    """Return a weight for each class, so that all count alike, however rare they are."""
    counts = torch.bincount(targets[targets >= 0], minlength=classes).to(DTYPE)
    met = counts > 0
    fair = counts.sum() / (met.sum() * counts.clamp(min=1))
    return torch.where(met, fair, torch.zeros_like(fair))
'''


def flat_names(text: NetworkText) -> list[str]:
    """Return the names of a batch: what goes in, and what is aimed at."""
    return [*text.feeds, *(aim.target for aim in text.aims)]


def samples_of(text: NetworkText, laid_out: bool) -> list[CodeLine]:
    """Write the function that reads one part of the data."""
    lines = [*body(SAMPLES_HEAD)]
    with_part = [(name, identifier(field)) for field, name in text.fields]
    raw = [(aim.target, identifier(aim.field.name)) for aim in text.aims
           if aim.rule.aims and not aim.source]  # fmt: skip
    raw += [(aim.mask, identifier(aim.judged)) for aim in text.aims if aim.judged]
    for name, member in (*with_part, *raw):
        lines += statement(f'{name} = tensor(held[f"{{part}}/{member}"])', 2)
    given = ", ".join(name for name, _ in with_part)
    lines += body("with torch.no_grad():", 1)
    lines += statement(f"{', '.join(text.prepared)} = network.prepare({given})", 2)
    for name in text.pictures if laid_out else ():
        lines += statement(f"{name} = laid_out({name})", 1)
    for aim in text.aims:
        lines += _target(aim, text.prepared[0])
    return [*lines, *statement(f"return {', '.join(flat_names(text))}", 1)]


SAMPLES_HEAD = '''
def samples_of(network, part):
    """Return the samples of one part: what goes in, and what is aimed at."""
    with np.load(HERE / "data.npz") as held:
'''


def _target(aim: Aim, feed: str) -> list[CodeLine]:
    """Write what a goal aims at as its loss takes it; where that is nothing, a row a sample of a feed."""
    rule, name, lines = aim.rule, aim.target, list[CodeLine]()
    if not rule.aims:
        made = f"torch.zeros(len({feed}), 1, device=DEVICE, dtype=DTYPE)"
        return statement(f"{name} = {made}", 1)
    source = aim.source or name
    if rule.target == "float" and rule.aligned == "sample":
        shape = ".flatten(1)" if aim.source or aim.field.sizes else "[:, None]"
        lines += statement(f"{name} = {source}{shape}", 1)
    elif aim.source:
        lines += statement(f"{name} = {source}", 1)
    if aim.mask:
        nothing = "-100" if rule.target == "int" else "torch.nan"
        rest = "" if rule.target == "int" or rule.aligned == "sample" else f".unsqueeze({rule.axis})"
        lines += statement(f"{name} = {name}.masked_fill(~{aim.mask}{rest}, {nothing})", 1)
    return lines


def is_partly(aim: Aim) -> bool:
    """Say whether some targets do not count."""
    return bool(aim.mask)


def needs_rows(aim: Aim) -> bool:
    """Say whether scores and targets are brought into rows before they are compared."""
    return aim.rule.aligned != "sample" or bool(aim.source) or is_partly(aim)


def rows_of(aim: Aim, several: bool) -> list[CodeLine]:
    """Write the function that brings scores and targets of a goal into rows, those that count."""
    rule = aim.rule
    name = rows_name(aim, several)
    lines = [*statement(f"def {name}(scores, {aim.target}):", 0),
             *body('"""Return scores and targets in rows: those that count."""', 1)]  # fmt: skip
    if rule.aligned != "sample":
        moved = "" if rule.axis == -1 else f".movedim({rule.axis}, -1)"
        lines += statement(f"rows = scores{moved}.flatten(0, -2)", 1)
        flat = ".flatten()" if rule.target == "int" else f"{moved}.flatten(0, -2)"
        lines += statement(f"{aim.target} = {aim.target}{flat}", 1)
    else:
        lines += statement(f"rows = scores{'.flatten(1)' if aim.source else ''}", 1)
    if is_partly(aim):
        counts = (
            f"{aim.target} != -100" if rule.target == "int" else f"torch.isfinite({aim.target}).all(dim=-1)"
        )
        lines += statement(f"counts = {counts}", 1)
        return [*lines, *statement(f"return rows[counts], {aim.target}[counts]", 1)]
    return [*lines, *statement(f"return rows, {aim.target}", 1)]


def rows_name(aim: Aim, several: bool) -> str:
    """Return what that function is called."""
    return f"rows_of_{aim.target}" if several else "counted"


def loss_of(text: NetworkText, apart: Sequence[bool]) -> list[CodeLine]:
    """Write the loss of a batch, without penalties; `apart` says from which goals some layers alone learn."""
    several = len(text.aims) > 1
    given = [*(aim.scores for aim in text.aims), *(aim.target for aim in text.aims)]
    lines = [
        *statement(f"def loss_of({', '.join(given)}):", 0),
        *body('"""Return the mean loss of a batch."""', 1),
    ]
    parts = []
    for aim, limited in zip(text.aims, apart, strict=True):
        made = f"{aim.loss}({aim.scores}, {aim.target})"
        if needs_rows(aim):
            lines += statement(
                f"{aim.scores}, {aim.target} = {rows_name(aim, several)}({aim.scores}, {aim.target})", 1
            )
        if is_partly(aim):
            lines += statement(f"{aim.loss}_found = {aim.scores}.sum() * 0", 1)
            lines += body(f"if len({aim.target}):", 1)
            lines += statement(f"{aim.loss}_found = {made}", 2)
            made = f"{aim.loss}_found"
        made = f"reaching({made}, reached[{literal(aim.loss)}])" if limited else made
        share = aim.params.weight
        parts.append(made if share == 1 else f"{literal(share)} * {made}")
    whole = parts[0] if len(parts) == 1 else f"torch.stack([{', '.join(parts)}]).sum()"
    return [*lines, *statement(f"return {whole}", 1)]


def tally(text: NetworkText, kept: int, widths: Sequence[int]) -> list[CodeLine]:
    """Write the class that adds up figures, in the pieces in which they were added up before."""
    several = len(text.aims) > 1
    names = [*(aim.scores for aim in text.aims), *(aim.target for aim in text.aims)]
    lines = body(TALLY_HEAD)
    for aim, width in zip(text.aims, widths, strict=True):
        lines += statement(f"self.{_figures(aim, several)} = {metrics_class(aim)}({width})", 2)
    listed = ", ".join(names)
    lines += [CodeLine(), *statement(f"def add(self, {listed}):", 1), *body('"""Add a batch."""', 2)]
    detached = ", ".join(f"{aim.scores}.detach()" for aim in text.aims)
    targets = ", ".join(aim.target for aim in text.aims)
    lines += statement(f"self.waiting.append(({detached}, {targets}))", 2)
    size = " + ".join(f"each[{number}].numel()" for number in range(len(text.aims)))
    size = f"({size})" if several else size
    lines += body("each = self.waiting[0]", 2)
    lines += statement(f"if len(self.waiting) * {size} >= {kept}:", 2)
    lines += [*body("self.count()", 3), CodeLine(), *body(COUNT_HEAD, 1)]
    lines += statement(f"{listed} = map(torch.cat, zip(*self.waiting))", 2)
    lines += [*statement(f"loss = float(loss_of({listed}))", 2),
              *statement(f"self.losses.append((loss, len({names[0]})))", 2)]  # fmt: skip
    for aim in text.aims:
        lines += _update(aim, several)
    return [*lines, *body("self.waiting = []", 2), CodeLine(), *_told(text)]


TALLY_HEAD = '''
class Tally:
    """Add up losses and figures; batches wait, and many are counted together."""

    def __init__(self):
        self.waiting = []
        self.losses = []
'''
COUNT_HEAD = '''
def count(self):
    """Count what waits."""
    if not self.waiting:
        return
'''


def _update(aim: Aim, several: bool) -> list[CodeLine]:
    lines, scores, target = list[CodeLine](), aim.scores, aim.target
    if needs_rows(aim):
        lines += statement(f"{scores}, {target} = {rows_name(aim, several)}({scores}, {target})", 2)
    if aim.rule.by_answers:
        lines += statement(f"{scores} = {answer(aim).text}", 2)
    figures = f"self.{_figures(aim, several)}"
    return lines + statement(f"{figures}.update({scores}.cpu().numpy(), {target}.cpu().numpy())", 2)


def _told(text: NetworkText) -> list[CodeLine]:
    several = len(text.aims) > 1
    lines = [*body('def told(self):\n    """Return the mean loss, and the figures."""\n    self.count()', 1)]
    lines += body(MEAN, 2)
    for index, aim in enumerate(text.aims):
        lines += statement(f"found = self.{_figures(aim, several)}.compute()", 2)
        lines += statement(f"for name in {literal(aim.rule.metrics)}:", 2)
        where = f"figures[{literal(f'{aim.node}_')} + name]" if index else "figures[name]"
        lines += statement(f"{where} = found[name]", 3)
    return [*lines, *body("return loss, figures", 2)]


MEAN = """
loss = self.losses[0][0]
if len(self.losses) > 1:
    total = math.fsum(each * count for each, count in self.losses)
    loss = total / sum(count for _, count in self.losses)
figures = {}
"""


def _figures(aim: Aim, several: bool) -> str:
    return f"{aim.target}_figures" if several else "figures"


def metrics_class(aim: Aim) -> str:
    """Return the name of the class that adds up the figures of a goal."""
    return aim.rule.accumulate.rpartition(":")[2]
