"""What may stand in a project's JSON, and what is said about the rest."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.builtin import CATALOGUE
from playground.core.errors import PlaygroundError
from playground.core.network.values import Edge, Network, Node
from playground.core.project import schema, strict_json
from playground.core.project.migrations import migrate
from playground.core.project.templates import template
from playground.core.project.values import DataChoice, Project, Recipe


def document() -> dict[str, Any]:
    return copy.deepcopy(schema.to_json(template("spiral-mlp", CATALOGUE).open()))


def changed(path: str, value: Any) -> dict[str, Any]:
    doc = document()
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    spot: Any = doc
    for part in way:
        spot = spot[part]
    spot[last] = value
    return doc


def refusal(doc: Any) -> str:
    with pytest.raises(PlaygroundError) as caught:
        schema.from_json(doc, CATALOGUE)
    return caught.value.message


def test_a_project_comes_back_as_it_was() -> None:
    project = template("digits-cnn", CATALOGUE).open()
    assert schema.from_bytes(schema.to_bytes(project), CATALOGUE) == (project, ())


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("recipe.epochs", 0, "recipe.epochs should be greater than or equal to 1, not 0"),
        ("recipe.epochs", 1.5, "recipe.epochs should be a valid integer"),
        ("recipe.epochs", True, "recipe.epochs should be a valid integer"),
        ("recipe.learning_rate", -1, "recipe.learning_rate should be greater than 0, not -1"),
        ("recipe.learning_rate", "0.1", "recipe.learning_rate should be a valid number, not '0.1'"),
        ("recipe.device", "tpu", "recipe.device should be 'auto', 'cpu', 'cuda' or 'mps', not 'tpu'"),
        ("recipe.colour", "red", "recipe.colour is not known here"),
        ("recipe.seed", 2**70, "recipe.seed should be less than or equal to 9223372036854775807"),
        ("data.train", 0.9, "data: train, validation and test add up to 1.2 instead of 1"),
        ("network.nodes.1.id", "../x", "network.nodes[1].id may not be '../x'"),
        ("network.nodes.1.position", [1.0], "network.nodes[1].position should have at least 2 items"),
        ("network.nodes.1.label", "a\nb", "network.nodes[1].label may not be 'a\\nb'"),
        ("network.nodes.1.linked", "T", "read: network.nodes[1].linked may not be 'T'."),
        ("network.nodes.1.linked", 7, "read: network.nodes[1].linked should be a valid string, not 7."),
        ("network.nodes.0.params.field", 7, "takes the name of a field, of 100 characters or fewer, not 7."),
        ("network.nodes.1.kind", 7, "network.nodes[1].kind should be a valid string, not 7"),
        ("network.edges.0.target_port", "a b", "network.edges[0].target_port may not be 'a b'"),
        ("network", [], "network should be a valid dictionary"),
        ("speed", "fast", "'1x', '10x' or 'max', not 'fast'"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_path(path: str, value: Any, words: str) -> None:
    assert words in refusal(changed(path, value))


def test_names_of_foreign_fields_are_made_harmless() -> None:
    doc = document()
    doc["recipe"]["a\n\u202eb"] = 1
    assert "recipe.a\\n\\u202eb is not known here" in refusal(doc)


def test_all_wrong_fields_are_named_at_once() -> None:
    doc = changed("recipe.epochs", 0)
    del doc["data"]["train"]
    doc["network"]["nodes"][2]["kind"] = ""
    message = refusal(doc)
    assert all(
        path in message for path in ("recipe.epochs", "data.train is missing", "network.nodes[2].kind")
    )
    assert message.count("\n") == 0


def test_hundreds_of_wrong_fields_are_counted() -> None:
    doc = document()
    doc["network"]["edges"] = [{}] * 200
    assert "and 788 more" in refusal(doc)


@pytest.mark.parametrize("doc", [None, [], "text", 3, True])
def test_something_else_than_an_object_is_refused(doc: Any) -> None:
    assert refusal(doc) == "The project is not a JSON object, so it cannot be read."


@pytest.mark.parametrize("version", [None, "1", True, 0, -1, 1.0])
def test_a_project_without_a_version_is_refused(version: Any) -> None:
    assert "which version" in refusal(changed("version", version))


def test_a_newer_project_says_who_made_it() -> None:
    doc = changed("version", 7)
    doc["made_with"] = "3.2\n.1"
    message = refusal(doc)
    assert "made by Neural Playground 3.2\\n.1 (format 7)" in message
    assert "update Neural Playground" in message
    doc["made_with"] = None
    assert "made by a newer version (format 7)" in refusal(doc)


def test_older_documents_are_brought_up_step_by_step() -> None:
    steps = {1: lambda doc: {**doc, "a": 1}, 2: lambda doc: {**doc, "b": doc["a"] + 1}}
    old = {"version": 1}
    assert migrate(old, 3, steps) == {"version": 3, "a": 1, "b": 2}
    assert migrate({"version": 2, "a": 5}, 3, steps) == {"version": 3, "a": 5, "b": 6}
    assert old == {"version": 1}


def test_unknown_blocks_are_kept_untouched() -> None:
    strange = {"id": "warp", "kind": "warp-drive", "label": "Warp", "params": {"coils": [1, {"deep": [2]}]},
               "position": [1.0, 2.0]}  # fmt: skip
    doc = document()
    doc["network"]["nodes"].append(strange)
    doc["network"]["edges"].append(
        {"source": "dense", "source_port": "plasma", "target": "warp", "target_port": "x"}
    )
    project, notes = schema.from_json(copy.deepcopy(doc), CATALOGUE)
    assert notes == ()
    again = schema.to_json(project)["network"]
    assert again["nodes"][-1] == strange
    assert again["edges"][-1] == doc["network"]["edges"][-1]


def test_unknown_parameters_of_known_blocks_are_kept() -> None:
    doc = changed("network.nodes.1.params", {"units": 3, "shine": [1]})
    project, notes = schema.from_json(doc, CATALOGUE)
    assert notes == ()
    assert dict(project.network.nodes["dense"].params) == {"units": 3, "shine": (1,)}


def test_older_ids_of_kinds_become_todays() -> None:
    project, _ = schema.from_json(changed("network.nodes.1.kind", "linear"), CATALOGUE)
    assert project.network.nodes["dense"].kind == "dense"


@pytest.mark.parametrize(
    ("param", "value", "wanted"),
    [("units", -4, "a whole number of 1 or more"), ("units", [8], "a whole number of 1 or more"),
     ("units", 2.5, "a whole number of 1 or more"), ("units", True, "a whole number of 1 or more"),
     ("units", "8", "a whole number of 1 or more"), ("bias", 1, "true or false"),
     ("activation", "swoosh", "one of linear, relu")],
)  # fmt: skip
def test_a_parameter_that_does_not_fit_is_refused_with_its_path(param: str, value: Any, wanted: str) -> None:
    with pytest.raises(PlaygroundError) as refused:
        schema.from_json(changed(f"network.nodes.2.params.{param}", value), CATALOGUE)
    path = f"network.nodes[2].params.{param}: Dense 2: "
    assert refused.value.message.startswith(f"The project cannot be read: {path}")
    assert f"takes {wanted}" in refused.value.message
    assert (refused.value.where.node, refused.value.where.param) == ("dense_2", param)


def test_all_parameters_that_do_not_fit_are_told_those_in_groups_too() -> None:
    doc = schema.to_json(template("resnet-small", CATALOGUE).open())
    index, group = next((at, each) for at, each in enumerate(doc["network"]["nodes"]) if each.get("network"))
    inner = next(at for at, each in enumerate(group["network"]["nodes"]) if each["kind"] == "conv2d")
    group["params"]["repeat"] = 0
    group["network"]["nodes"][inner]["params"]["kernel"] = [1, 7, 3]
    with pytest.raises(PlaygroundError) as refused:
        schema.from_json(doc, CATALOGUE)
    where = f"network.nodes[{index}]"
    assert f"{where}.params.repeat: " in refused.value.message
    assert (
        f"{where}.network.nodes[{inner}].params.kernel: Conv 2D: Kernel takes a whole number of 1 or more, "
        "or 2 of them (rows × columns), not [1, 7, 3]" in refused.value.message
    )


def test_a_billion_units_are_kept_for_the_checks() -> None:
    project, notes = schema.from_json(changed("network.nodes.2.params.units", 10**9), CATALOGUE)
    assert notes == ()
    assert project.network.nodes["dense_2"].params["units"] == 10**9


def test_a_dangling_wire_is_left_out_naming_both_ends() -> None:
    project, (note,) = schema.from_json(changed("network.edges.1.target", "ghost"), CATALOGUE)
    assert note.message == "The wire from dense (out) to ghost (in) was left out: there is no block ghost."
    assert note.where.edge == ("dense", "out", "ghost", "in")
    assert len(project.network.edges) == 3


def test_a_second_wire_to_a_port_is_left_out_naming_both_ends() -> None:
    doc = document()
    doc["network"]["edges"].append(
        {"source": "points", "source_port": "out", "target": "dense_2", "target_port": "in"}
    )
    project, (note,) = schema.from_json(doc, CATALOGUE)
    assert "from points (out) to dense_2 (in)" in note.message
    assert "dense is wired to that input already" in note.message
    assert project == template("spiral-mlp", CATALOGUE).open()


def test_a_second_block_of_an_id_is_left_out() -> None:
    project, notes = schema.from_json(changed("network.nodes.3.id", "dense"), CATALOGUE)
    assert notes[0].message == "Two blocks had the id dense ('dense' and 'dense'): the second was left out."
    assert len(project.network.nodes) == 4
    assert len(notes) == 3  # its two wires hang in the air


def test_a_cycle_opens_for_editing() -> None:
    doc = document()
    doc["network"]["edges"][0]["source"] = "dense_2"
    project, notes = schema.from_json(doc, CATALOGUE)
    assert notes == ()
    assert Edge("dense_2", "out", "dense", "in") in project.network.edges


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "project.json is empty."),
        (b" \n ", "project.json is empty."),
        (b'{"a": 1,\n "b": }', "project.json, line 2, is not JSON"),
        (b'{"a": 1', "project.json, line 1, is not JSON"),
        (b'{"a": 1} {}', "is not JSON (Extra data)"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "project.json: b holds 'c' twice."),
        (b'{"a": [1, NaN]}', "project.json: a[1] is NaN, which is no number."),
        (b'{"a": -Infinity}', "project.json: a is -Infinity"),
        (b'{"a": {"b": 1e999}}', "project.json: a.b is larger than a number can be."),
        (b'{"a": -' + b"1" * 5000 + b"}", "project.json: a is a number of 5\u2009000 digits."),
        (b'{"a": "\\ud800x"}', "project.json: a holds half a character (a lone surrogate)."),
        (b'{"\\udfff": 1}', "the whole text holds half a character"),
        (b'{"a":\n\n "\xff\xfe"}', "project.json, line 3, is not UTF-8 text."),
        (b"[" * 100_000, "line 1 is nested more than 64 levels deep"),
        (b'{"a":\n' + b"[" * 70 + b"]" * 70 + b"}", "nested more than 64 levels deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested more than 64 levels deep"),
    ],
)  # fmt: skip
def test_json_that_is_not_to_be_trusted(text: bytes, words: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        strict_json.parse(text, "project.json")
    assert words in caught.value.message
    assert len(caught.value.message) < 300


def test_huge_texts_are_not_parsed_at_all() -> None:
    with pytest.raises(PlaygroundError, match="at most 16\u2009777\u2009216 are read"):
        strict_json.parse(b" " * (strict_json.MAX_BYTES + 1), "project.json")


def test_a_byte_order_mark_and_real_pairs_are_fine() -> None:
    assert strict_json.parse(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00"}', "x") == {"a": "😀"}


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    try:
        strict_json.parse(data, "x.json")
    except PlaygroundError as error:
        assert error.message.startswith("x.json") and error.message.endswith(".")
        error.message.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SPOTS = st.sampled_from([
    "name", "speed", "version", "made_with", "network", "network.nodes", "network.edges",
    "network.nodes.0", "network.nodes.1.params", "network.nodes.1.params.units",
    "network.nodes.1.position", "network.nodes.2.kind", "network.edges.1", "data",
    "network.edges.1.source", "data.options", "data.id", "recipe", "recipe.options", "recipe.l1",
    "recipe.threads",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(SPOTS, JSON)
def test_any_value_in_any_field_opens_or_is_refused(path: str, value: Any) -> None:
    try:
        project, notes = schema.from_json(changed(path, value), CATALOGUE)
    except PlaygroundError as error:
        assert "\n" not in error.message
    else:
        assert schema.from_json(json.loads(json.dumps(schema.to_json(project))), CATALOGUE) == (project, ())
        assert all(note.severity == "advice" for note in notes)


KINDS = st.sampled_from([spec.id for spec in CATALOGUE.blocks] + ["strange"])
LABELS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9)
PLACES = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
IDS = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
NODES = st.dictionaries(IDS, st.builds(Node, KINDS, st.just({}), LABELS, PLACES), max_size=6)


@settings(max_examples=150, deadline=None)
@given(NODES, st.data())
def test_any_network_survives_the_round_trip(nodes: dict[str, Node], data: st.DataObject) -> None:
    ids = sorted(nodes)
    pairs = (
        data.draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=6)) if ids else []
    )
    wires = {(b, f"in{i}"): Edge(a, "out", b, f"in{i}") for i, (a, b) in enumerate(pairs)}
    project = Project(
        "any", Network(nodes, tuple(wires.values())), DataChoice("spiral"), Recipe(), catalogue=CATALOGUE
    )
    assert schema.from_bytes(schema.to_bytes(project), CATALOGUE) == (project, ())


def test_projects_open_without_torch_and_templates_without_pydantic() -> None:
    code = (
        "import sys; from playground.core.project.templates import TemplateRegistry; "
        "from playground.core.builtin import CATALOGUE; "
        "[each.open() for each in TemplateRegistry(CATALOGUE)]; "
        "print('torch' in sys.modules, 'pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_blocks_without_places_are_laid_out_in_rows() -> None:
    project = template("resnet-small", CATALOGUE).open()
    doc = schema.to_json(project)
    for node in doc["network"]["nodes"]:
        del node["position"]
    opened, _ = schema.from_json(doc, CATALOGUE)
    places = [node.position for node in opened.network.nodes.values()]
    assert len(set(places)) == len(places)
    assert len({y for _, y in places}) > 1 and max(x for x, _ in places) < 888
    assert schema.from_json(schema.to_json(opened), CATALOGUE)[0].network == opened.network
