"""What the program says while it works: its bar of progress on a terminal and in a notebook, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol

    class Display(Protocol):
        """A piece of a notebook's output that can be drawn anew."""

        def update(self, data: dict[str, str], *, raw: bool) -> None: ...


class Messages:
    """The program's standard error: shown as it comes, and kept without the bar.

    with Messages() as messages:
        process = Popen(…, stderr=messages.begin())
        messages.follow()
        process.wait()
    print(messages.text)
    """

    def __init__(self) -> None:
        self._in_notebook = _in_notebook()
        isatty = getattr(sys.stderr, "isatty", None)
        self._on_terminal = not self._in_notebook and isatty is not None and bool(isatty())
        self._bar: Display | None = None
        self._shown = ""
        self._lines: list[str] = []
        self._ours = self._theirs = -1

    @property
    def text(self) -> str:
        """Every line that stays."""
        return "\n".join(self._lines)

    def __enter__(self) -> Messages:
        return self

    def begin(self) -> int:
        """The file descriptor that is to be the program's standard error."""
        if self._in_notebook or self._on_terminal:
            import shutil
            import termios

            self._ours, self._theirs = os.openpty()
            # Without this a line ends in "\r\n".
            settings = termios.tcgetattr(self._theirs)
            settings[1] &= ~termios.OPOST
            termios.tcsetattr(self._theirs, termios.TCSANOW, settings)
            size = shutil.get_terminal_size()
            termios.tcsetwinsize(self._theirs, (size.lines, size.columns))
        else:
            self._ours, self._theirs = os.pipe()
        return self._theirs

    def follow(self) -> None:
        """Begins to listen, once the program has started."""
        import threading

        os.close(self._theirs)
        self._theirs = -1
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if self._theirs >= 0:
            os.close(self._theirs)
        elif self._ours >= 0:
            self._thread.join()
        if self._ours >= 0:
            os.close(self._ours)
        self._draw("")

    def _listen(self) -> None:
        import codecs

        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        line, passed = "", 0
        while True:
            try:
                part = os.read(self._ours, 1 << 16)
            except OSError:  # the last writer of a pseudo-terminal has gone
                part = b""
            text = decoder.decode(part, final=not part)
            *ended, line = (line + text).split("\n")
            for whole in ended:
                self._pass(whole[passed:] + "\n", unless=_last(whole))
                self._keep(_last(whole))
                passed = 0
            self._pass(line[passed:])
            passed = len(line)
            self._draw(_last(line))
            if not part:
                self._keep(_last(line))
                return

    def _keep(self, line: str) -> None:
        """A line that stays. Errors are told by the exception."""
        if not line:
            return
        self._lines.append(line)
        if not self._on_terminal and not line.startswith("Error: "):
            print(line, file=sys.stderr, flush=True)

    def _pass(self, text: str, unless: str = "") -> None:
        if self._on_terminal and text and not unless.startswith("Error: "):
            sys.stderr.write(text)
            sys.stderr.flush()

    def _draw(self, bar: str) -> None:
        if not self._in_notebook or bar == self._shown:
            return
        self._shown = bar
        if self._bar is None:
            from IPython.display import display

            self._bar = display({"text/plain": bar}, raw=True, display_id=True)  # type: ignore[no-untyped-call,unused-ignore]
        else:
            self._bar.update({"text/plain": bar}, raw=True)


def _last(line: str) -> str:
    """What is left to see of a line after all of its carriage returns."""
    return line.rstrip("\r ").rpartition("\r")[2].rstrip()


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return hasattr(shell, "kernel")
