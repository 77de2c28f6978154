"""What is seen of one sample: tokens, how a sound swings, between which values series lie."""

from __future__ import annotations

import numpy as np

from playground.app.sample_looks import (
    ends_of,
    heard_in_tones,
    heard_in_wave,
    is_spectrogram,
    is_wave,
    picture_of,
    spans_of,
    thinned,
    tokens_of,
)
from playground.core.blocks.shapes import Field
from playground.core.catalogue.own_sounds import BANDS, HOP_SECONDS, LOUDEST, QUIETEST
from playground.core.catalogue.own_texts import PADDING, UNKNOWN
from playground.core.importing.sounds.mel import bands_of


def test_tokens_are_those_of_the_network_and_one_that_was_not_learned_is_marked() -> None:
    known = Field((6,), "int", values=4, parts=(PADDING, UNKNOWN, "sea", "rain"), unknown=1)
    found = tokens_of(known, np.array([2, 1, 3, 2, 0, 0]))
    assert [each.words for each in found] == ["sea", UNKNOWN, "rain", "sea"]
    assert [each.unknown for each in found] == [False, True, False, False]


def test_a_wave_is_heard_as_loud_and_as_high_as_it_is() -> None:
    rate, hertz = 8_000, 1_000.0
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)
    wave[rate // 2 :] = 0.0
    heard = heard_in_wave(wave, 1 / rate, 100)
    assert len(heard.low) == len(heard.high) == 100
    assert np.allclose(heard.high[5:45], 0.5, atol=0.02) and np.allclose(heard.low[5:45], -0.5, atol=0.02)
    assert not heard.high[55:].any()
    assert heard.tones.shape[0] == BANDS
    loudest = BANDS - 1 - int(heard.tones[:, heard.tones.shape[1] // 4].argmax())  # low tones lie below
    window = 2 * round(0.016 * rate)
    assert bands_of(rate, window, BANDS)[:, round(hertz * window / rate)].argmax() == loudest


def test_a_long_recording_has_no_more_columns_than_can_be_seen() -> None:
    rate = 8_000
    short, long = (heard_in_wave(np.zeros(rate * seconds), 1 / rate, 100) for seconds in (2, 60))
    assert short.tones.shape[1] == 2 * rate // round(HOP_SECONDS * rate) + 1
    assert short.tones.shape[1] < long.tones.shape[1] <= 401


def test_of_tones_alone_it_is_seen_how_loud_they_are_together() -> None:
    tones = np.full((4, 3), QUIETEST)
    tones[0, 1] = tones[1, 1] = 10 * np.log10(0.5)  # two tones of half the power each
    heard = heard_in_tones(tones)
    assert np.allclose(heard.high[1], 1.0) and (heard.high[[0, 2]] < 0.001).all()
    assert np.array_equal(heard.low, -heard.high)
    loud = heard_in_tones(np.full((4, 2), LOUDEST))
    assert loud.high.max() == 1.0  # louder than full scale stays within its place


def test_which_fields_are_sounds() -> None:
    wave = Field((800, 1), name="series", interval=1 / 16_000)
    assert is_wave(wave) and not is_wave(Field((800, 1), name="series", interval=60.0))
    assert not is_wave(Field((800, 3), name="series", interval=1 / 16_000))
    assert is_spectrogram(Field((1, 40, 60), name="image", units=("dB",)))
    assert not is_spectrogram(Field((1, 40, 60), name="image"))


def test_a_long_curve_keeps_its_ends_and_a_short_one_all() -> None:
    curve = np.zeros(10_000)
    curve[4_321], curve[7_000] = 9.0, -3.0
    low, high = ends_of(curve, 100)
    assert high.max() == 9.0 and low.min() == -3.0 and len(low) == len(high) == 100
    assert len(thinned(curve, 100)) == 200 and thinned(curve, 100).max() == 9.0
    assert np.array_equal(thinned(curve[:150], 100), curve[:150])


def test_channels_of_one_unit_share_their_axis_and_gaps_count_not() -> None:
    values = np.array([[[0.0, 5.0, 1.0], [np.nan, 9.0, 1.0]], [[-4.0, 6.0, 2.0], [2.0, 7.0, np.nan]]])
    plain = Field((2, 3), name="series", parts=("a", "b", "c"))
    assert spans_of(plain, values).tolist() == [[-4.0, 2.0], [5.0, 9.0], [1.0, 2.0]]
    shared = Field((2, 3), name="series", parts=("a", "b", "c"), units=("m", "m", ""))
    assert spans_of(shared, values).tolist() == [[-4.0, 9.0], [-4.0, 9.0], [1.0, 2.0]]
    nothing = np.full((1, 2, 1), np.nan)
    assert spans_of(Field((2, 1), name="series"), nothing).tolist() == [[0.0, 1.0]]


def test_pictures_of_one_sample_stand_beside_each_other() -> None:
    one, other = np.zeros((2, 1, 4, 4)), np.ones((2, 1, 4, 4))
    assert picture_of((one, other), 1).tolist() == [[0.0] * 4 + [1.0] * 4] * 4
    assert picture_of((np.ones((2, 3, 4, 5)),), 0).shape == (3, 4, 5)
