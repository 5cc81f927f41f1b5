"""Text that somebody else wrote, made safe to show on a terminal or a page."""

_BREAKS = (*range(0x09, 0x0E), 0x85, 0x2028, 0x2029)
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0))
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SURROGATES = range(0xD800, 0xE000)  # cannot be encoded, so printing one would raise

_TABLE: dict[int, str | None] = {
    **dict.fromkeys((*_CONTROLS, *_BIDI, *_SURROGATES)),
    **dict.fromkeys(_BREAKS, " "),
}
_TABLE_OF_LINES = {sign: text for sign, text in _TABLE.items() if sign != ord("\n")}


def plain(text: str, limit: int = 200) -> str:
    """Return the text on one line, without control and bidi characters, and not too long.

    Args:
        text: from Zoho, a browser, a file or a paste.
        limit: the longest result in characters; a longer text ends in an ellipsis.
    """
    # No more than this can matter, and a hostile text may be megabytes long.
    line = " ".join(text[: limit * 8].translate(_TABLE).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def plain_lines(text: str) -> str:
    """Return the text with its line breaks and blanks, without control and bidi characters."""
    return text.expandtabs(4).translate(_TABLE_OF_LINES)
