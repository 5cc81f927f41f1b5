"""The options that every command takes."""

import argparse


def options() -> argparse.ArgumentParser:
    """Return them as a parser to derive others from.

    They are taken before the command and after it; a default of the second place must not wipe
    out what was said in the first, so that none has any.
    """
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar="DIR", help="keep everything under this folder")
    common.add_argument(
        "--sandbox", action="store_true", help="work against a local Zoho, with a home of its own"
    )
    common.add_argument(
        "--port", type=_port, metavar="N", help="the sandbox's port (8700 unless told otherwise)"
    )
    common.add_argument(
        "--log", metavar="FILE", help="add a line for each request to this file, without secrets"
    )
    return common


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port; a port is 1 to 65535")
    return int(text)
