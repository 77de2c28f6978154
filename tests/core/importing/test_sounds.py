"""Sounds of somebody's own: what files become as numbers, and what is no sound."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from own_sounds import TONES, listed_sounds, sound_folder, tone
from own_tables import project_of
from own_texts import text_folder
from playground.core.builtin import CATALOGUE
from playground.core.catalogue.manifest import Manifest
from playground.core.catalogue.own_files import OwnFiles
from playground.core.catalogue.own_set import own_set
from playground.core.catalogue.own_sounds import frames_of, hop_of, samples_of, wave_field
from playground.core.data.prepared import fields_of, load_samples
from playground.core.errors import PlaygroundError
from playground.core.files.held_files import MOST_OF_ONE
from playground.core.files.packed_data import pack
from playground.core.files.project_file import open_project, save_project
from playground.core.files.regular import read_bytes
from playground.core.importing.importers import importer_of
from playground.core.importing.sounds.decoding import Sound, at_rate, decoded, of_length
from playground.core.importing.sounds.mel import bands_of, hertz_of, mel_of, spectrogram
from playground.core.importing.understood import Understood


def heard(path: Path) -> Sound:
    return decoded(path.name, read_bytes(path, MOST_OF_ONE))


def understood(path: Path, **options: object) -> Understood:
    importer = importer_of(path)
    assert importer is not None
    return importer.understand(path, options)


def waves_of(path: Path, found: Understood, name: str = "sound") -> np.ndarray:
    importer = importer_of(path)
    assert importer is not None
    column = importer.retyped(path, found.manifest, name, "wave")
    manifest = Manifest(
        "sounds", "t", found.manifest.files, found.manifest.rows, (column,), found.manifest.options
    )
    return importer.columns(path, manifest)[name]


@pytest.mark.parametrize("depth", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "PCM_U8"])
def test_every_depth_is_read_as_the_same_wave(tmp_path: Path, depth: str) -> None:
    wave = tone(440, 16_000, 0.1)
    soundfile.write(tmp_path / "a.wav", wave, 16_000, subtype=depth)
    sound = heard(tmp_path / "a.wav")
    assert sound.rate == 16_000 and sound.wave.dtype == np.float32
    np.testing.assert_allclose(sound.wave, wave, atol=0.01 if depth == "PCM_U8" else 4e-5)


def test_channels_are_heard_together_and_the_rest_of_a_minute_is_not_read(tmp_path: Path) -> None:
    wave = tone(440, 8_000, 0.1)
    soundfile.write(tmp_path / "a.wav", np.stack([wave, np.zeros_like(wave)], 1), 8_000, subtype="FLOAT")
    np.testing.assert_allclose(heard(tmp_path / "a.wav").wave, wave / 2, atol=1e-6)
    soundfile.write(tmp_path / "long.wav", np.zeros(8_000 * 70, np.int16), 8_000)
    assert heard(tmp_path / "long.wav").seconds == 60.0


def test_a_tone_stays_itself_at_another_rate() -> None:
    for rate in (8_000, 22_050, 44_100, 96_000):
        made = at_rate(Sound(tone(440, rate, 1.0).astype(np.float32), rate), 16_000)
        assert len(made) == 16_000
        middle = slice(1_000, 15_000)  # at its ends a filter rings
        np.testing.assert_allclose(made[middle], tone(440, 16_000, 1.0)[middle], atol=2e-3)


def test_a_wave_is_cut_or_filled_up_with_silence() -> None:
    assert of_length(np.ones(3, np.float32), 5).tolist() == [1, 1, 1, 0, 0]
    assert of_length(np.arange(5, dtype=np.float32), 3).tolist() == [0, 1, 2]


def test_the_mel_scale_and_its_bands_are_as_written() -> None:
    assert float(mel_of(700.0)) == pytest.approx(2595 * np.log10(2))
    np.testing.assert_allclose(hertz_of(mel_of(np.array([0.0, 440, 8_000]))), [0, 440, 8_000], atol=1e-9)
    bands = bands_of(16_000, 512, 40)
    assert bands.shape == (40, 257) and (bands >= 0).all() and (bands.sum(axis=1) > 0).all()
    middles = hertz_of(np.linspace(0, float(mel_of(8_000)), 42))[1:-1]
    assert np.abs(bands[20:].argmax(axis=1) * 16_000 / 512 - middles[20:]).max() <= 16_000 / 512 / 2


def test_a_spectrogram_agrees_with_pytorchs_transform_and_a_sine_has_its_own_loudness() -> None:
    import torch

    draw = np.random.default_rng(0)
    wave = draw.standard_normal(5_000).astype(np.float32) * 0.1
    hop, rate = 256, 16_000
    made = spectrogram(wave, rate, hop, 40, -80.0, 20.0)
    padded = torch.from_numpy(np.pad(wave.astype(np.float64), (hop, 2 * hop)))
    window = torch.hann_window(2 * hop, periodic=True, dtype=torch.float64)
    theirs = torch.stft(padded, 2 * hop, hop, window=window, center=False, return_complex=True).abs() ** 2
    power = theirs.numpy().T[: 1 + len(wave) // hop] / (window.sum().item() / 2) ** 2
    wanted = 10 * np.log10(power @ bands_of(rate, 2 * hop, 40).T).T[::-1]
    assert made.shape == (40, 20) and made.flags.c_contiguous
    np.testing.assert_allclose(made, wanted, atol=1e-4)
    loud = spectrogram(tone(1_000, rate, 0.5, loud=1.0), rate, hop, 40, -80.0, 20.0)[:, 5:-5]
    assert np.abs(loud.max(axis=0)).max() < 3.0
    quiet = spectrogram(tone(1_000, rate, 0.5, loud=0.1), rate, hop, 40, -80.0, 20.0)[:, 5:-5]
    np.testing.assert_allclose(loud.max(axis=0) - quiet.max(axis=0), 20.0, atol=1e-3)
    assert (spectrogram(np.zeros(5_000), rate, hop, 40, -80.0, 20.0) == -80.0).all()


def test_a_folder_becomes_pictures_of_one_size(tmp_path: Path) -> None:
    folder = sound_folder(tmp_path)
    found, project = understood(folder), project_of(folder)
    assert found.manifest.rows == 36 and not found.rejected
    assert [(each.name, each.type, each.use) for each in found.manifest.columns] == [
        ("sound", "spectrogram", "input"), ("class", "category", "target"), ("seconds", "number", "out"),
    ]  # fmt: skip
    options = found.manifest.options
    assert options["rate"] == 8_000 and 0.4 < options["seconds"] <= 0.5
    field, arrays = fields_of(project).fields["image"], load_samples(project).dataset.arrays
    assert arrays["image"].shape == (36, *field.sizes) == (36, 1, 40, frames_of(options))
    assert arrays["image"].min() >= field.low and arrays["image"].max() <= field.high
    loudest = arrays["image"].max(axis=3)[:, 0].argmax(axis=1)  # of the bands, the highest first
    classes = fields_of(project).fields["label"].classes
    loud = {kind: loudest[arrays["label"] == place].mean() for place, kind in enumerate(classes)}
    assert set(loud) == set(TONES) and loud["low"] > loud["high"] + 8


def test_waves_are_as_long_as_they_are_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    folder.mkdir()
    for name, rate in (("a_1", 8_000), ("a_2", 16_000), ("b_1", 8_000), ("b_2", 44_100)):
        soundfile.write(folder / f"{name}.wav", tone(300, rate, 0.2), rate, subtype="FLOAT")
    found = understood(folder, rate=8_000, seconds=0.25)
    waves = waves_of(folder, found)
    assert waves.shape == (4, 2_000) and samples_of(found.manifest.options) == 2_000
    for wave in waves:
        np.testing.assert_allclose(wave[200:1_400], tone(300, 8_000, 0.2)[200:1_400], atol=5e-3)
        assert (wave[1_700:] == 0).all()
    field = wave_field(found.manifest.columns[:1], found.manifest)
    assert field.sizes == (2_000, 1) and field.interval == 1 / 8_000


def test_a_table_names_sounds_and_none_outside_its_folder(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    table = listed_sounds(inside)
    soundfile.write(tmp_path / "out.wav", tone(300, 8_000, 0.2), 8_000)
    outside = [
        "../out.wav",
        str(tmp_path / "out.wav"),
        "sounds/none.wav",
        "C:\\out.wav",
        "sounds/../../out.wav",
    ]
    (inside / "link.wav").symlink_to(tmp_path / "out.wav")
    with table.open("a") as file:
        file.writelines(f"{name},low\n" for name in [*outside, "link.wav"])
    found = understood(table)
    assert found.manifest.rows == 36 and len(found.rejected) == 6
    assert [each.name for each in found.manifest.columns] == ["recording", "what", "seconds"]
    assert found.manifest.columns[1].use == "target" and found.manifest.files[0].many
    before = found.manifest.files[0].sha256
    first = next((inside / "sounds").rglob("*.wav"))
    first.write_bytes(first.read_bytes() + b"\0")
    assert understood(table).manifest.files[0].sha256 != before  # what it names belongs to it


def _header(rate: int, claimed: int, data: bytes) -> bytes:
    """Return a WAV of 16 bits and one channel whose header claims what it likes."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, (2 * rate) % 2**32, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE" + form + b"data" + struct.pack("<I", claimed) + data
    )


