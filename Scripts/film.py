#!/usr/bin/env python3
"""Makes a short film of a terminal, as an animated SVG: commands are typed, run for real, and what they print is shown in the
time that it took, long waits and long commands shortened.

film.py FILE COMMAND…: each COMMAND is a line of the shell, run in this folder. That of the README:

    python3 Scripts/film.py docs/images/terminal.svg "tuningfork demo" "tuningfork query demo/catalogue_des \\
        --where 'class=elliptical && p_elliptical>0.9' --columns designation --columns p_elliptical --columns set \\
        --columns MAG_AUTO_R --limit 5" "ls demo/published"
"""

from __future__ import annotations

import html
import os
import pty
import select
import subprocess
import sys
import termios
import time

COLUMNS, ROWS = 104, 26
CELL, LINE, MARGIN = 8.4, 18, 14
TYPING, PAUSE, LONGEST = 0.04, 1.6, 0.6  # seconds: a key, after a command, between two pictures
COMMAND = 14  # seconds that a command may take


class Screen:
    """Lines of text with a cursor; knows line feeds, carriage returns and tabs, which is all that the programs use."""

    def __init__(self) -> None:
        self.lines, self.column = [""], 0

    def write(self, text: str) -> None:
        for character in text:
            if character == "\n":
                self.lines.append("")
                self.column = 0
            elif character == "\r":
                self.column = 0
            elif character == "\t":
                self.column = min(COLUMNS - 1, self.column // 8 * 8 + 8)
            else:
                if self.column == COLUMNS:
                    self.write("\n")
                line = self.lines[-1].ljust(self.column)
                self.lines[-1] = line[: self.column] + character + line[self.column + 1 :]
                self.column += 1

    def picture(self) -> tuple[str, ...]:
        return tuple(line.rstrip() for line in self.lines[-ROWS:])


def record(commands: list[str]) -> list[tuple[float, tuple[str, ...]]]:
    """Pictures, each with the second at which it appears."""
    screen, now, pictures = Screen(), 0.0, []

    def show(after: float) -> None:
        nonlocal now
        now += after
        pictures.append((now, screen.picture()))

    for command in commands:
        screen.write("$ ")
        show(0.5)
        for key in command:
            screen.write(key)
            show(TYPING)
        screen.write("\n")
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": str(COLUMNS)}
        process = subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment)
        os.close(theirs)
        began = time.monotonic()
        rest, seen = b"", []
        while True:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                part = os.read(ours, 1 << 16)
            except OSError:
                break
            if not part:
                break
            text = (rest + part).decode("utf-8", "ignore")
            rest = b""
            screen.write(text.replace("\r\n", "\n"))
            passed = time.monotonic() - began
            began = time.monotonic()
            seen.append((min(LONGEST, passed), screen.picture()))
        os.close(ours)
        if process.wait():
            sys.exit(f"film: '{command}' ended with {process.returncode}: " + "\n".join(screen.picture()))
        shortened = COMMAND / max(COMMAND, sum(after for after, _ in seen))
        for after, picture in seen:
            now += after * shortened
            pictures.append((now, picture))
        show(PAUSE)
    show(2.0)
    return pictures


def film(pictures: list[tuple[float, tuple[str, ...]]]) -> str:
    """Each picture is a group that is seen in its time alone; the film begins again at its end."""
    shown: list[tuple[float, tuple[str, ...]]] = []
    for moment, picture in pictures:
        # not more than ten pictures a second
        if shown and (picture == shown[-1][1] or moment - shown[-1][0] < 0.1):
            shown[-1] = (shown[-1][0], picture)
        else:
            shown.append((moment, picture))
    length = pictures[-1][0]
    width, height = COLUMNS * CELL + 2 * MARGIN, ROWS * LINE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="A terminal in '
        f'which tuningfork runs">',
        "<style>text{font:14px ui-monospace,DejaVu Sans Mono,monospace;fill:#d8dee9;white-space:pre}g{visibility:hidden}"
        f"g{{animation:{length:.2f}s step-end infinite}}",
    ]
    for number, (moment, _) in enumerate(shown):
        end = shown[number + 1][0] if number + 1 < len(shown) else length
        begin, finish = 100 * moment / length, 100 * end / length
        before = "" if number == 0 else "0%{visibility:hidden}"
        parts.append(
            f"#f{number}{{animation-name:k{number}}}@keyframes k{number}{{{before}{begin:.3f}%{{visibility:visible}}"
            f"{finish:.3f}%{{visibility:hidden}}}}"
        )
    parts.append(f'</style><rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#1b1f2a"/>')
    for number, (_, picture) in enumerate(shown):
        rows = [
            f'<text x="{MARGIN}" y="{MARGIN + LINE * (row + 1) - 5}">{html.escape(line)}</text>'
            for row, line in enumerate(picture)
            if line
        ]
        parts.append(f'<g id="f{number}">{"".join(rows)}</g>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    text = film(record(sys.argv[2:]))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
