# pathlib alone would cost the cached `token` a tenth of its time:
# ruff: noqa: PTH100, PTH111, PTH117, PTH118
"""Where everything lies on disk.

Only `os` is imported here, as `zdesk-tui token` comes through and must start fast.
"""

from __future__ import annotations

import os

APP = "zdesk-tui"
HOME_VARIABLE = "ZDESK_TUI_HOME"

OWN_FOLDERS = (
    "connectors", "presets", "tokens", "status", "drafts", "carried", "edits", "locks",
)  # fmt: skip
"""Names of the folders in which only this program keeps files."""


class Paths:
    """Every folder and file of one home, as text.

    Args:
        config: folder of what the person decided, absolute.
        state: folder of what the program keeps for itself, absolute.
        home: the one folder above both, when one was given.
    """

    __slots__ = ("config", "home", "state")

    def __init__(self, config: str, state: str, home: str | None = None) -> None:
        self.config = config
        self.state = state
        self.home = home

    @classmethod
    def under(cls, home: str) -> Paths:
        """Return the paths of a home in one folder.

        Args:
            home: `~` is expanded and a relative folder made absolute.
        """
        folder = os.path.abspath(os.path.expanduser(home))
        return cls(os.path.join(folder, "config"), os.path.join(folder, "state"), folder)

    @classmethod
    def default(cls) -> Paths:
        """Return the platform's own folders; `XDG_CONFIG_HOME` and `XDG_STATE_HOME` come first."""
        return cls(
            _platform_folder("XDG_CONFIG_HOME", "user_config_dir"),
            _platform_folder("XDG_STATE_HOME", "user_state_dir"),
        )

    @classmethod
    def of(cls, home: str | None) -> Paths:
        """Return the paths in use: those of `--home`, of `ZDESK_TUI_HOME`, or the platform's.

        Args:
            home: what `--home` says, or None without it.

        Raises:
            UsageError: `--home` was given without a folder.
        """
        if home is not None and not home.strip():
            # A script's empty variable must not lead to the person's own connectors.
            from zdesk_tui.errors import UsageError

            raise UsageError("--home was given an empty folder name.", "Name a folder, or omit it.")
        chosen = home or os.environ.get(HOME_VARIABLE)
        return cls.under(chosen) if chosen else cls.default()

    def sandbox(self) -> Paths:
        """Return the paths of the sandbox's connectors, which never mix with the real ones."""
        return Paths.under(self.sandbox_home)

    @property
    def sandbox_home(self) -> str:
        """Folder of everything of the sandbox."""
        return os.path.join(self.home or self.state, "sandbox")

    @property
    def connectors(self) -> str:
        """Folder of the connector files."""
        return os.path.join(self.config, "connectors")

    def connector(self, name: str) -> str:
        """Return the file of a connector."""
        return os.path.join(self.connectors, f"{name}.toml")

    @property
    def presets(self) -> str:
        """Folder of the person's own scope presets."""
        return os.path.join(self.config, "presets")

    def preset(self, name: str) -> str:
        """Return the file of an own scope preset."""
        return os.path.join(self.presets, f"{name}.toml")

    @property
    def tokens(self) -> str:
        """Folder of the cached access tokens."""
        return os.path.join(self.state, "tokens")

    def token(self, name: str) -> str:
        """Return the file of a connector's cached access token."""
        return os.path.join(self.tokens, f"{name}.toml")

    @property
    def statuses(self) -> str:
        """Folder of what the last renewals and checks said."""
        return os.path.join(self.state, "status")

    def status(self, name: str) -> str:
        """Return the file of what the last renewal and check of a connector said."""
        return os.path.join(self.statuses, f"{name}.toml")

    @property
    def drafts(self) -> str:
        """Folder of the unfinished setups."""
        return os.path.join(self.state, "drafts")

    def draft(self, draft_id: str) -> str:
        """Return the file of an unfinished setup."""
        return os.path.join(self.drafts, f"{draft_id}.toml")

    @property
    def carried(self) -> str:
        """Folder of the values that were asked for as a file, with one for each connector."""
        return os.path.join(self.state, "carried")

    @property
    def edits(self) -> str:
        """Folder of the copies for the editor."""
        return os.path.join(self.state, "edits")

    def edit(self, name: str) -> str:
        """Return the file of an edited text that could not be used."""
        return os.path.join(self.edits, f"{name}.toml")

    @property
    def locks(self) -> str:
        """Folder of the locks."""
        return os.path.join(self.state, "locks")

    def lock(self, name: str) -> str:
        """Return the lock file of a connector."""
        return os.path.join(self.locks, f"{name}.lock")

    @property
    def grants(self) -> str:
        """The file of fingerprints of the refresh tokens that this program has made."""
        return os.path.join(self.state, "grants.toml")

    @property
    def grants_lock(self) -> str:
        """The lock file of `grants`; no connector's name begins with a dot."""
        return os.path.join(self.locks, ".grants.lock")

    @property
    def throttle(self) -> str:
        """The file of how often each refresh token was used lately."""
        return os.path.join(self.state, "throttle.toml")

    @property
    def throttle_lock(self) -> str:
        """The lock file of `throttle`."""
        return os.path.join(self.locks, ".throttle.lock")

    @property
    def allowed(self) -> str:
        """The file of fingerprints of the commands that may print a client secret here."""
        return os.path.join(self.state, "allowed.toml")

    @property
    def allowed_lock(self) -> str:
        """The lock file of `allowed`."""
        return os.path.join(self.locks, ".allowed.lock")

    def rows(self) -> list[tuple[str, str]]:
        """Return every folder and file in use, as label and path."""
        return [
            ("config", self.config),
            ("connectors", self.connectors),
            ("presets", self.presets),
            ("state", self.state),
            ("tokens", self.tokens),
            ("status", self.statuses),
            ("drafts", self.drafts),
            ("carried", self.carried),
            ("edits", self.edits),
            ("locks", self.locks),
            ("grants", self.grants),
            ("throttle", self.throttle),
            ("allowed", self.allowed),
            ("sandbox", self.sandbox_home),
        ]


def _platform_folder(variable: str, function: str) -> str:
    """Return the program's folder below an XDG variable, else the platform's.

    The XDG specification says that an empty or relative value counts as unset. Not every release
    of platformdirs follows it, so that it never sees such a value.
    """
    value = os.environ.get(variable)
    if value and os.path.isabs(value):
        return os.path.join(value, APP)
    import platformdirs

    hidden = os.environ.pop(variable, None)
    try:
        folder: str = getattr(platformdirs, function)(APP)
    finally:
        if hidden is not None:
            os.environ[variable] = hidden
    return folder
