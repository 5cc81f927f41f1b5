import pytest

from zdesk_tui.consent.answer import Answer, Refusal, read_answer
from zdesk_tui.datacenters import ZOHO, DataCenter, custom
from zdesk_tui.errors import BadAnswer
from zdesk_tui.secret import Secret


def row(code: str) -> DataCenter:
    found = ZOHO.get(code)
    assert found is not None
    return found


US, IN = row("us"), row("in")
OWN = custom("https://accounts.example.test")
CODE = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("params", "client", "result"),
    [
        ({"code": CODE}, US, Answer(Secret(CODE), US)),
        ({"code": "x"}, US, Answer(Secret("x"), US)),
        ({"code": "~" * 1024}, US, Answer(Secret("~" * 1024), US)),
        ({"code": CODE, "location": "in"}, US, Answer(Secret(CODE), IN)),
        (
            {"code": CODE, "location": "in", "accounts-server": "https://accounts.zoho.in"},
            US,
            Answer(Secret(CODE), IN),
        ),
        ({"code": CODE, "accounts-server": "https://accounts.zoho.in/"}, US,
         Answer(Secret(CODE), IN)),
        ({"code": CODE, "location": "", "accounts-server": ""}, US, Answer(Secret(CODE), US)),
        ({"code": CODE, "location": "xx"}, OWN, Answer(Secret(CODE), OWN)),
        ({"error": "access_denied"}, US, Refusal("access_denied", with_state=False)),
        ({"error": "access_denied", "state": "s"}, US, Refusal("access_denied", with_state=True)),
        ({"error": "\x1b[2Jno", "code": CODE}, US, Refusal("[2Jno", with_state=False)),
    ],
)  # fmt: skip
def test_an_answer_is_a_code_with_its_data_center_or_a_refusal(
    params: dict[str, str], client: DataCenter, result: Answer | Refusal
) -> None:
    assert read_answer(params, ZOHO, client) == result


@pytest.mark.parametrize(
    ("params", "client", "part"),
    [
        ({}, US, "no usable grant code"),
        ({"code": ""}, US, "no usable grant code"),
        ({"code": "a b"}, US, "no usable grant code"),
        ({"code": "a\n"}, US, "no usable grant code"),
        ({"code": "ä" * 30}, US, "no usable grant code"),
        ({"code": "x" * 1025}, US, "no usable grant code"),
        ({"code": CODE, "location": "zz"}, US, "location zz"),
        ({"code": CODE, "accounts-server": "https://evil.example"}, US, "https://evil.example"),
        ({"code": CODE, "accounts-server": "https://a\x1b]0;x\x07.example"}, US, "https://a]0;x"),
        ({"code": CODE, "location": "in", "accounts-server": "https://accounts.zoho.eu"}, US,
         "contradicts"),
        ({"code": CODE, "accounts-server": "https://accounts.zoho.in"}, OWN, "another"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_trusted_is_refused_without_its_code(
    params: dict[str, str], client: DataCenter, part: str
) -> None:
    with pytest.raises(BadAnswer) as caught:
        read_answer(params, ZOHO, client)
    assert part in caught.value.message
    assert caught.value.mends == "consent"
    assert CODE not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_the_code_is_not_in_the_repr() -> None:
    assert CODE not in repr(Answer(Secret(CODE), US))
