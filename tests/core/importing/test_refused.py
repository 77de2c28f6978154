"""What is not read is named with what to do instead, alone and in folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core.errors import PlaygroundError
from playground.core.importing.importers import importer_for
from playground.core.importing.proposing import NoTarget, guessed_targets

INSTEAD = {
    "a.xls": "save it as CSV", "a.json": "save it as JSON lines", "a.rar": "unpack it",
    "a.tar.gz": "unpack it",
    "a.json.gz": "save it as JSON lines", "a.pkl": "it can run code", "a.h5": "save its arrays as .npz",
    "a.heic": "save it as PNG or JPEG", "a.svg": "save it as PNG", "a.m4a": "save it as WAV or FLAC",
    "a.mp4": "give a folder of its frames", "a.docx": "save it as plain text", "a.pdf": "plain text",
    "a.jpg": "is one picture: give a folder", "a.xyz": "give a table, arrays, pictures, texts or sounds",
}  # fmt: skip


@pytest.mark.parametrize(("name", "words"), INSTEAD.items())
def test_a_refusal_says_what_to_do(name: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 of no matter")
    with pytest.raises(PlaygroundError) as caught:
        importer_for(tmp_path / name)
    assert words in caught.value.message and caught.value.message.startswith(name)


def of_folder(folder: Path) -> str:
    with pytest.raises(PlaygroundError) as caught:
        importer_for(folder).understand(folder, {})
    return str(caught.value.message)


def test_a_folder_of_tables_names_the_one_to_learn_from(tmp_path: Path) -> None:
    for name in ("test.csv", "sample_submission.csv", "train.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "about.txt").write_text("what the columns mean", encoding="utf-8")
    assert "give one of them, such as train.csv." in of_folder(tmp_path)


def test_a_table_further_out_goes_before_one_that_is_called_train(tmp_path: Path) -> None:
    (tmp_path / "of").mkdir()
    for name in ("of/train.csv", "all.csv", "test.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "about.txt").write_text("what the columns mean", encoding="utf-8")
    assert "give one of them, such as all.csv." in of_folder(tmp_path)


def test_a_few_files_of_a_kind_that_is_not_read_are_not_what_a_folder_holds(tmp_path: Path) -> None:
    for name in ("a.heic", "a.one", "a.two", "a.three"):
        (tmp_path / name).write_bytes(b"\x00")
    assert "holds no pictures, and not mostly sounds or texts" in of_folder(tmp_path)
    (tmp_path / "a.one").rename(tmp_path / "b.heic")
    assert "mostly files of a kind that is not read here, .heic" in of_folder(tmp_path)


def test_a_pack_beside_other_files_is_not_all_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    (tmp_path / "a.one").write_bytes(b"\x00")
    assert "nothing but" not in of_folder(tmp_path)


def test_a_folder_of_one_kind_that_is_not_read_says_what_to_do(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.heic").write_bytes(b"\x00")
    assert "mostly files of a kind that is not read here, .heic; of each: save it as" in of_folder(tmp_path)


NOTHING = {
    "a,b,k\n1,2,x\n": "There is one row: learning takes many.",
    "a,b\n,5\nNA,5\n,5\n": "Every column is empty or the same in every row: there is nothing to learn.",
    "a,b\nx y z u,b b b b\nb u x k,c c c c\n": "choose one of a and b.",
}


@pytest.mark.parametrize(("text", "words"), NOTHING.items(), ids=[each[:9] for each in NOTHING.values()])
def test_what_cannot_be_learned_says_why(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = importer_for(tmp_path / "a.csv").understand(tmp_path / "a.csv", {})
    with pytest.raises(NoTarget) as caught:
        guessed_targets(found.manifest)
    assert words in str(caught.value)
