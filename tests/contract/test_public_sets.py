"""Every public set: described in full, fetched once, known by its sum, opened as a project that trains."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from cli_runner import importable
from own_tables import table_file, things
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.public_set import PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.checks.analysis import analyse
from playground.core.data.learning_words import with_vocabularies
from playground.core.data.prepared import fields_of, load_samples
from playground.core.importing.importers import IMPORTERS
from playground.core.importing.proposing import propose
from playground.core.importing.public import archives
from playground.core.importing.public.fetching import fetch, fetched_bytes, opened_path, understood
from playground.core.project.values import Project
from playground.core.registry import named
from public_mirror import MINIATURES, small_sets

EVERY = pytest.mark.parametrize("spec", list(PUBLIC_SETS), ids=lambda spec: spec.id)
# Of each in miniature: the goal, the classes or None, the fields that go in, how it is split.
BECOMES = {
    "mnist": ("classify", 10, {"image"}, "given"),
    "fashion-mnist": ("classify", 10, {"image"}, "given"),
    "kmnist": ("classify", 10, {"image"}, "given"),
    "cifar-10": ("classify", 10, {"image"}, "given"),
    "imdb": ("classify", 2, {"tokens"}, "given"),
    "ag-news": ("classify", 4, {"tokens"}, "given"),
    "tiny-shakespeare": ("classify", 2, {"tokens"}, "in_proportion"),
    "california-housing": ("regress", None, {"table"}, "in_proportion"),
    "adult": ("classify", 2, {"table"}, "given"),
    "titanic": ("classify", 2, {"table"}, "in_proportion"),
    "movielens-small": ("regress", None, {"table"}, "in_proportion"),
    "speech-commands": ("classify", 2, {"image"}, "in_proportion"),
}


def no_progress(there: int, laying: bool) -> None:
    """Let it go on."""


def project_of_set(spec: PublicSet, path: Path) -> Project:
    """Return the project that is proposed for a fetched set."""
    found = understood(spec, path)
    files = OwnFiles(chosen={fact.sha256: path for fact in found.manifest.files})
    learn = partial(with_vocabularies, looked=found.looked)
    return propose(found.manifest, CATALOGUE.with_own_files(files), (), learn).project


@EVERY
def test_it_says_what_it_is_before_it_is_fetched(spec: PublicSet) -> None:
    assert spec.title and spec.summary and spec.licence
    assert spec.family in CATALOGUE.families and re.fullmatch(r"[a-z0-9-]+", spec.id)
    assert re.match(r"https?://", spec.source)
    assert spec.bases and all(re.match(r"https?://.*/$", each) for each in spec.bases)
    assert spec.size == sum(each.size for each in spec.files) > 0
    for each in spec.files:
        assert re.fullmatch(r"[0-9a-f]{64}" if each.sum_kind == "sha256" else r"[0-9a-f]{32}", each.checksum)
        assert Path(each.name).name == each.name
    importer = IMPORTERS.get(spec.importer)
    assert {name: importer.options(spec.options)[name] for name in spec.options} == spec.options
    assert not spec.lays or (callable(named(spec.lays)) and spec.laid_size)
    assert set(MINIATURES) == set(BECOMES) == {each.id for each in PUBLIC_SETS}


@pytest.fixture
def small(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[PublicSet]:
    spec: PublicSet = request.getfixturevalue("spec")
    with small_sets(tmp_path / "served", spec.id) as (_, sets):
        yield sets.get(spec.id)


@EVERY
def test_it_is_fetched_once_and_becomes_a_project_that_trains(
    tmp_path: Path, spec: PublicSet, small: PublicSet
) -> None:
    root = tmp_path / "root"
    assert opened_path(small, root) is None and fetched_bytes(small, root) == 0
    shares = []
    path = fetch(small, root, lambda there, laying: shares.append(there / small.size))
    assert max(shares) == 1 and shares == sorted(shares)
    assert path == opened_path(small, root) and root in path.parents
    assert not list(root.rglob("*.part"))
    project = project_of_set(small, path)
    goal, classes, inputs, split = BECOMES[spec.id]
    samples = load_samples(project)
    found = samples.dataset.fields.fields
    assert project.name == spec.title and project.data.split == split
    assert (project.network.nodes["goal"].kind, set(found) - {"label", "value"}) == (goal, inputs)
    assert (len(found["label"].classes) if classes else None) == classes
    assert [each.message for each in analyse(project, fields_of(project)).problems] == []
    assert len(samples.parts["train"]) and len(samples.parts["validation"])
    assert bool(len(samples.parts["test"])) == (split == "given")  # kept apart where it was published so


def test_what_speaks_to_the_web_is_not_even_loaded_before_somebody_asks() -> None:
    words = (
        "import sys, playground.app.workspace, playground.cli.public_sets;"
        "print(sorted({'ssl', 'http.client', 'playground.core.files.downloading'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, env=importable())
    assert done.stdout.strip() == "[]", done.stderr


def test_what_a_set_tells_is_aimed_at_alone_and_what_it_leaves_out_is_out(tmp_path: Path) -> None:
    spec = replace(PUBLIC_SETS.get("titanic"), target="weight", left_out=("when",), options={})
    found = understood(spec, table_file(tmp_path, things())).manifest
    plain = IMPORTERS.get("table").understand(tmp_path / "things.csv", {}).manifest
    assert [each.name for each in plain.columns if each.use == "target"] == ["kind"]
    uses = {each.name: each.use for each in found.columns}
    assert (uses["weight"], uses["kind"], uses["when"]) == ("target", "out", "out")


def test_of_each_spoken_word_the_first_recordings_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "EACH", 2)
    into = tmp_path / "laid"
    into.mkdir()
    with tarfile.open(tmp_path / "speech_commands_v0.02.tar.gz", "w:gz") as pack:
        for name in ("yes/a.wav", "bed/a.wav", "yes/b.wav", "no/a.wav", "yes/c.wav", "yes/d.txt"):
            held = tarfile.TarInfo(name)
            held.size = 4
            pack.addfile(held, BytesIO(b"RIFF"))
    archives.lay_speech(tmp_path, into, lambda share: None)
    laid = sorted(str(each.relative_to(into)) for each in into.rglob("*.wav"))
    assert laid == ["no/a.wav", "yes/a.wav", "yes/b.wav"]
