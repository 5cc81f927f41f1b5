"""Reading a QR code back from the cells of a terminal, as a phone's camera would."""

import zxingcpp

_LIGHT = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
_PIXELS = 4  # for each module


def read_cells(lines: "list[str]") -> str:
    """Return what the code says that is drawn in these lines.

    Args:
        lines: of one width, blocks on a dark ground.
    """
    rows: list[bytes] = []
    for line in lines:
        for half in (0, 1):
            row = b"".join(bytes([255 * _LIGHT[cell][half]]) * _PIXELS for cell in line)
            rows += [row] * _PIXELS
    picture = memoryview(b"".join(rows)).cast("B", (len(rows), len(rows[0])))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, f"{len(found)} codes in\n" + "\n".join(lines)
    text: str = found[0].text
    return text
