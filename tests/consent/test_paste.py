import pytest

from zdesk_tui.consent.answer import Answer, Refusal
from zdesk_tui.consent.attempt import Attempt
from zdesk_tui.consent.paste import Incomplete, Reading, read_paste
from zdesk_tui.datacenters import ZOHO, DataCenter, DataCenters, custom
from zdesk_tui.errors import BadAnswer
from zdesk_tui.secret import Secret


def row(code: str) -> DataCenter:
    found = ZOHO.get(code)
    assert found is not None
    return found


US, IN, AU = row("us"), row("in"), row("au")
STATE = "Zm9vYmFyYmF6cXV4-Zm9vYmFyYmF6cXV4_Zm9vYmFy0"
OLD = "b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk"
CODE = "1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef"
REDIRECT = "http://localhost:8765/callback"
SERVER = "https%3A%2F%2Faccounts.zoho.in"
QUERY = f"state={STATE}&code={CODE}&location=in&accounts-server={SERVER}"
WHOLE = f"{REDIRECT}?{QUERY}"
SHORT = "http://localhost:8765/k7qd3mzx"
GOOD = Reading(Answer(Secret(CODE), IN), certain=True)


def read(
    text: str,
    redirect_uri: str = REDIRECT,
    client: DataCenter = US,
    table: DataCenters = ZOHO,
) -> Reading:
    return read_paste(
        text,
        redirect_uri=redirect_uri,
        attempt=Attempt(STATE, made_at=0.0),
        older=[OLD],
        table=table,
        client=client,
        short_link=SHORT,
    )


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"  {WHOLE}\n",
        f"{WHOLE}&",
        f"<{WHOLE}>",
        f'"{WHOLE}"',
        f"“{WHOLE}”",
        f"`{WHOLE}`",
        "\r\n".join(WHOLE[i : i + 40] for i in range(0, len(WHOLE), 40)),
        "\n  > ".join(WHOLE[i : i + 76] for i in range(0, len(WHOLE), 76)),
        "\u200b".join((WHOLE[:50], WHOLE[50:])),
        WHOLE.replace("&", "&amp;"),
        WHOLE + "#_=_",
        f"Location: {WHOLE}",
        f"curl '{WHOLE}' -H 'Accept: text/html' -H 'Referer: https://accounts.zoho.com/'",
        WHOLE.removeprefix("http://"),
        WHOLE.removeprefix("http://localhost:8765"),
        WHOLE.replace("http://", "HTTP://"),
        WHOLE.replace("%3A%2F%2F", "://"),
        WHOLE.replace("code=1000.", "code=1000%2E"),
        WHOLE.replace(":", "%3A").replace("/", "%2F").replace("%3A%2F%2Fa", "%253A%252F%252Fa"),
        f"{REDIRECT}?accounts-server={SERVER}&location=in&code={CODE}&state={STATE}",
        QUERY,
        f"?{QUERY}",
        f"&{QUERY}&",
        f"{REDIRECT}?state={STATE}&code={CODE}&location=in",
    ],
)
def test_the_address_is_understood_however_it_was_carried(text: str) -> None:
    assert read(text) == GOOD


@pytest.mark.parametrize("uri", ["crmleads://", "crmleads://back", "com.example.app://oauth/back"])
@pytest.mark.parametrize(
    "carried",
    [
        "{uri}?{query}",
        "{uri}?{query}#",
        "{query}",
        "?{query}",
        "Failed to launch '{uri}?{query}' because the scheme does not have a registered handler.",
    ],
)
def test_the_address_of_an_app_is_understood(uri: str, carried: str) -> None:
    assert read(carried.format(uri=uri, query=QUERY), uri) == GOOD


def test_a_bare_code_is_taken_where_an_app_has_only_a_scheme() -> None:
    assert read(CODE, "crmleads://").result == Answer(Secret(CODE), US)


def test_the_address_of_another_app_is_refused() -> None:
    with pytest.raises(BadAnswer, match="not at the redirect URI"):
        read(f"other://?{QUERY}", "crmleads://")


