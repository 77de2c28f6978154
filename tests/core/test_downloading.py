"""Files from the web: on from where they broke off, stopped, too large, another one than was published."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.core.catalogue.public_set import PublicFile, PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.errors import PlaygroundError
from playground.core.files import downloading, held_tar
from playground.core.files.downloading import download
from playground.core.files.fetched_part import bytes_there, part_of_file
from playground.core.files.held_tar import tar_files
from playground.core.importing.public import fetching
from playground.core.importing.public.fetching import FetchCancelled, fetch, fetched_bytes, opened_path
from public_mirror import Mirror, archive, mirror, small_sets

CONTENT = np.random.default_rng(1).integers(0, 256, 400_000).astype(np.uint8).tobytes()
WANTED = PublicFile("a.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def no_matter(told: object, laying: object = None) -> None:
    """Let it go on."""


@pytest.fixture
def served() -> Iterator[Mirror]:
    with mirror() as made:
        made.files["a.bin"] = CONTENT
        yield made


def fetched(served: Mirror, to: Path, wanted: PublicFile = WANTED, *others: str) -> bytes:
    return download((*others, f"{served.address}/a.bin"), wanted, to, no_matter).read_bytes()


def test_a_file_is_fetched_once(served: Mirror, tmp_path: Path) -> None:
    told: list[int] = []
    to = download((f"{served.address}/a.bin",), WANTED, tmp_path / "new" / "a.bin", told.append)
    assert to.read_bytes() == CONTENT and told[-1] == len(CONTENT) and told == sorted(told)
    assert fetched(served, to) == CONTENT
    assert served.asked == [("/a.bin", "")] and not part_of_file(to).exists()


def test_a_connection_that_breaks_is_taken_up_where_it_was(served: Mirror, tmp_path: Path) -> None:
    served.breaks_after = 150_000
    assert fetched(served, tmp_path / "a.bin") == CONTENT
    ranges = [asked for _, asked in served.asked]
    assert ranges == ["", "bytes=150000-", "bytes=300000-"]


def test_after_some_attempts_it_is_said_and_what_is_there_stays(served: Mirror, tmp_path: Path) -> None:
    served.breaks_after = 50_000
    with pytest.raises(PlaygroundError, match="broke off after 200\u2009000 of 400\u2009000 bytes of a.bin"):
        fetched(served, tmp_path / "a.bin")
    assert bytes_there(tmp_path / "a.bin") == 200_000 and not (tmp_path / "a.bin").exists()
    assert fetched(served, tmp_path / "a.bin") == CONTENT
    assert len(served.asked) == 8


def test_a_server_that_knows_no_ranges_sends_it_anew(served: Mirror, tmp_path: Path) -> None:
    part_of_file(tmp_path / "a.bin").write_bytes(b"x" * 1000)
    served.ranges = False
    assert fetched(served, tmp_path / "a.bin") == CONTENT


def test_a_whole_part_is_taken_without_fetching_and_a_wrong_one_is_not_kept(
    served: Mirror, tmp_path: Path
) -> None:
    part = part_of_file(tmp_path / "a.bin")
    part.write_bytes(CONTENT)
    assert fetched(served, tmp_path / "a.bin") == CONTENT
    (tmp_path / "a.bin").write_bytes(b"spoilt since")
    part.write_bytes(b"y" * len(CONTENT))
    with pytest.raises(PlaygroundError, match="its checksum is another one"):
        fetched(served, tmp_path / "a.bin")
    assert not part.exists()
    assert fetched(served, tmp_path / "a.bin") == CONTENT


def test_another_file_than_was_published_is_not_kept(served: Mirror, tmp_path: Path) -> None:
    served.files["a.bin"] = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    with pytest.raises(PlaygroundError, match="its checksum is another one"):
        fetched(served, tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_goes_on_and_on_is_given_up(
    served: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "SLACK", 1000)
    small = PublicFile("a.bin", 5000, "0" * 64)
    with pytest.raises(PlaygroundError, match="has 400\u2009000 bytes in place of 5\u2009000"):
        fetched(served, tmp_path / "a.bin", small)
    assert bytes_there(tmp_path / "a.bin") == 0


def test_the_next_address_is_asked_where_one_does_not_answer(served: Mirror, tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9/a.bin"
    assert fetched(served, tmp_path / "a.bin", WANTED, closed, f"{served.address}/gone.bin") == CONTENT
    assert [path for path, _ in served.asked] == ["/gone.bin", "/a.bin"]
    with pytest.raises(PlaygroundError, match="127.0.0.1:9 cannot be reached"):
        download((closed,), WANTED, tmp_path / "b.bin", no_matter)
    with pytest.raises(PlaygroundError, match="answers 404"):
        download((f"{served.address}/gone.bin",), WANTED, tmp_path / "b.bin", no_matter)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:,a", "/etc/passwd"])
def test_nothing_but_the_web_is_opened(tmp_path: Path, address: str) -> None:
    with pytest.raises(PlaygroundError, match="begins with http or https"):
        download((address,), WANTED, tmp_path / "a.bin", no_matter)
    assert list(tmp_path.iterdir()) == []


# Sets


@pytest.fixture
def adult(tmp_path: Path) -> Iterator[tuple[Mirror, PublicSet]]:
    with small_sets(tmp_path / "served", "adult") as (served, sets):
        yield served, sets.get("adult")


def test_a_set_that_is_stopped_goes_on_where_it_was(tmp_path: Path, adult: tuple[Mirror, PublicSet]) -> None:
    served, spec = adult
    first = spec.files[0].size

    def stop(there: int, laying: bool) -> None:
        if there > first:
            raise FetchCancelled

    with pytest.raises(FetchCancelled):
        fetch(spec, tmp_path / "root", stop)
    assert fetched_bytes(spec, tmp_path / "root") >= first and opened_path(spec, tmp_path / "root") is None
    fetch(spec, tmp_path / "root", no_matter)
    assert [path for path, _ in served.asked].count("/adult/adult.data") == 1


def test_laying_out_that_is_stopped_leaves_nothing_half(
    tmp_path: Path, adult: tuple[Mirror, PublicSet]
) -> None:
    def stop(there: int, laying: bool) -> None:
        if laying:
            raise FetchCancelled

    with pytest.raises(FetchCancelled):
        fetch(adult[1], tmp_path / "root", stop)
    assert opened_path(adult[1], tmp_path / "root") is None
    asked = len(adult[0].asked)
    path = fetch(adult[1], tmp_path / "root", no_matter)
    lines = path.read_text().splitlines()
    assert lines[0].endswith("native-country,income,part") and len(lines) == 201
    assert [line.rsplit(",", 1)[1] for line in lines[1:]] == ["train"] * 160 + ["test"] * 40
    assert not any("." in line for line in lines[1:])
    assert len(adult[0].asked) == asked  # what was there was not asked for again


def test_without_room_nothing_is_begun(
    tmp_path: Path, adult: tuple[Mirror, PublicSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    free = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda path: free)
    with pytest.raises(PlaygroundError, match="Adult needs .* bytes on the disk; 1\u2009000 are free"):
        fetch(adult[1], tmp_path / "root", no_matter)
    assert adult[0].asked == []


def test_what_is_laid_out_otherwise_is_said(tmp_path: Path, adult: tuple[Mirror, PublicSet]) -> None:
    served, spec = adult
    served.files["adult/adult.test"] = b"\xff\xfe,\n"
    told = hashlib.sha256(served.files["adult/adult.test"]).hexdigest()
    first, second = spec.files
    strange = replace(spec, files=(first, replace(second, size=4, checksum=told)))
    with pytest.raises(PlaygroundError, match="Adult is not laid out as it was published"):
        fetch(strange, tmp_path / "root", no_matter)


@pytest.mark.parametrize("found", ["file:///tmp", "127.0.0.1:8000", "https://", "http://["])
def test_a_mirror_that_is_no_address_is_refused(
    tmp_path: Path, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_MIRROR", found)
    with pytest.raises(PlaygroundError, match="PLAYGROUND_MIRROR is .*: an address"):
        fetch(PUBLIC_SETS.get("titanic"), tmp_path / "root", no_matter)


# Archives


def _archived(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_what_leads_out_of_an_archive_and_links_are_passed_over(tmp_path: Path) -> None:
    inside = {"a/b.txt": b"1", "./c.txt": b"2", "../d.txt": b"3", "/e.txt": b"4", "f/../../g": b"5",
              "C:/h": b"6", "i\\j": b"7", ".hidden/k": b"8", "l//m": b"9"}  # fmt: skip
    path = _archived(tmp_path / "a.tgz", archive(inside, {"link.txt": "/etc/passwd"}))
    assert dict(tar_files(path, lambda name: True, no_matter)) == {"a/b.txt": b"1", "c.txt": b"2"}


SPOILT: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut": (lambda: archive({"a": CONTENT})[:-5000], "damaged"),
    "no archive": (lambda: b"hello", "damaged"),
    "empty": (lambda: b"", "damaged"),
}


@pytest.mark.parametrize(("content", "words"), SPOILT.values(), ids=SPOILT.keys())
def test_a_damaged_archive_is_said(tmp_path: Path, content: Callable[[], bytes], words: str) -> None:
    path = _archived(tmp_path / "a.tgz", content())
    with pytest.raises(PlaygroundError, match=words):
        dict(tar_files(path, lambda name: True, no_matter))


def test_an_archive_that_swells_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _archived(tmp_path / "a.tgz", archive(dict.fromkeys("abcd", b"\x00" * 10**6)))
    monkeypatch.setattr(held_tar, "MOST_UNPACKED", 3 * 10**6)
    with pytest.raises(PlaygroundError, match="unpacks to more than"):
        dict(tar_files(path, lambda name: True, no_matter))
    monkeypatch.setattr(held_tar, "MOST_OF_MEMBER", 10**5)
    with pytest.raises(PlaygroundError, match="too many parts, or too large ones"):
        dict(tar_files(path, lambda name: True, no_matter))
    assert tarfile.is_tarfile(path)
