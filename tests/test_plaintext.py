import pytest

from zdesk_tui.plaintext import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("access_denied", "access_denied"),
        ("Zylker \N{WHITE SMILING FACE} Süd", "Zylker \N{WHITE SMILING FACE} Süd"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31mred\x7f\x00", "31mred"),
        ("one\r\ntwo\tthree\u2028four\x85five", "one two three four five"),
        ("abc\u202egnp.exe\u2066\u200f\u061c", "abcgnp.exe"),
        ("half \ud800 pair", "half pair"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ("  ", ""),
    ],
)
def test_foreign_text_is_shown_on_one_line_without_controls(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("abcde", 5, "abcde"),
        ("abcdef", 5, "abcd…"),
        ("abc defg", 5, "abc…"),
        ("x" * 10**6, 3, "xx…"),
    ],
)
def test_long_text_is_cut_with_an_ellipsis(text: str, limit: int, shown: str) -> None:
    assert plain(text, limit) == shown
