"""Somebody's own data in a project: found, missing, changed, packed, kept out of reach, and never leaking."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from own_tables import HEAD, labelled, project_of, table_file, things
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import Column, FileFact, Manifest
from playground.core.catalogue.own_set import own_set
from playground.core.checks.analysis import analyse
from playground.core.checks.own_data import missing_data
from playground.core.data.prepared import fields_of, load_samples
from playground.core.data.to_beat import to_beat
from playground.core.errors import PlaygroundError
from playground.core.files import packed_data
from playground.core.files.archive import write_archive
from playground.core.files.own_files import OwnFileMissing
from playground.core.files.packed_data import pack
from playground.core.files.project_file import open_project, save_project
from playground.core.graph.drawn import is_drawn
from playground.core.importing.proposing import NoTarget, propose
from playground.core.importing.retaking import found_at
from playground.core.project import schema
from playground.core.project.differences import differences
from playground.core.project.values import Project
from playground.core.training.session import Session
from run_bits import run


def saved(project: Project, path: Path) -> Project:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_project(path, project)
    return open_project(path, CATALOGUE).project


def own_of(project: Project) -> Manifest:
    assert project.data.own is not None
    return project.data.own


def test_arrays_are_what_the_file_says(tmp_path: Path) -> None:
    lines = [
        "1.5,red,2023-01-02,,big",
        "-2,,2023-01-03,4.0,small",
        "3,blue,2023-01-04,5,big",
        "4,red,,6,small",
    ]
    project = project_of(table_file(tmp_path, lines * 5), "kind")
    made = load_samples(project).dataset
    table = made.arrays["table"]
    days = (np.datetime64("2023-01-02") - np.datetime64("1970-01-01")).astype(int)
    assert table.dtype == np.float32
    np.testing.assert_array_equal(table[:4, 0], [1.5, -2.0, 3.0, 4.0])
    np.testing.assert_array_equal(table[:4, 2], [days, days + 1, days + 2, np.nan])
    np.testing.assert_array_equal(table[:4, 3], [np.nan, 4.0, 5.0, 6.0])
    kinds = made.fields.fields["table"].kinds[1]
    assert [kinds[int(each)] if each >= 0 else "" for each in table[:4, 1]] == ["red", "", "blue", "red"]
    classes = made.fields.fields["label"].classes
    assert [classes[each] for each in made.arrays["label"][:4]] == ["big", "small", "big", "small"]
    assert made.arrays["label"].dtype == np.int64
    assert fields_of(project) == made.fields


def test_rows_without_a_target_are_no_samples(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "weight")
    found = load_samples(project)
    assert fields_of(project).samples == found.dataset.fields.samples == len(found.dataset.arrays["value"])
    assert found.dataset.fields.samples == sum(bool(line.split(",")[3]) for line in things())
    assert np.isfinite(found.dataset.arrays["value"]).all()


def test_several_targets_are_labels(tmp_path: Path) -> None:
    project = project_of(labelled(tmp_path), "right", "above")
    assert project.network.nodes["goal"].kind == "multi_label"
    labels = load_samples(project).dataset.arrays["labels"]
    assert labels.shape == (240, 2) and set(np.unique(labels)) == {0.0, 1.0}
    first = (tmp_path / "labelled.csv").read_text().splitlines()[1].split(",")
    assert labels[0].tolist() == [float(word == "yes") for word in first[2:]]


def test_a_project_keeps_all_that_was_understood(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    again = saved(project, tmp_path / "p.nnplay")
    assert again == project
    assert own_of(again).files[0].path == "things.csv"
    assert load_samples(again).dataset.arrays["table"].shape == (240, 4)


def test_projects_without_own_data_are_written_as_ever(tmp_path: Path) -> None:
    plain = project_of(table_file(tmp_path, things()), "kind").with_data(id="iris", own=None)
    told = schema.to_json(plain)
    assert told["version"] == 1 and "own" not in told["data"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda own: own["columns"][0].update(type="picture"), "pictures have a side, channels"),
        (lambda own: own["columns"][0].update(type="painting"), r"data\.own\.columns\[0\]\.type"),
        (lambda own: own["columns"][1].update(name="size"), "two columns are called 'size'"),
        (lambda own: own["files"][0].update(sha256="0"), r"data\.own\.files\[0\]\.sha256"),
        (lambda own: own.update(rows=-1, title=5), r"data\.own\.title.*data\.own\.rows"),
        (lambda own: own.update(files=[]), r"data\.own\.files"),
        (lambda own: own["files"][0].update(size=1e300), r"data\.own\.files\[0\]\.size"),
    ],
)  # fmt: skip
def test_a_manifest_that_cannot_be_is_refused_by_its_fields(
    tmp_path: Path, spoil: object, words: str
) -> None:
    told = json.loads(schema.to_bytes(project_of(table_file(tmp_path, things()), "kind")))
    spoil(told["data"]["own"])  # type: ignore[operator]
    with pytest.raises(PlaygroundError, match=words):
        schema.from_json(told, CATALOGUE)


def test_without_its_file_a_project_opens_and_has_its_shapes(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    save_project(tmp_path / "p.nnplay", project_of(path, "kind"))
    path.unlink()
    opened = open_project(tmp_path / "p.nnplay", CATALOGUE)
    known = analyse(opened.project, fields_of(opened.project))
    assert not opened.notes
    assert [each for each in known.problems if each.severity == "error"] == []
    assert known.inference.outputs["dense_2"]["out"].sizes == (3,)
    with pytest.raises(OwnFileMissing, match="things.csv, which holds this project's data, is not there"):
        load_samples(opened.project)


def test_a_file_that_was_changed_is_not_taken_for_the_one_that_was(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    save_project(tmp_path / "p.nnplay", project_of(path, "kind"))
    path.write_text(path.read_text().replace("big", "BIG", 1))
    project = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    with pytest.raises(PlaygroundError, match=r"things\.csv was changed since") as refused:
        load_samples(project)
    (fix,) = refused.value.fixes
    mended = fix.edit(project)
    assert fix.title == "Take things.csv as it is now"
    assert load_samples(mended).dataset.fields.fields["label"].classes == ("BIG", "big", "odd", "small")
    assert own_of(mended).used_as("target")[0].name == "kind"


def test_data_that_were_moved_are_taken_from_where_they_are(tmp_path: Path) -> None:
    path = table_file(tmp_path / "data", things())
    save_project(tmp_path / "p.nnplay", project_of(path, "kind"))
    path = path.rename(tmp_path / "elsewhere.csv")
    project = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    (problem,) = missing_data(project)
    assert problem.severity == "error" and "is not there" in problem.message
    found = found_at(project, path)
    assert found == project and not missing_data(found)
    assert load_samples(found).count("train") == 168
    save_project(tmp_path / "q.nnplay", found)
    assert own_of(open_project(tmp_path / "q.nnplay", CATALOGUE).project).files[0].path == "elsewhere.csv"
    lines = [line.rsplit(",", 1)[0] for line in things()]
    fewer = table_file(tmp_path, lines, "few.csv", "size,colour,when,weight")
    with pytest.raises(PlaygroundError, match="There is no column 'kind'"):
        found_at(project, fewer)


def test_a_project_opens_without_what_another_brought(tmp_path: Path) -> None:
    first = pack(project_of(table_file(tmp_path, things()), "kind"))
    save_project(tmp_path / "p.nnplay", first)
    opened = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    save_project(tmp_path / "q.nnplay", project_of(tmp_path / "things.csv", "weight"))
    assert not open_project(tmp_path / "q.nnplay", opened.catalogue).project.catalogue.own_files.packed


def test_a_moved_folder_takes_its_data_along(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path / "one" / "data", things()), "kind")
    save_project(tmp_path / "one" / "p.nnplay", project)
    shutil.move(tmp_path / "one", tmp_path / "two")
    again = open_project(tmp_path / "two" / "p.nnplay", CATALOGUE).project
    assert own_of(again).files[0].path == "data/things.csv"
    assert load_samples(again).count("train") == 168


def test_saving_elsewhere_keeps_the_way_to_the_data(tmp_path: Path) -> None:
    project = saved(project_of(table_file(tmp_path / "one", things()), "kind"), tmp_path / "one" / "p.nnplay")
    (tmp_path / "one" / "deep").mkdir()
    save_project(tmp_path / "one" / "deep" / "q.nnplay", project)
    again = open_project(tmp_path / "one" / "deep" / "q.nnplay", CATALOGUE).project
    assert own_of(again).files[0].path == "../things.csv"


def outside(project: Project, named: str, folder: Path) -> Project:
    """Return the project as somebody else might send it: with a path of their choice."""
    own = own_of(project)
    files = tuple(replace(each, path=named) for each in own.files)
    told = schema.to_bytes(project.with_data(own=replace(own, files=files)))
    folder.mkdir(exist_ok=True)
    write_archive(folder / "p.nnplay", {"project.json": told})
    return open_project(folder / "p.nnplay", CATALOGUE).project


def test_a_path_outside_the_projects_folder_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table_file(tmp_path / "secret", things())
    project = project_of(path, "kind")
    read: list[str] = []
    monkeypatch.setattr("playground.core.files.own_files.fact_of", lambda path: read.append(str(path)))
    for named in ("../secret/things.csv", str(path), "../proj/../secret/things.csv", "link.csv"):
        sent = outside(project, named, tmp_path / "proj")
        if named == "link.csv":
            (tmp_path / "proj" / "link.csv").symlink_to(path)
        with pytest.raises(OwnFileMissing, match="outside the project's folder"):
            load_samples(sent)
    assert read == []


@pytest.mark.parametrize("named", ["loop", "a\0b", "x" * 5000, "/dev/zero", "folder", "pipe"])
def test_paths_that_are_no_files_are_refused_in_a_sentence(tmp_path: Path, named: str) -> None:

    folder = tmp_path / "proj"
    folder.mkdir()
    (folder / "loop").symlink_to("loop")
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    project = project_of(table_file(tmp_path / "data", things()), "kind")
    own = own_of(project)
    here = replace(project, catalogue=CATALOGUE.with_own_files(CATALOGUE.own_files.at(folder))).with_data(
        own=replace(own, files=(replace(own.files[0], path=named),))
    )
    with pytest.raises(OwnFileMissing):
        load_samples(here)


def test_packed_data_travel_in_the_projects_file(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    project = pack(project_of(path, "kind"))
    session = run(Session.start(project), 5)
    save_project(tmp_path / "p.nnplay", project, [session.record()])
    path.unlink()
    opened = open_project(tmp_path / "p.nnplay", CATALOGUE)
    assert not opened.notes and opened.project == project
    assert load_samples(opened.project).count("validation") == 72
    assert run(Session.resume(opened.runs[0]), 3).step == 8
    shutil.move(tmp_path / "p.nnplay", tmp_path / "q.nnplay")
    again = open_project(tmp_path / "q.nnplay", CATALOGUE)
    save_project(tmp_path / "r.nnplay", again.project, again.runs)  # and on, from file to file
    assert load_samples(open_project(tmp_path / "r.nnplay", CATALOGUE).project).count("train") == 168


def test_packed_data_that_are_not_what_they_are_called_are_left_out(tmp_path: Path) -> None:
    project = pack(project_of(table_file(tmp_path / "data", things()), "kind"))
    members = {
        "project.json": schema.to_bytes(project),
        f"data/{own_of(project).files[0].sha256}": b"a,b\n1,2\n",
    }
    write_archive(tmp_path / "p.nnplay", members)
    opened = open_project(tmp_path / "p.nnplay", CATALOGUE)
    assert opened.notes == ("The data packed into this project were damaged and left out.",)
    with pytest.raises(OwnFileMissing):
        load_samples(opened.project)


def test_what_the_test_part_holds_changes_no_bit_of_the_preparation(tmp_path: Path) -> None:
    lines = things()
    project = project_of(table_file(tmp_path, lines), "kind").with_data(train=0.6, validation=0.2, test=0.2)
    samples = load_samples(project)
    held_out = {*samples.parts["validation"].tolist(), *samples.parts["test"].tolist()}
    spoilt = [_otherwise(line) if place in held_out else line for place, line in enumerate(lines)]
    other = project_of(table_file(tmp_path / "other", spoilt), "kind").with_data(
        train=0.6, validation=0.2, test=0.2
    )
    other = other.with_data(own=replace(own_of(project), files=own_of(other).files))
    assert np.array_equal(load_samples(other).parts["train"], samples.parts["train"])
    assert not np.array_equal(
        load_samples(other).take("test")["table"], samples.take("test")["table"], equal_nan=True
    )
    one, two = (run(Session.start(each), 40).record().weights for each in (project, other))
    assert {key: array.tobytes() for key, array in one.items()} == {
        key: array.tobytes() for key, array in two.items()
    }


def _otherwise(line: str) -> str:
    """Return a row with other inputs and the same class, so that the split stays."""
    size, colour, _day, weight, kind = line.split(",")
    return f"{float(size) * 3 + 50},{'violet' if colour else 'red'},1999-01-01,{'' if weight else 900},{kind}"


def test_where_files_lie_makes_no_other_network(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    own = own_of(project)
    elsewhere = project.with_data(own=replace(own, files=(replace(own.files[0], path="far/away.csv"),)))
    assert is_drawn(project, elsewhere)
    assert not is_drawn(project, project_of(tmp_path / "things.csv", "weight"))


def test_a_difference_says_which_columns(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    found = [each.words for each in differences(project_of(path, "kind"), project_of(path, "weight"))]
    assert "4 columns for weight instead of 4 columns for kind" in found


def test_the_figure_to_beat_is_that_of_the_commonest_answer(tmp_path: Path) -> None:
    path = table_file(tmp_path, things())
    project = project_of(path, "kind")
    samples = load_samples(project)
    train, judged = (samples.take(part)["label"] for part in ("train", "validation"))
    share = 100 * (judged == np.bincount(train).argmax()).mean()
    assert str(to_beat(project)).startswith(f"To beat: {share:.1f} % right")
    assert "off on average" in str(to_beat(project_of(path, "weight")))


def column(name: str, kind: str, **more: object) -> Column:
    return Column(name, kind, **more)  # type: ignore[arg-type]


X = column("x", "number", high=1.0)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (column("t", "constant"), "same in every row"),
        (column("t", "number", low=2.0, high=2.0), "same in every row"),
        (column("t", "text"), "neither numbers nor categories"),
        (column("t", "category", kinds=("a",)), "one class alone"),
        (column("t", "category", kinds=tuple(map(str, range(1001)))), "1001 classes"),
    ],
)
def test_targets_that_nothing_can_be_learned_of_are_refused(target: Column, words: str) -> None:
    with pytest.raises(PlaygroundError, match=words):
        propose(
            Manifest("table", "T", (FileFact("t.csv", 1, "0" * 64),), 100, (X, target)), CATALOGUE, ("t",)
        )


def test_without_a_target_the_columns_are_listed() -> None:
    manifest = Manifest("table", "T", (), 10, (X, column("y1", "number", high=2.0)))
    with pytest.raises(NoTarget, match="choose one of x and y1"):
        propose(manifest, CATALOGUE)


def test_a_number_far_from_one_is_brought_to_its_range() -> None:
    price = column("price", "number", low=20_000.0, high=980_000.0)
    made = propose(Manifest("table", "T", (), 900, (X, price)), CATALOGUE, ("price",)).project
    assert made.network.nodes["formula"].params["formula"] == "a * 480000 + 500000"


def test_the_same_manifest_is_the_same_data_set(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    assert own_set(own_of(project), project.catalogue.own_files) == project.data_set
    assert load_samples(project) is load_samples(project)


def test_a_file_with_its_columns_gone_names_one(tmp_path: Path) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    own = own_of(project)
    strange = replace(own, columns=(*own.columns, column("more", "number", high=1.0)))
    with pytest.raises(PlaygroundError, match="no column 'more'"):
        load_samples(project.with_data(own=strange))
    assert HEAD.split(",")[-1] == "kind"


def test_a_category_of_too_many_kinds_is_left_out_and_that_is_said() -> None:
    wide = column("shop", "category", kinds=tuple(map(str, range(501))))
    manifest = Manifest("table", "T", (), 2000, (X, wide, column("t", "yes_no", kinds=("no", "yes"))))
    made = propose(manifest, CATALOGUE, ("t",))
    assert [each.use for each in own_of(made.project).columns] == ["input", "out", "target"]
    assert [each.column for each in made.remarks] == ["shop"] and "501 categories" in made.remarks[0].message


@pytest.mark.parametrize(
    "strange",
    [
        {"options": {"separator": "a" * 50}}, {"options": {"header_line": "x"}}, {"options": {"dates": []}},
        {"options": {"encoding": "rot13"}}, {"options": {"more": {"deep": [1]}}}, {"importer": "pickle"},
        {"importer": "excel"}, {"importer": "parquet"}, {"written": "%Q"}, {"written": "%"},
        {"written": "x|y"}, {"fill": "nonsense"}, {"unit": "kg"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_a_manifest_says_is_read_or_refused_in_a_sentence(
    tmp_path: Path, strange: dict[str, object]
) -> None:
    project = project_of(table_file(tmp_path, things()), "kind")
    own, of_columns = own_of(project), strange.keys() & {"written", "fill", "unit"}
    if of_columns:
        own = replace(own, columns=tuple(replace(each, **strange) for each in own.columns))  # type: ignore[arg-type]
    else:
        own = replace(own, **strange)  # type: ignore[arg-type]
    try:
        run(Session.start(project.with_data(own=own)), 1)
    except PlaygroundError as error:
        assert str(error).endswith(".") and "\n" not in str(error)


def test_packed_data_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = pack(project_of(table_file(tmp_path / "data", things()), "kind"))
    size = own_of(project).files[0].size
    monkeypatch.setattr(packed_data, "MAX_TOTAL", size + 10)
    more = {f"data/{sha256(bytes([n]) * 99).hexdigest()}": bytes([n]) * 99 for n in range(3)}
    kept = {f"data/{own_of(project).files[0].sha256}": (tmp_path / "data" / "things.csv").read_bytes()}
    write_archive(tmp_path / "p.nnplay", {"project.json": schema.to_bytes(project), **kept, **more})
    opened = open_project(tmp_path / "p.nnplay", CATALOGUE)
    assert len(opened.notes) == 3 and "at most 10 are read" in opened.notes[0]
    assert list(opened.project.catalogue.own_files.packed) == [own_of(project).files[0].sha256]
