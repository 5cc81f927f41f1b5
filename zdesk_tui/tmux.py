"""The tmux that a person sits in, asked by its own command."""

import subprocess

PATIENCE = 2.0
"""Seconds for an answer; a tmux that hangs must not hang us."""


def ask(*words: str) -> str:
    """Return what tmux answers to a command, or "" where there is none or it does not answer.

    Args:
        words: the command, such as `show-environment`.
    """
    try:
        asked = subprocess.run(  # noqa: S603 - no shell, and the words are ours
            ["tmux", *words],  # noqa: S607 - the tmux that the person runs in
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.decode(errors="replace")
