"""The report of a crash: where it happened, and nothing that was being worked on.

Ordinary tracebacks print the exception's text, and Textual's print local variables as well; both
can hold a client secret or a token. This one holds types, files, lines and function names only.
"""

import traceback

from zdesk_tui import __version__


def report(error: BaseException) -> str:
    """Return the lines to print for an exception that nobody expected.

    Args:
        error: the exception; what it says about itself is left out.
    """
    lines = [f"zdesk-tui {__version__} stopped: a fault of its own. Saved connectors are intact."]
    link: BaseException | None = error
    while link is not None:
        lines.append(f"  {type(link).__module__}.{type(link).__qualname__}")
        lines.extend(
            f"    {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        )
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    lines.append("These lines hold no secrets; please report them.")
    return "\n".join(lines)
