"""The clipboard of the terminal at which a person sits, also over SSH and inside tmux: OSC 52.

No terminal answers and some ignore it, so that nobody can say more than that it was sent.
"""

from base64 import b64encode
from collections.abc import Mapping

from zdesk_tui.tmux import ask

TMUX_SETTING = "tmux set -g allow-passthrough on"
"""The command that lets our wrapped sequence through, from tmux 3.3 on; earlier ones always do."""

_SCREEN_PIECE = 200  # characters; GNU screen drops a longer string
_STRING, _END = "\x1bP", "\x1b\\"


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """Return what asks the terminal to put a text on its clipboard.

    Args:
        text: what to put there.
        environ: the environment variables, which tell what stands between us and the terminal.
    """
    bare = f"\x1b]52;c;{b64encode(text.encode()).decode('ascii')}\x07"
    if environ.get("TMUX"):
        # With set-clipboard on, tmux takes the bare one; with allow-passthrough, the wrapped one.
        doubled = bare.replace("\x1b", "\x1b\x1b")
        return f"{bare}{_STRING}tmux;{doubled}{_END}"
    if environ.get("STY"):
        pieces = [bare[at : at + _SCREEN_PIECE] for at in range(0, len(bare), _SCREEN_PIECE)]
        return "".join(f"{_STRING}{piece}{_END}" for piece in pieces)
    return bare


def sent(what: str, otherwise: str, environ: Mapping[str, str], tmux: str = "") -> str:
    """Return what to say about a text that was sent: never that it arrived.

    Args:
        what: the text's name, such as `The link`.
        otherwise: the next-best way, as a clause.
        environ: the environment variables.
        tmux: what `tmux_settings` returns, inside of tmux.
    """
    if environ.get("TMUX") and not _passes(tmux):
        return f"{what}: sent, but tmux keeps it; {otherwise}. To let it through:\n  {TMUX_SETTING}"
    return (
        f"{what}: sent to your terminal's clipboard; if it did not arrive, as some terminals "
        f"ignore it, {otherwise}."
    )


def tmux_settings() -> str:
    """Return how tmux is set: set-clipboard, allow-passthrough, and its version; else ""."""
    return ask("display-message", "-p", "#{set-clipboard} #{allow-passthrough} #{version}")


def _passes(settings: str) -> bool:
    # A tmux before 3.3 does not know the second setting, and passes on whatever is wrapped.
    clipboard, _, rest = settings.strip().partition(" ")
    passthrough, _, version = rest.partition(" ")
    return clipboard == "on" or (bool(version) and passthrough in ("", "1", "2", "on", "all"))
