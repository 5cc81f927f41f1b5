"""`python -m zdesk_tui` is the command `zdesk-tui`."""

import sys

from zdesk_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
