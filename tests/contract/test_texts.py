"""Sentences are keys and values, so that all of them can be translated where they are shown."""

from __future__ import annotations

import ast
import gettext
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsed_sources import parsed
from playground.app import texts
from playground.app.texts import tr
from playground.cli.main import run
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import Fix, PlaygroundError, Problem
from playground.core.files.project_file import open_project
from playground.core.network.values import Network
from playground.core.project.values import Project, Recipe
from playground.core.sentences import Text, listed
from playground.core.training.recipes import check_recipe
from random_networks import Pile

PACKAGE = Path(__file__).resolve().parents[2] / "playground"
CASES = sorted((PACKAGE.parent / "tests" / "cases").glob("*.nnplay"))
SAID = {"PlaygroundError", "SavedElsewhere", "Cancelled", "Problem", "Misfit", "Fix", "Text", "Conflict"}
SEEDS = range(0, 120, 10)


def foreign(key: str) -> str:
    """Return a key in a language of which every letter is an x."""
    made = ""
    for literal, name, spec, conversion in string.Formatter().parse(key):
        made += re.sub(r"[^\W\d_]", "x", literal)
        if name is not None:
            made += "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
    return made


class Foreign(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return foreign(message)


@pytest.fixture
def abroad() -> Iterator[None]:
    texts.use_catalogue(Foreign())
    yield
    texts.use_catalogue(gettext.NullTranslations())


# No sentence is put together before it is a text


def is_made(node: ast.expr) -> bool:
    """Tell whether words are put together here: f"...", "..." + "...", "..." % ..., "...".format(...)."""
    if isinstance(node, ast.IfExp):
        return is_made(node.body) or is_made(node.orelse)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in ("format", "format_map", "join", "rstrip", "replace", "removesuffix")
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def called(call: ast.Call) -> str:
    """Return the name of what is called, without what it stands in."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def made_before(tree: ast.Module) -> list[int]:
    """Return the lines that give such words to an error, a problem, a fix or a text, also by a name."""
    found, every = set(), list(ast.walk(tree))
    for around in (tree, *(node for node in every if isinstance(node, ast.FunctionDef))):
        nodes = every if around is tree else list(ast.walk(around))
        calls = [node for node in nodes if isinstance(node, ast.Call) and called(node) in SAID]
        by_name = bool(calls) and around is not tree
        names = {node.targets[0].id for node in nodes if by_name and isinstance(node, ast.Assign)
                 and isinstance(node.targets[0], ast.Name) and is_made(node.value)}  # fmt: skip
        for call in calls:
            first_alone = called(call) == "Text"
            given = call.args[:1] if first_alone else [*call.args, *(each.value for each in call.keywords)]
            for each in given:
                if is_made(each) or (isinstance(each, ast.Name) and each.id in names):
                    found.add(each.lineno)
    return sorted(found)


def test_no_sentence_is_put_together_by_hand() -> None:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = made_before(parsed(path))
        if lines:
            found[path.relative_to(PACKAGE).as_posix()] = lines
    assert found == {}


@pytest.mark.parametrize("text", [
    'PlaygroundError(f"no {name}")', 'Problem("error", where, "no %s" % name)', 'Fix("Set " + name, edit)',
    'PlaygroundError("no {}".format(name))', 'Text(f"no {name}")', 'Text("a" if b else f"{c}")',
    'def f():\n    message = f"no {name}"\n    raise PlaygroundError(message)',
    'Misfit("error", where, message=error.message.rstrip("."))',
])  # fmt: skip
def test_such_a_sentence_is_found(text: str) -> None:
    assert made_before(ast.parse(text)) != []


def test_a_key_with_values_is_none() -> None:
    assert made_before(ast.parse('Fix(Text("Set {param} to {value}", param=f"{a}", value=b), edit)')) == []


# What a text is


def test_a_text_is_its_english_sentence() -> None:
    text = Text("{block} needs {what}.", block="Dense", what=Text("whole numbers"))
    assert text == "Dense needs whole numbers." and hash(text) == hash("Dense needs whole numbers.")
    assert json.dumps({"message": text}) == '{"message": "Dense needs whole numbers."}'
    assert str(PlaygroundError(text)) == "Dense needs whole numbers." and type(str(text)) is str
    assert text.open() == "Dense needs whole numbers"
    assert listed(("a", "b", "c", "d")) == "a, b, c and d" and listed(("a", "b")) == "a and b"
    assert listed(("a", "b", "c"), "{first} × {second}") == "a × b × c" and listed("a") == "a"


def test_all_that_was_done_to_a_text_is_done_to_its_translation(abroad: None) -> None:
    text = Text("Units of {n}.", n=3).changed(lambda words: words.replace("3", "three")).open()
    assert text == "Units of three"
    assert tr(text).endswith("three") and tr(text) == tr(Text("Units of {n}.", n="three")).rstrip(".")


def test_a_text_is_translated_with_the_texts_in_it_and_not_with_its_names(abroad: None) -> None:
    text = Text("{block} needs {what}.", block="Dense", what=Text("whole numbers"))
    assert tr(text) == "Dense xxxxx xxxxx xxxxxxx."
    assert tr(text.open()) == "Dense xxxxx xxxxx xxxxxxx"
    assert tr(Text("{why}; mend it.", why=text.open())) == "Dense xxxxx xxxxx xxxxxxx; xxxx xx."
    assert tr(Text("Set {title} to 1", title=Text("Units").changed(str.lower))) == "Xxx xxxxx xx 1".lower()
    assert tr(listed((text, "b"))) == "Dense xxxxx xxxxx xxxxxxx. xxx b"
    assert str(text) == "Dense needs whole numbers."


# What the checks say


def leaves(text: str) -> Iterator[str]:
    """Yield what is not translated in a text: its names and numbers."""
    if not isinstance(text, Text):
        yield text
        return
    for each in text.values.values():
        if isinstance(each, Text):
            yield from leaves(each)
        else:
            yield str(each)


def names_of(network: Network) -> Iterator[str]:
    for node_id, node in network.nodes.items():
        yield from (node_id, node.label, node.kind, *map(str, node.params.values()))
        if node.network is not None:
            yield from names_of(node.network)


def is_name(leaf: str, names: set[str]) -> bool:
    """Tell whether a leaf is a number with its unit, a shape, a name of the project or of the program."""
    if re.fullmatch(r"[\d\s×.,%e+-]*( ?(bytes|KB|MB|GB|TB))?|None|True|False|inf|nan", leaf):
        return True
    parts = re.split(r" › |, |\.|/", leaf)
    return all(part in names or re.fullmatch(r"[\d.]*", part) or is_numbered(part, names) for part in parts)


def is_numbered(part: str, names: set[str]) -> bool:
    head, _, tail = part.rpartition(" ")
    return bool(head) and tail.isdigit() and head in names


PROGRAM = {word for spec in CATALOGUE.blocks for word in (spec.id, spec.title, spec.field)} | {
    choice.id for spec in CATALOGUE.blocks for param in spec.params for choice in param.choices
}  # fmt: skip


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [text for each in problems for text in (each.message, *(fix.title for fix in each.fixes))]


def all_can_be_translated(project: Project, problems: tuple[Problem, ...]) -> int:
    names = PROGRAM | {part for name in names_of(project.network) for part in re.split(r" › |, |\.|/", name)}
    for text in told(problems):
        assert isinstance(text, Text), text
        odd = [leaf for leaf in leaves(text) if not is_name(leaf, names)]
        assert not odd, (text, odd)
        assert re.search("x", tr(text)), text
    return len(problems)


def problems_of(project: Project) -> tuple[Problem, ...]:
    return analyse(project, fields_of(project)).problems


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_problem_of_the_cases_can_be_translated(path: Path, abroad: None) -> None:
    try:
        project = open_project(path, CATALOGUE).project
    except PlaygroundError as error:
        assert isinstance(error.message, Text) and "x" in tr(error.message)
        return
    all_can_be_translated(project, problems_of(project))


def broken(project: Project, seed: int) -> Project:
    """Return a project with a wire left out, so that blocks are loose and what follows misfits."""
    edges = project.network.edges
    kept = tuple(edge for index, edge in enumerate(edges) if index != seed % max(1, len(edges)))
    return project.with_network(Network(project.network.nodes, kept))


def test_every_problem_of_broken_networks_can_be_translated(abroad: None) -> None:
    count = 0
    for seed in SEEDS:
        drawn = Pile(seed).project()
        for project in (drawn, broken(drawn, seed)):
            count += all_can_be_translated(project, problems_of(project))
    assert count > 30


def test_every_problem_of_a_recipe_can_be_translated(abroad: None) -> None:
    wrong = Recipe("abacus", learning_rate=-1.0, batch_size=0, epochs=-1, l1=-1.0, seed=-1)
    problems = check_recipe(wrong)
    assert len(problems) > 4
    for text in told(problems):
        assert isinstance(text, Text) and "x" in tr(text)


@pytest.mark.parametrize("spec", list(CATALOGUE.blocks), ids=lambda spec: spec.id)
def test_the_line_of_a_block_can_be_translated(spec: object, abroad: None) -> None:
    text = spec.setting(spec.params_of({}))  # type: ignore[attr-defined]
    assert isinstance(text, Text)
    letters = {letter for letter in re.sub("[xX]", "", tr(text)) if letter.isalpha()}
    assert not letters - {"σ"} or any(leaf in tr(text) for leaf in leaves(text) if leaf)


def test_the_command_line_translates_what_it_prints_and_not_its_json(
    abroad: None, capsys: pytest.CaptureFixture[str]
) -> None:
    case = str(next(path for path in CASES if path.stem == "embedding_too_small"))
    run(["check", case])
    printed = "".join(capsys.readouterr())
    assert "xxxx xxxxx x xxx" in printed and "each needs a row" not in printed
    run(["check", "--json", case])
    messages = [each["message"] for each in json.loads(capsys.readouterr().out)["problems"]]
    assert any("each needs a row" in message for message in messages)


def test_a_fix_is_named_in_the_persons_language(abroad: None) -> None:
    fix = Fix(Text("Remove {block}", block="Dense"), lambda project: project)
    assert tr(fix.title) == "xxxxxx Dense"
