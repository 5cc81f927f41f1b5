"""A secret shows itself only when asked."""

import asyncio
import copy
import logging
import pickle
import threading
import traceback

import pytest

from zdesk_tui.errors import OutOfReach
from zdesk_tui.secret import Held, Secret

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


class Keeper:
    """Keeps one secret and counts how often it is asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self) -> str:
        self.asked.append(threading.get_ident())
        return MARKER

    def held(self, mark: str = "mark", *, runs: bool = False) -> Held:
        return Held(self, mark, "in the keyring", runs=runs)


def test_held_secret_is_fetched_once_and_only_when_it_is_revealed() -> None:
    keeper = Keeper()
    secret = keeper.held()
    assert secret
    assert secret == keeper.held()
    assert secret != keeper.held("another")
    assert secret != Secret(MARKER)
    assert Secret(MARKER) != secret
    assert len({secret, keeper.held()}) == 1
    assert MARKER not in f"{secret} {secret!r} {secret.masked}"
    assert secret.masked == "************  in the keyring"
    assert keeper.asked == []
    assert (secret.reveal(), secret.reveal(), secret.shown()) == (MARKER,) * 3
    assert len(secret) == len(MARKER)
    assert MARKER not in f"{secret} {secret!r} {secret.masked}"
    assert len(keeper.asked) == 1


def test_field_that_was_not_touched_leaves_a_secret_where_it_is_kept() -> None:
    for secret in (Keeper().held(), Secret(MARKER)):
        assert secret.or_typed(MARKER) is secret
        typed = secret.or_typed("typed")
        assert not isinstance(typed, Held)
        assert typed == Secret("typed")


def test_looking_runs_no_command() -> None:
    keeper = Keeper()
    assert keeper.held(runs=True).shown() == "in the keyring"
    assert keeper.asked == []


def test_event_loop_goes_on_while_a_held_secret_is_fetched() -> None:
    keeper, go_on = Keeper(), threading.Event()

    def slow() -> str:
        assert go_on.wait(10)
        return keeper()

    async def both() -> None:
        secret = Held(slow, "mark", "in the keyring")
        fetching = asyncio.create_task(secret.fetched())
        await asyncio.sleep(0)
        go_on.set()
        await fetching
        await secret.fetched()
        assert secret.reveal() == MARKER
        await Secret("plain").fetched()

    asyncio.run(both())
    assert len(keeper.asked) == 1
    assert keeper.asked != [threading.get_ident()]


def test_held_secret_that_cannot_be_had_is_asked_for_again() -> None:
    answers = iter([OutOfReach("locked", "unlock it"), None])

    def fetch() -> str:
        if error := next(answers):
            raise error
        return MARKER

    async def twice() -> None:
        secret = Held(fetch, "mark", "in the keyring")
        with pytest.raises(OutOfReach):
            await secret.fetched()
        await secret.fetched()
        assert secret.reveal() == MARKER

    asyncio.run(twice())
