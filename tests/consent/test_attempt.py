import pytest

from zdesk_tui.consent.attempt import LIFE, Attempt, new_attempt


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
