"""A secret shows itself only when asked."""

import copy
import logging
import pickle
import traceback

import pytest

from zdesk_tui.secret import Secret

MARKER = "MARKER-7f3a"


def test_the_value_comes_out_only_by_name() -> None:
    assert Secret(MARKER).reveal() == MARKER


def test_masked_tells_only_the_length() -> None:
    assert Secret(MARKER).masked == "************  11 characters"


@pytest.mark.parametrize(
    "shown",
    [
        repr(Secret(MARKER)),
        str(Secret(MARKER)),
        f"{Secret(MARKER)}",
        f"{Secret(MARKER)!r:>40}",
        f"{Secret(MARKER):>40}",
        "%s %r" % (Secret(MARKER), Secret(MARKER)),  # noqa: UP031
        repr([Secret(MARKER)]),
        repr({"secret": Secret(MARKER)}),
    ],
)
def test_no_formatting_shows_the_value(shown: str) -> None:
    assert MARKER not in shown
    assert "***" in shown


def test_no_log_shows_the_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("exchange with %s", Secret(MARKER))
    assert MARKER not in caplog.text
    assert "exchange with Secret('***')" in caplog.text


def test_no_traceback_shows_the_value_even_with_local_variables() -> None:
    secret = Secret(MARKER)
    try:
        raise ValueError(secret)
    except ValueError as error:
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join(report.format())
    assert MARKER not in text
    assert "secret = Secret('***')" in text


def test_it_is_not_copied_into_other_formats() -> None:
    secret = Secret(MARKER)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not pickled") as caught:
            attempt(secret)
        assert MARKER not in str(caught.value)


def test_it_has_no_attributes_to_dump() -> None:
    with pytest.raises(TypeError):
        vars(Secret(MARKER))


def test_equal_values_are_equal_and_plain_text_is_not() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("ä") == Secret("ä")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


def test_its_length_and_emptiness_may_be_known() -> None:
    assert len(Secret("abc")) == 3
    assert Secret("abc")
    assert not Secret("")