def test_a_header_that_claims_too_much_is_not_believed(tmp_path: Path) -> None:
    samples = (tone(300, 8_000, 0.1) * 32_767).astype("<i2").tobytes()
    for claimed in (0xFFFFFFFF, 2**31, 10**6):
        (tmp_path / "a.wav").write_bytes(_header(8_000, claimed, samples))
        assert heard(tmp_path / "a.wav").seconds == pytest.approx(0.1)


def _nan(path: Path) -> None:
    soundfile.write(path, np.array([0.0, np.nan, 0.1]), 8_000, subtype="FLOAT")


NO_SOUND = {
    "a rate beyond bounds": lambda path: path.write_bytes(_header(2**31, 200, b"\1" * 200)),
    "a rate of nothing": lambda path: path.write_bytes(_header(0, 200, b"\1" * 200)),
    "a low rate": lambda path: path.write_bytes(_header(1_000, 200, b"\1" * 200)),
    "no samples": lambda path: path.write_bytes(_header(8_000, 0, b"")),
    "not a number": _nan,
    "nothing": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(b"RIFF\1\2"),
    "something else": lambda path: path.write_bytes(b"MZ" + bytes(range(256)) * 20),
    "a pipe": lambda path: os.mkfifo(path),
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("spoil", NO_SOUND.values(), ids=NO_SOUND.keys())
def test_what_is_no_sound_is_told_in_one_sentence(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "bad.wav"
    spoil(path)
    with pytest.raises(PlaygroundError) as caught:
        heard(path)
    told = str(caught.value)
    assert told.startswith("bad.wav ") and told.endswith(".") and len(told) < 120


def test_bad_ones_among_good_are_counted_and_silence_is_told(tmp_path: Path) -> None:
    folder = sound_folder(tmp_path, 4)
    (folder / "low" / "bad.wav").write_bytes(b"RIFFRIFF")
    soundfile.write(folder / "low" / "still.wav", np.zeros(4_000), 8_000)
    found = understood(folder)
    assert found.manifest.rows == 13 and len(found.rejected) == 1
    assert "One sound is silent." in [str(each.message) for each in found.remarks]


def test_more_than_memory_holds_is_refused_with_the_figure(tmp_path: Path) -> None:
    folder = sound_folder(tmp_path, 4)
    manifest = understood(folder, rate=192_000, seconds=60.0).manifest
    importer = importer_of(folder)
    assert importer is not None
    column = importer.retyped(folder, manifest, "sound", "wave")
    many = Manifest("sounds", "t", manifest.files, 10_000, (column,), manifest.options)
    with pytest.raises(PlaygroundError, match="read fewer seconds, or at a lower rate"):
        importer.columns(folder, many)


@pytest.mark.parametrize("options", [
    {}, {"rate": 1e300, "seconds": -1}, {"rate": "x", "seconds": float("nan")},
    {"rate": True, "seconds": None},
])  # fmt: skip
def test_options_from_anywhere_stay_within_bounds(options: dict[str, object]) -> None:
    assert 1 <= samples_of(options) <= 60 * 192_000 and 1 <= hop_of(options) <= 4_000


def test_sounds_of_no_class_are_refused_with_what_can_be_done(tmp_path: Path) -> None:
    for name in ("one", "two"):
        soundfile.write(tmp_path / f"{name}.wav", tone(300, 8_000, 0.1), 8_000)
    with pytest.raises(PlaygroundError, match="Nothing says of which class these sounds are"):
        project_of(tmp_path)


def test_own_texts_and_sounds_have_cards_that_stay_on_them(tmp_path: Path) -> None:
    folder = sound_folder(tmp_path)
    found = understood(folder)
    importer = importer_of(folder)
    assert importer is not None
    wave = importer.retyped(folder, found.manifest, "sound", "wave")
    waves = replace(found.manifest, columns=(wave, *found.manifest.columns[1:]))
    numbers = replace(waves.columns[2], use="target")
    of_numbers = replace(waves, columns=(wave, replace(waves.columns[1], use="out"), numbers))
    for manifest in (found.manifest, waves, of_numbers):
        files = OwnFiles(chosen={manifest.files[0].sha256: folder})
        spec = own_set(manifest, files)
        family = CATALOGUE.families.get(spec.family)
        drawn = family.card(spec)
        assert len(drawn.points) or len(drawn.pictures)
        assert len(drawn.points) == len(drawn.tones)
        for values in (drawn.points, drawn.pictures):
            assert np.isfinite(values).all() and (values >= 0).all() and (values <= 1).all()


@pytest.mark.parametrize("make", [sound_folder, listed_sounds, text_folder])
def test_many_files_are_packed_into_a_project_and_read_from_there(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    project = project_of(make(home))
    before = load_samples(project).dataset.arrays
    save_project(tmp_path / "p.nnplay", pack(project))
    shutil.rmtree(home)
    again = open_project(tmp_path / "p.nnplay", CATALOGUE).project
    after = load_samples(again).dataset.arrays
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)


@pytest.mark.parametrize("make", [sound_folder, text_folder])
def test_a_zip_holds_what_the_folder_holds(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    folder = make(tmp_path)
    pack = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder))
    before, after = (load_samples(project_of(each)).dataset.arrays for each in (folder, pack))
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)


