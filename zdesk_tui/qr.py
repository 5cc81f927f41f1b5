"""A QR code of text cells: two of its modules in each, one above the other.

The blocks are its light modules, so that it is right on the dark ground of most terminals even
where colors are off.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from zdesk_tui.datacenters import LOOPBACK_HOSTS

QUIET = 2
"""Light modules around it. The standard wants four; readers are content with two."""

_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


@dataclass(frozen=True, slots=True)
class Code:
    """A drawn QR code.

    Args:
        lines: of one width.
    """

    lines: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns that it takes."""
        return len(self.lines[0])

    @property
    def height(self) -> int:
        """Lines that it takes."""
        return len(self.lines)


def draw(text: str) -> Code:
    """Return the smallest code of a text.

    Args:
        text: at most about 2900 bytes.

    Raises:
        ValueError: it is too long for any code.
    """
    import segno  # only who wants a code pays for it

    code = segno.make_qr(text, error="l", boost_error=False)
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=QUIET)]
    if len(rows) % 2:
        # The last line has only an upper half; the lower one stays the terminal's own ground.
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return Code(tuple("".join(_BLOCKS[cell] for cell in zip(*pair, strict=True)) for pair in pairs))


def useless_on_a_phone(text: str, back: str = "") -> str:
    """Return why a phone that reads a text could do nothing with it, or "".

    Args:
        text: what is read, such as a consent link.
        back: where the phone's browser would end up, when that is known.
    """
    if not text.startswith(("https://", "http://")):
        return "A phone opens addresses, and this is none."
    if urlsplit(text).hostname in LOOPBACK_HOSTS:
        return "This address leads to this machine itself, where a phone never gets."
    if urlsplit(back).hostname in LOOPBACK_HOSTS:
        return "After Accept a phone would look for this program on the phone: localhost is there."
    return ""
