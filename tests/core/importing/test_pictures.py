"""Pictures of somebody's own: every shape of folder and file, by their pixels, and what is refused."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import playground.core.files.held_files as held_files
import playground.core.importing.pictures.arrays as arrays
from own_pictures import (
    SIDE,
    TONES,
    WRITTEN,
    by_class,
    claims_to_be,
    in_parts,
    labelled_by_table,
    pixels,
    save,
    sixteen_bits,
    zipped,
)
from playground.core.catalogue.picture_form import Form
from playground.core.errors import PlaygroundError
from playground.core.files import kept as kept_files
from playground.core.files.own_files import fact_of
from playground.core.importing.classes import told_by_places
from playground.core.importing.importers import Importer, ReadingCancelled, importer_of
from playground.core.importing.pictures import understanding
from playground.core.importing.pictures.decoding import BadPicture, pixels_of
from playground.core.importing.pictures.looked import LookedAtPictures
from playground.core.importing.understood import Understood

KINDS = tuple(sorted(TONES))
WHITE = Form(SIDE, 3, "crop", turned=True, ground=255)


def importer(path: Path) -> Importer:
    found = importer_of(path)
    assert found is not None and found.id == "pictures"
    return found


def understood(path: Path, **options: object) -> Understood:
    return importer(path).understand(path, options)


def read(path: Path, found: Understood) -> dict[str, np.ndarray]:
    return importer(path).columns(path, found.manifest)


def as_network(values: np.ndarray) -> np.ndarray:
    return values.transpose(2, 0, 1)


def test_a_folder_a_class_gives_each_picture_with_its_class(tmp_path: Path) -> None:
    found = understood(by_class(tmp_path / "tones"))
    own = found.manifest
    assert (own.title, own.rows, own.options["side"], own.options["channels"]) == (
        "tones", 36, SIDE, "colour")  # fmt: skip
    picture, folder = own.columns
    assert (picture.type, picture.use) == ("picture", "input")
    assert (folder.type, folder.use, folder.kinds) == ("category", "target", KINDS)
    made = read(tmp_path / "tones", found)
    assert made["picture"].dtype == np.uint8 and made["picture"].shape == (36, 3, SIDE, SIDE)
    for row, (kind, number) in enumerate((kind, number) for kind in KINDS for number in range(12)):
        assert made["folder"][row] == KINDS.index(kind)
        np.testing.assert_array_equal(made["picture"][row], as_network(pixels(kind, number)))


def test_a_zip_of_it_gives_the_same_but_for_what_systems_add(tmp_path: Path) -> None:
    folder = by_class(tmp_path / "tones")
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    pack = zipped(folder, tmp_path / "tones.zip")
    one, two = understood(folder), understood(pack)
    assert one.rejected == two.rejected == ()
    assert one.manifest.columns == two.manifest.columns and one.manifest.options == two.manifest.options
    for name, values in read(folder, one).items():
        np.testing.assert_array_equal(values, read(pack, two)[name])


def test_parts_that_somebody_made_are_kept_as_a_fact(tmp_path: Path) -> None:
    found = understood(in_parts(tmp_path / "tones"))
    _, folder, part = found.manifest.columns
    assert folder.kinds == KINDS and (part.name, part.use) == ("part", "out")
    assert part.kinds == ("test", "train", "validation")
    counts = np.bincount(read(tmp_path / "tones", found)["part"])
    assert counts.tolist() == [6, 24, 9]
    assert any("test, train and validation" in each.message for each in found.remarks)


@pytest.mark.parametrize(
    ("names", "classes", "way"),
    [
        (["a/1.png", "b/2.png"], ("a", "b"), "outer"),
        (["x/a/1.png", "x/b/2.png"], ("a", "b"), "outer"),
        (["pets/cat/1.png", "pets/dog/1.png", "farm/cow/1.png"], ("cat", "dog", "cow"), "inner"),
        (["cat/old/1.png", "cat/new/2.png", "dog/old/3.png"], ("cat", "cat", "dog"), "outer"),
        (["cat/1.png", "cat/new/2.png", "dog/3.png"], ("cat", "cat", "dog"), "outer"),
        (["cat.1.jpg", "dog_2.jpg", "big cat-3.jpg"], ("cat", "dog", "big cat"), "names"),
        (["train/a/1.png", "val/b/2.png"], ("a", "b"), "outer"),
    ],
)  # fmt: skip
def test_classes_stand_where_people_put_them(names: list[str], classes: tuple[str, ...], way: str) -> None:
    told = told_by_places(names)
    assert (told.classes, told.way) == (classes, way)


def test_folders_within_folders_can_be_read_otherwise(tmp_path: Path) -> None:
    for place in ("hill", "shore"):
        by_class(tmp_path / "tones" / place, 3)
    assert understood(tmp_path / "tones").manifest.columns[1].kinds == ("hill", "shore")
    assert understood(tmp_path / "tones", classes="inner").manifest.columns[1].kinds == KINDS
    whole = understood(tmp_path / "tones", classes="whole").manifest.columns[1].kinds
    assert whole == tuple(f"{place}/{kind}" for place in ("hill", "shore") for kind in KINDS)


@pytest.mark.parametrize("named", ["images/{kind}{number}.png", "{kind}{number}.png", "{kind}{number}"])
def test_a_table_tells_what_pictures_are(tmp_path: Path, named: str) -> None:
    folder = labelled_by_table(tmp_path / "tones", named=named)
    save(folder / "images" / "extra.png", pixels("red", 50))
    lines = (folder / "labels.csv").read_text().splitlines()
    (folder / "labels.csv").write_text("\n".join([*lines, "gone.png,1.5,red"]) + "\n")
    found = understood(folder)
    told = [(each.name, each.type, each.use) for each in found.manifest.columns]
    assert told[0] == ("file", "picture", "input")
    assert told[1:] == [("weight", "number", "input"), ("kind", "category", "target")]
    (rejected,) = found.rejected
    assert (rejected.line, rejected.column) == (38, "file") and "'gone.png'" in rejected.reason
    assert any("One picture is not named in labels.csv" in each.message for each in found.remarks)
    made = read(folder, found)
    np.testing.assert_array_equal(made["file"][4], as_network(pixels("green", 1)))
    assert made["weight"][4] == 1.5 and found.manifest.columns[2].kinds[made["kind"][4]] == "green"


def test_a_table_that_is_chosen_reads_only_what_it_names(tmp_path: Path) -> None:
    folder = labelled_by_table(tmp_path / "tones", named="images/{kind}{number}.png")
    table = folder / "labels.csv"
    other = save(folder / "images" / "other.png", pixels("red", 50))
    save(tmp_path / "outside.png", pixels("red", 1))
    table.write_text(table.read_text() + "../outside.png,1.5,red\n")
    found = understood(table)
    assert found.manifest.rows == 36 and "'../outside.png'" in found.rejected[0].reason
    before = fact_of(table)
    other.write_bytes(b"changed")
    assert fact_of(table) == before and before.many
    save(folder / "images" / "red1.png", pixels("red", 99))
    assert fact_of(table).sha256 != before.sha256


@pytest.mark.parametrize("name", WRITTEN)
def test_every_kind_of_file_is_read_as_it_looks(tmp_path: Path, name: str) -> None:
    write, most = WRITTEN[name]
    values = np.zeros((SIDE, SIDE, 3), np.uint8)
    values[:12] = TONES["red"]
    values[:, 16:] = TONES["blue"]
    write(tmp_path / name, values)
    made = pixels_of((tmp_path / name).read_bytes(), WHITE).astype(int)
    apart = np.abs(made - as_network(values).astype(int))
    flat = apart[:, 2:10, 2:14]  # away from edges, which JPEG blurs
    assert flat.max() <= most and (most > 3 or apart.max() <= most)


def test_sixteen_bits_keep_their_greys(tmp_path: Path) -> None:
    for name in ("deep.png", "deep.tif"):
        path = save(tmp_path / name, sixteen_bits())
        made = pixels_of(path.read_bytes(), Form(SIDE, 1, "crop", True, 255))
        np.testing.assert_allclose(made[0], np.rint(sixteen_bits() / 257), atol=1)
    fractions = np.linspace(0, 1, SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    path = save(tmp_path / "real.tif", fractions)
    np.testing.assert_allclose(pixels_of(path.read_bytes(), WHITE)[0], np.rint(255 * fractions), atol=1)


@pytest.mark.parametrize(("ground", "expected"), [(255, 255), (0, 0), (128, 128)])
def test_what_is_see_through_lies_on_a_ground(tmp_path: Path, ground: int, expected: int) -> None:
    values = np.zeros((SIDE, SIDE, 4), np.uint8)
    values[:12] = (200, 100, 50, 255)
    path = save(tmp_path / "clear.png", values)
    made = pixels_of(path.read_bytes(), Form(SIDE, 3, "crop", True, ground))
    assert made[:, 0, 0].tolist() == [200, 100, 50] and made[:, 20, 0].tolist() == [expected] * 3


def test_a_camera_is_believed_unless_told_otherwise(tmp_path: Path) -> None:
    values = np.zeros((SIDE, SIDE, 3), np.uint8)
    values[:12] = 255
    write, _ = WRITTEN["turned.jpg"]
    write(tmp_path / "turned.jpg", values)
    content = (tmp_path / "turned.jpg").read_bytes()
    upright = pixels_of(content, WHITE)
    assert upright[0, 2, 2] > 240 and upright[0, 2, -2] > 240 and upright[0, -2, 2] < 15
    lying = pixels_of(content, Form(SIDE, 3, "crop", False, 255))
    assert lying[0, 2, 2] != pytest.approx(upright[0, 2, 2], abs=50) or lying[0, -2, 2] > 240


def test_sizes_are_told_as_the_camera_was_held_unless_told_otherwise(tmp_path: Path) -> None:
    write, _ = WRITTEN["turned.jpg"]
    for kind in ("a", "b"):
        (tmp_path / kind).mkdir()
        write(tmp_path / kind / "turned.jpg", np.full((20, 60, 3), 200 if kind == "a" else 40, np.uint8))
    for turned, size in ((True, (60, 20)), (False, (20, 60))):
        looked = understood(tmp_path, turned=turned).looked
        assert isinstance(looked, LookedAtPictures)
        assert [(each.width, each.height) for each in looked.pictures] == [size, size]


def test_fit_crop_and_pad_do_what_they_say(tmp_path: Path) -> None:
    values = np.zeros((40, 80, 3), np.uint8)
    values[:, 20:60] = 200
    content = save(tmp_path / "wide.png", values).read_bytes()
    middle = {shape: pixels_of(content, Form(40, 1, shape, True, 255))[0] for shape in ("fit", "crop", "pad")}  # type: ignore[arg-type]
    assert middle["crop"].min() == 200
    assert middle["fit"][20, 2] == 0 and middle["fit"][20, 20] == 200 and middle["fit"][2, 20] == 200
    assert middle["pad"][2, 20] == 255 and middle["pad"][20, 20] == 200 and middle["pad"][20, 2] == 0


def test_grey_is_found_out_and_so_is_a_side(tmp_path: Path) -> None:
    for number in range(6):
        save(tmp_path / "g" / "ab"[number % 2] / f"{number}.png", np.full((30, 50), 10 * number, np.uint8))
    options = understood(tmp_path / "g").manifest.options
    assert (options["channels"], options["side"], options["shape"]) == ("grey", 28, "crop")
    assert understood(tmp_path / "g", side=3).manifest.options["side"] == 8


def test_a_bad_one_is_left_out_and_listed(tmp_path: Path) -> None:
    folder = by_class(tmp_path / "tones")
    stream = io.BytesIO()
    Image.fromarray(pixels("red", 5, 200)).save(stream, "JPEG")
    (folder / "red" / "005.png").unlink()
    (folder / "red" / "005.jpg").write_bytes(stream.getvalue()[:900])
    (folder / "notes.txt").write_text("mine")
    (folder / "red" / "photo.heic").write_bytes(b"ftypheic")
    found = understood(folder)
    told = {each.file: each.reason for each in found.rejected}
    assert told.keys() == {"notes.txt", "red/005.jpg", "red/photo.heic"}
    assert "ends too early" in told["red/005.jpg"] and "save it as JPEG" in told["red/photo.heic"]
    made = read(folder, found)
    assert len(made["picture"]) == len(made["folder"]) == found.manifest.rows == 35
    np.testing.assert_array_equal(made["picture"][-1], as_network(pixels("red", 11)))


def test_more_than_a_few_bad_ones_are_refused(tmp_path: Path) -> None:
    folder = by_class(tmp_path / "tones")
    for number in range(2):
        (folder / "red" / f"00{number}.png").write_bytes(b"no picture")
    with pytest.raises(
        PlaygroundError, match="2 of 36 pictures in tones cannot be read, such as red/000.png"
    ):
        understood(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (claims_to_be(100_000, 100_000), "pixels"), (claims_to_be(9000, 8000), "pixels"), (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "no picture"), (b"GIF89a", "no picture|too early|damaged"),
        (b"<svg/>", "no picture"),
    ],
    ids=["huge", "large", "empty", "head", "gif", "svg"],
)  # fmt: skip
def test_what_is_no_picture_is_said_so(content: bytes, words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        pixels_of(content, WHITE)


def test_links_that_lead_out_and_circles_are_not_followed(tmp_path: Path) -> None:
    folder = by_class(tmp_path / "tones")
    save(tmp_path / "secret.png", pixels("red", 1))
    (folder / "red" / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "red" / "in.png").symlink_to(folder / "red" / "003.png")
    (folder / "red" / "round").symlink_to(folder)
    (folder / "red" / "self.png").symlink_to(folder / "red" / "self.png")
    os.mkfifo(folder / "red" / "pipe.png")
    found = understood(folder)
    told = {each.file: each.reason for each in found.rejected}
    assert told.keys() == {f"red/{name}" for name in ("out.png", "round", "self.png", "pipe.png")}
    assert "leads out" in told["red/out.png"] and "not followed" in told["red/round"]
    assert found.manifest.rows == 37  # the link within it is another picture


def test_a_folder_that_one_may_not_read_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, real = by_class(tmp_path / "tones"), os.scandir

    def refusing(path: str | Path) -> object:
        if Path(path).name == "red":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(held_files.os, "scandir", refusing)
    (rejected,) = understood(folder).rejected
    assert rejected.file == "red" and "permission is denied" in rejected.reason


def test_too_many_entries_are_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = by_class(tmp_path / "tones")
    monkeypatch.setattr(held_files, "MOST_FILES", 20)
    with pytest.raises(PlaygroundError, match="tones holds more than 20 files"):
        understood(folder)


def test_a_zip_of_a_million_entries_is_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as pack:
        pack.writestr("a/1.png", b"x")
    body = path.read_bytes()
    end = body.rindex(b"PK\x05\x06")
    wide = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes(20) + (10**6).to_bytes(8, "little") + bytes(16)
    path.write_bytes(body[:end] + wide + body[end:])
    with pytest.raises(PlaygroundError, match="many.zip holds 1\u2009000\u2009000 parts"):
        understood(path)


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("a/1.png", bytes(100 * 2**20))
    assert path.stat().st_size < 200_000
    with pytest.raises(PlaygroundError, match="would unpack to"):
        understood(path)


def test_names_that_lead_out_of_a_zip_are_left_out(tmp_path: Path) -> None:
    path = zipped(by_class(tmp_path / "tones"), tmp_path / "tones.zip")
    with zipfile.ZipFile(path, "a") as pack:
        pack.writestr("../outside.png", b"x")
        pack.writestr("/etc/x.png", b"x")
    told = {each.file: each.reason for each in understood(path).rejected}
    assert len(told) == 2 and all("leads out of the zip" in each for each in told.values())


@pytest.mark.parametrize("what", ["empty", "tools", "damaged.zip"])
def test_what_holds_no_picture_is_refused_in_a_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what.endswith(".zip"):
        path.write_bytes(b"PK\x03\x04 broken")
    else:
        path.mkdir()
        if what == "tools":
            (path / "a.xyz").write_text("words")
    with pytest.raises(PlaygroundError, match=rf"^{what}.*\.$"):
        understood(path)


def test_near_doubles_are_found(tmp_path: Path) -> None:
    folder = by_class(tmp_path / "tones", 3)
    draw = np.random.default_rng(0)
    for number in range(6):
        coarse = draw.integers(0, 255, (6, 6, 3)).astype(np.uint8)
        save(folder / "red" / f"n{number}.png", np.kron(coarse, np.ones((8, 8, 1), np.uint8)))
    first = Image.open(folder / "red" / "n0.png")
    first.save(folder / "blue" / "again.jpg", quality=90)
    first.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "green" / "mirror.png")
    (folder / "green" / "same.png").write_bytes((folder / "red" / "n1.png").read_bytes())
    found = understood(folder)
    looked = found.looked
    pairs = {
        (*sorted((looked.pictures[each.one].name, looked.pictures[each.other].name)), each.same_file,
         each.mirrored)
        for each in looked.doubles
    }  # fmt: skip
    assert ("green/same.png", "red/n1.png", True, False) in pairs
    assert ("blue/again.jpg", "red/n0.png", False, False) in pairs
    assert ("green/mirror.png", "red/n0.png", False, True) in pairs
    assert not any("n2" in one or "n3" in two for one, two, *_ in pairs)
    assert "same picture in two classes" in found.remarks[0].message


def test_many_pictures_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = by_class(tmp_path / "tones")
    found = understood(folder)
    small = read(folder, found)["picture"]
    monkeypatch.setattr(arrays, "IN_MEMORY", 1000)
    large = read(folder, found)["picture"]
    assert isinstance(large, np.memmap) and not isinstance(small, np.memmap)
    np.testing.assert_array_equal(small, large)


def test_many_pictures_are_decoded_once_as_long_as_no_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, decoded = tmp_path / "kept", list[bytes]()
    monkeypatch.setenv(kept_files.PLACE, str(home))
    monkeypatch.setattr(arrays, "IN_MEMORY", 1000)
    folder = by_class(tmp_path / "tones")
    found = understood(folder)
    decode = understanding.pixels_of
    monkeypatch.setattr(
        understanding, "pixels_of", lambda data, form: decoded.append(data) or decode(data, form)
    )
    first = read(folder, found)["picture"]
    count = len(decoded)
    np.testing.assert_array_equal(first, read(folder, found)["picture"])
    assert count == len(decoded) == len(first) and len(list(home.iterdir())) == 1
    (next(home.iterdir()) / kept_files.KNOWN).unlink()  # as if its writing had been cut off
    np.testing.assert_array_equal(first, read(folder, found)["picture"])
    assert len(decoded) == 2 * count
    changed = next(folder.rglob("*.png"))
    os.utime(changed, (1, 1))
    np.testing.assert_array_equal(first, read(folder, found)["picture"])
    assert len(decoded) == 3 * count and len(list(home.iterdir())) == 2


def test_pictures_whose_writing_is_cancelled_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "kept"
    monkeypatch.setenv(kept_files.PLACE, str(home))
    monkeypatch.setattr(arrays, "IN_MEMORY", 1000)
    folder = by_class(tmp_path / "tones")
    found = understood(folder)

    def stop(share: float) -> None:
        if share > 0.5:
            raise ReadingCancelled

    with pytest.raises(ReadingCancelled):
        understanding.columns(folder, found.manifest, stop)
    assert list(home.iterdir()) == []