def test_sounds_that_are_not_read_are_told_with_the_reason(tmp_path: Path) -> None:
    folder = sound_folder(tmp_path, 4)
    soundfile.write(tmp_path / "out.wav", tone(300, 8_000, 0.2), 8_000)
    (folder / "low" / "link.wav").symlink_to(tmp_path / "out.wav")
    found = understood(folder)
    assert found.manifest.rows == 12
    assert [str(each.reason) for each in found.rejected] == ["it is a link that leads out of the folder"]


def test_folders_of_parts_are_the_split(tmp_path: Path) -> None:
    for part, count in (("train", 8), ("validation", 4), ("test", 3)):
        sound_folder(tmp_path / part, count, seed=count).rename(tmp_path / "made")
        (tmp_path / "set").mkdir(exist_ok=True)
        (tmp_path / "made").rename(tmp_path / "set" / part)
    project = project_of(tmp_path / "set")
    assert (project.data.split, project.data.split_by) == ("given", "part")
    samples = load_samples(project)
    assert len(samples.dataset.fields.fields["label"].classes) == 3
    assert {part: len(each) for part, each in samples.parts.items()} == {
        "train": 24, "validation": 12, "test": 9}  # fmt: skip


def test_a_band_too_narrow_to_hold_a_frequency_has_the_nearest_one() -> None:
    bands = bands_of(8_000, 64, 80)  # 33 frequencies
    assert (bands.max(axis=1) > 0).all()
    assert bands[0].argmax() == 0 and (np.diff(bands.argmax(axis=1)) >= 0).all()