@pytest.mark.parametrize(
    ("redirect_uri", "text"),
    [
        ("http://127.0.0.1:8090", f"http://127.0.0.1:8090/?{QUERY}&"),
        ("http://[::1]:8090/a", f"http://[::1]:8090/a?{QUERY}"),
        ("http://localhost:80/cb", f"http://localhost/cb?{QUERY}"),
        ("http://localhost/cb", f"http://LOCALHOST:80/cb?{QUERY}"),
        ("http://example.com/cb", f"https://example.com/cb?{QUERY}"),
        ("https://example.com/cb?app=1", f"https://example.com/cb?app=1&{QUERY}"),
        ("https://example.com/cb?app=1", f"https://example.com/cb?app=1?{QUERY}"),
        ("https://example.com/cb?app=1", f"https://example.com/cb?{QUERY}&app=1"),
        ("https://example.com/cb?app=1&b=2", f"app=1&b=2&{QUERY}"),
        ("https://example.com/cb?app=1", QUERY),
        ("https://example.com/cb?code=x&state=y", f"https://example.com/cb?code=x&state=y&{QUERY}"),
        ("https://example.com/a%20b", f"https://example.com/a%20b?{QUERY}"),
        ("https://example.com/o'neil", f"https://example.com/o'neil?{QUERY}"),
    ],
)
def test_every_kind_of_redirect_uri_works(redirect_uri: str, text: str) -> None:
    assert read(text, redirect_uri) == GOOD


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (CODE, Answer(Secret(CODE), US)),
        (f" {CODE[:40]}\n{CODE[40:]} ", Answer(Secret(CODE), US)),
        ("1000.abc.def", Answer(Secret("1000.abc.def"), US)),
        (f"{REDIRECT}?state={STATE}&code={CODE}", Answer(Secret(CODE), US)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&accounts-server={SERVER}&",
         Answer(Secret(CODE), IN)),
        (f"{REDIRECT}?error=access_denied", Refusal("access_denied", with_state=False)),
        (f"error=access_denied&state={STATE}", Refusal("access_denied", with_state=True)),
        (f"error=access_denied&state={STATE[:9]}", Refusal("access_denied", with_state=False)),
    ],
)  # fmt: skip
def test_what_could_be_something_else_waits_for_enter(text: str, result: Answer | Refusal) -> None:
    assert read(text) == Reading(result, certain=False)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("http://local", ("state", "code", "location")),
        ("localhost:87", ("state", "code", "location")),
        (REDIRECT, ("state", "code", "location")),
        (f"{REDIRECT}?", ("state", "code", "location")),
        (f"{REDIRECT}?sta", ("state", "code", "location")),
        (f"{REDIRECT}?state=", ("state", "code", "location")),
        (f"{REDIRECT}?state={STATE[:20]}", ("state", "code", "location")),
        (f"{REDIRECT}?state={STATE}", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&co", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&code=", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&code=1000.0123", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&code={CODE[:-1]}", ("code", "location")),
        (f"{REDIRECT}?state={STATE}&code={CODE}&loca", ("location",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=", ("location",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=i", ("location",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-", ("accounts-server",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-server=http%3A%2F%2Faccounts"
         ".zo", ("accounts-server",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-server=https%3",
         ("accounts-server",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-server=ht",
         ("accounts-server",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=au&accounts-server=https%3A%2F%2Faccounts"
         ".zoho.com", ("accounts-server",)),
        (f"{REDIRECT}?state={STATE}&code={CODE}&accounts-server=https%3A%2F%2Faccounts.zo",
         ("location", "accounts-server")),
        (f"{REDIRECT}?code={CODE}&location=in&accounts-server={SERVER}", ("state",)),
        (f"{REDIRECT}?code={CODE}&location=in&accounts-server={SERVER}&state={STATE[:-1]}",
         ("state",)),
        (f"{STATE[9:]}&code={CODE}&location=in&accounts-server={SERVER}", ("state",)),
        (f"code={CODE}&location=in", ("state",)),
    ],
)  # fmt: skip
def test_an_address_that_was_cut_is_incomplete_and_names_what_is_missing(
    text: str, missing: tuple[str, ...]
) -> None:
    reading = read(text)
    assert isinstance(reading.result, Incomplete)
    assert reading.result.missing == missing
    assert not reading.certain
    assert all(name in reading.result.text for name in missing)
    assert CODE not in reading.result.text


def test_the_sentence_about_a_cut_address_is_plain() -> None:
    result = read(f"{REDIRECT}?state={STATE}").result
    assert isinstance(result, Incomplete)
    assert result.text == (
        "The address is cut off: code and location are missing or not whole. "
        "Paste the whole address at which the browser ended after Accept."
    )


def test_no_cut_of_a_whole_address_is_ever_called_wrong_or_taken_by_itself() -> None:
    taken_without_enter = REDIRECT + f"?state={STATE}&code={CODE}&location=in"
    for length in range(1, len(WHOLE)):
        reading = read(WHOLE[:length])
        if reading.certain:
            # Up to here the answer is whole; what follows only repeats the data center.
            assert WHOLE[:length] in (taken_without_enter, f"{taken_without_enter}&")
            assert reading == GOOD


def test_a_cut_redirect_uri_with_a_query_of_its_own_is_incomplete() -> None:
    for text in ("https://example.com/cb?ap", "https://example.com/cb", "https://example.com/cb?"):
        result = read(text, "https://example.com/cb?app=1").result
        assert isinstance(result, Incomplete)
        assert result.missing == ("state", "code", "location")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "nothing to read"),
        (" \n\t<> ", "nothing to read"),
        (f"{REDIRECT}?state={OLD}&code={CODE}&location=in", "earlier link"),
        (f"{REDIRECT}?state=somebody-elses&code={CODE}&location=in", "its state is another one"),
        (f"{REDIRECT}?state={STATE}x&code={CODE}&location=in", "its state is another one"),
        (f"{REDIRECT}?state=evil&error=access_denied", "its state is another one"),
        (f"https://accounts.zoho.com/oauth/v2/auth?response_type=code&client_id=1000.X&state={STATE}"
         f"&redirect_uri={REDIRECT}", "where consent starts"),
        ("https://accounts.zoho.eu/oauth/v2/auth", "where consent starts"),
        (f"accounts.zoho.com/oauth/v2/auth?client_id=1000.X&state={STATE}", "where consent starts"),
        ("1000.GMB0Y8X1TLZ4BEQPVKQ6UV3Y3GUEX0", "client ID"),
        (f"http://localhost:8766/callback?{QUERY}", "not at the redirect URI"),
        (f"http://localhost:8765/callback/?{QUERY}", "not at the redirect URI"),
        (f"http://localhost:8765/Callback?{QUERY}", "not at the redirect URI"),
        (f"http://127.0.0.1:8765/callback?{QUERY}", "not at the redirect URI"),
        (f"http://localhost:99999/callback?{QUERY}", "not at the redirect URI"),
        (f"http://[::1/callback?{QUERY}", "not at the redirect URI"),
        (f"https://evil.example/?x={QUERY}", "not at the redirect URI"),
        (f"evil.example/?{QUERY}", "not at the redirect URI"),
        (f"{WHOLE}&code={CODE}", "code twice"),
        (f"{WHOLE}&state={STATE}", "state twice"),
        (f"{REDIRECT}?state={STATE}&code={CODE}&accounts-server=https://evil.example",
         "https://evil.example"),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-server=https://accounts.zoho.eu",
         "contradicts"),
        (f"{REDIRECT}?state={STATE}&code={CODE}&location=zz&", "location zz"),
        (f"{REDIRECT}?" + "&".join("a=1" for _ in range(100)), "far more parameters"),
        ("yes", "neither an address nor a grant code"),
        ("access_denied", "neither an address nor a grant code"),
        ("x" * 20000, "far longer"),
        (SHORT, "where consent starts"),
        (SHORT.removeprefix("http://"), "where consent starts"),
        (SHORT[:-1] + "y", "not at the redirect URI"),
        ("ssh -L 8765:localhost:8765 -p 2222 anna@192.0.2.5", "tunnel"),
        ("0123456789abcdef" * 2 + "0123456789", "looks like the client secret"),
        (f"Authorization: Zoho-oauthtoken {CODE}", "a token, not what"),
        (f"Zoho-oauthtoken {CODE}", "a token, not what"),
        (f"Bearer {CODE}", "a token, not what"),
        (f'{{"access_token": "{CODE}", "api_domain": "https://www.zohoapis.eu"}}', "a token, not"),
        (f"https://accounts.zoho.eu/oauth/v2/token?refresh_token={CODE}", "a token, not what"),
    ],
)  # fmt: skip
def test_what_is_not_the_answer_is_refused_with_its_own_reason(text: str, part: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        read(text)
    assert part in caught.value.message
    assert caught.value.mends == "consent"
    assert caught.value.advice
    assert CODE not in str(caught.value)
    assert STATE not in str(caught.value)


@pytest.mark.parametrize("kept", [9, 38, 39, 60, 69])
def test_a_bare_code_that_was_cut_says_so(kept: int) -> None:
    result = read(CODE[:kept]).result
    assert isinstance(result, Incomplete)
    assert result.missing == ("code",)
    assert "its end is missing" in result.text


def test_a_data_center_outside_the_table_only_takes_its_own_accounts_server() -> None:
    own = custom("http://localhost:8700/eu")
    query = f"{REDIRECT}?state={STATE}&code={CODE}&location=xx&accounts-server="
    reading = read(f"{query}http%3A%2F%2Flocalhost%3A8700%2Feu", client=own)
    assert reading == Reading(Answer(Secret(CODE), own), certain=True)
    cut = read(f"{query}http%3A%2F%2Flocalhost%3A87", client=own).result
    assert isinstance(cut, Incomplete)
    assert cut.missing == ("accounts-server",)
    with pytest.raises(BadAnswer):
        read(f"{query}{SERVER}", client=own)


def test_a_table_of_its_own_is_used_for_everything() -> None:
    here = DataCenter("in", "India", "http://localhost:8700/in")
    table = DataCenters([here])
    query = f"{REDIRECT}?state={STATE}&code={CODE}&location=in&accounts-server="
    reading = read(f"{query}http%3A%2F%2Flocalhost%3A8700%2Fin", client=here, table=table)
    assert reading == Reading(Answer(Secret(CODE), here), certain=True)
    with pytest.raises(BadAnswer):
        read(WHOLE, client=here, table=table)
