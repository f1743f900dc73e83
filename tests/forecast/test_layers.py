"""Named changes are laid over a forecast, and what it was stays visible."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from forecast.made import after, make_history

from fiftytwo.base.errors import InputError
from fiftytwo.forecast.backtest import backtest
from fiftytwo.forecast.layers import effects, layered, layers_of, read_layers
from fiftytwo.forecast.model import Layer
from fiftytwo.forecast.predict import forecast
from fiftytwo.forecast.spread import quantile

TEXT = """
[[layers]]
name = "Mailing"
reason = "letters"
queue = "made"
made = 2026-05-01
first = 2026-05-26
last = 2026-05-27
factor = 1.5
[[layers]]
name = "Web shop"
reason = "self-service"
queue = "made"
made = 2026-05-01
first = 2026-05-27
last = 2026-12-31
add = -100
"""


@pytest.fixture(scope="module")
def found():
    history, _ = make_history(n=84)  # 2 March to 24 May 2026
    return forecast(history, after(history))


def test_layers_are_laid_in_their_order_and_the_untouched_stays(found):
    more = layered(found, read_layers(TEXT))
    sums, before = np.nansum(more.mean, axis=1), np.nansum(found.mean, axis=1)
    assert np.array_equal(more.untouched, found.mean, equal_nan=True)
    assert sums[0] == before[0]
    assert sums[1] == pytest.approx(1.5 * before[1])
    assert sums[2] == pytest.approx(1.5 * before[2] - 100)
    assert sums[3] == pytest.approx(before[3] - 100)
    assert np.array_equal(np.isnan(more.mean), np.isnan(found.mean))
    assert np.array_equal(more.high, quantile(more, 0.9), equal_nan=True)
    mailing, shop = effects(more)
    assert (mailing.layer.name, mailing.days) == ("Mailing", 2)
    assert mailing.after == pytest.approx(1.5 * mailing.before)
    assert shop.after == pytest.approx(shop.before - 100 * shop.days)


def test_a_day_never_goes_below_nothing(found):
    shop = replace(read_layers(TEXT)[1], add=-1e6)
    assert np.nansum(layered(found, [shop]).mean[2:]) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"queue": "another"},
        {"made": date(2026, 5, 25)},  # decided on the day the forecast begins
        {"first": date(2026, 7, 1), "last": date(2026, 7, 2)},
    ],
)
def test_what_does_not_concern_a_forecast_leaves_it_alone(found, other):
    layer = replace(read_layers(TEXT)[0], **other)
    assert layered(found, [layer]) is found


def test_accuracy_with_and_without():
    """A mailing in the last week that was known before: with it the forecast is far better."""
    history, _ = make_history(n=84, stray=0.002)
    counts = history.counts.copy()
    counts[-7:] = np.round(counts[-7:] * 1.4)
    first, last = (history.days[row].astype(object) for row in (-7, -1))
    layer = Layer("Mailing", "letters", "made", first - timedelta(days=2), first, last, factor=1.4)
    busy = replace(history, counts=counts)
    scores = {s.method: s for s in backtest(busy, folds=2, layers=[layer]).scores}
    assert scores["best_layered"].wape < 0.7 * scores["best"].wape
    late = replace(layer, made=first)
    assert "best_layered" not in {s.method for s in backtest(busy, folds=2, layers=[late]).scores}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("factor = 1.5", "factor = -1", "1: factor must be 0 to 1,000,000"),
        ("factor = 1.5", "factor = nan", "1: factor is no number"),
        ("factor = 1.5", "factor = 1.5\nadd = 3", "write either factor or add"),
        ("factor = 1.5", "", "write either factor or add"),
        ("add = -100", 'add = "-100"', "2: add is no number"),
        ("first = 2026-05-26", "first = 2026-06-26", "its last day lies before its first"),
        ("made = 2026-05-01", "", "1: made is missing or no day"),
        ('"letters"', '" "', "1: reason is missing or no text"),
        ("factor = 1.5", "faktor = 1.5", "faktor is unknown"),
        ('"Web shop"', '"Mailing"', "two layers of one name"),
        ("[[layers]]", "[[layer]]", "something else than layers"),
        ("[[layers]]", "[[layers]", "not valid TOML"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(old, new, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        read_layers(TEXT.replace(old, new, 1))


def test_a_workspace_without_the_file_has_none(tmp_path):
    assert layers_of(tmp_path) == ()
    (tmp_path / "layers.toml").write_text(TEXT)
    assert len(layers_of(tmp_path)) == 2
    (tmp_path / "layers.toml").write_bytes(b"\xff")
    with pytest.raises(InputError, match="cannot be read"):
        layers_of(tmp_path)
