import re

import pytest

from zdesk_tui.consent.attempt import LIFE, Attempt, new_attempt
from zdesk_tui.secret import Secret


@pytest.mark.parametrize(
    ("now", "remaining", "expired"),
    [
        (1000.0, 600.0, False),
        (1001.5, 598.5, False),
        (1599.0, 1.0, False),
        (1600.0, 0.0, True),
        (9999.0, 0.0, True),
        (500.0, 600.0, False),  # the clock was set back
    ],
)
def test_an_attempt_is_good_for_ten_minutes(now: float, remaining: float, expired: bool) -> None:
    attempt = Attempt("s", made_at=1000.0)
    assert LIFE == 600.0
    assert (attempt.remaining(now), attempt.expired(now)) == (remaining, expired)


def test_every_state_is_new_and_long_and_not_in_the_repr() -> None:
    attempts = [new_attempt(0.0) for _ in range(50)]
    assert len({attempt.state for attempt in attempts}) == 50
    assert all(len(attempt.state) >= 43 for attempt in attempts)
    assert attempts[0].state not in repr(attempts[0])


def test_verifier_is_made_on_request_only_and_is_as_the_standard_wants_it() -> None:
    plain, proving = new_attempt(0.0), new_attempt(0.0, pkce=True)
    assert plain.verifier is None
    assert plain.challenge == ""
    assert proving.verifier is not None
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", proving.verifier.reveal())
    assert proving.verifier != new_attempt(0.0, pkce=True).verifier
    assert proving.verifier.reveal() not in repr(proving)


def test_challenge_is_that_of_the_standard() -> None:
    # The worked example of RFC 7636, appendix B.
    attempt = Attempt("s", 0.0, Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    assert attempt.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
