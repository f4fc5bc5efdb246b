#!/usr/bin/env python3
"""Makes the manual pages and the completions of shells from the program itself.

manual.py PROGRAM FOLDER: writes FOLDER/share/man/man1/tuningfork*.1 and the completions of bash, zsh and fish where these
shells look for them below a prefix.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

COMPLETIONS = {
    "bash": "share/bash-completion/completions/tuningfork",
    "zsh": "share/zsh/site-functions/_tuningfork",
    "fish": "share/fish/vendor_completions.d/tuningfork.fish",
}


def escape(text: str) -> str:
    """Text as roff takes it: no backslash, dash or leading dot with a meaning of its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in text.split("\n"))


def paragraphs(text: str) -> list[str]:
    lines = []
    for paragraph in text.split("\n\n"):
        lines += [".PP", escape(paragraph)]
    return lines


def usage(argument: dict[str, Any]) -> str:
    """``[\\-\\-radius\\-arcsec arcsec]``, as the synopsis shows an argument."""
    more = " ..." if argument["isRepeating"] else ""
    value = f"\\fI{escape(argument['valueName'])}\\fR{more}"
    if argument["kind"] == "positional":
        text = value
    else:
        text = f"\\fB{escape('--' + argument['preferredName']['name'])}\\fR"
        text += "" if argument["kind"] == "flag" else f" {value}"
    return f"[{text}]" if argument["isOptional"] else text


def described(argument: dict[str, Any]) -> list[str]:
    names = [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names", [])]
    title = ", ".join(f"\\fB{escape(name)}\\fR" for name in names)
    if argument["kind"] != "flag":
        title = f"{title} \\fI{escape(argument['valueName'])}\\fR".strip()
    text = argument.get("abstract", "")
    if argument.get("allValues"):
        text += f" One of: {', '.join(argument['allValues'])}."
    if argument.get("defaultValue") is not None:
        text += f" Default: {argument['defaultValue']}."
    return [".TP", title, escape(text)]


def page(command: dict[str, Any], above: tuple[str, ...], version: str) -> str:
    path = (*above, command["commandName"])
    name = "-".join(path)
    arguments = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    below = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    lines = [
        f'.TH "{name.upper()}" 1 "" "TuningFork {version}" "TuningFork"',
        ".SH NAME",
        f"{escape(name)} \\- {escape(command['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {' '.join(path)}",
        *(usage(argument) for argument in arguments),
        *(["\\fIcommand\\fR"] if below else []),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])[1:]]
    if below:
        lines.append(".SH COMMANDS")
        for one in below:
            lines += [".TP", f"\\fB{escape(one['commandName'])}\\fR", escape(one["abstract"])]
    section = None
    for argument in sorted(arguments, key=lambda argument: argument.get("sectionTitle") or ""):
        title = argument.get("sectionTitle") or "Options"
        if title != section:
            lines.append(f".SH {title.upper()}")
            section = title
        lines += described(argument)
    others = ["-".join((*path, one["commandName"])) for one in below] or ["-".join(path[:-1])]
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{escape(other)}\\fR(1)" for other in others)]
    return "\n".join(lines) + "\n"


def main() -> None:
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])

    def say(*arguments: str) -> str:
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

    version = say("--version").strip()
    pages = folder / "share/man/man1"
    pages.mkdir(parents=True, exist_ok=True)

    def write(command: dict[str, Any], above: tuple[str, ...]) -> None:
        path = (*above, command["commandName"])
        (pages / f"{'-'.join(path)}.1").write_text(page(command, above, version))
        for below in command.get("subcommands", []):
            if below["commandName"] != "help":
                write(below, path)

    write(json.loads(say("--experimental-dump-help"))["command"], ())
    for shell, name in COMPLETIONS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(say("--generate-completion-script", shell))


if __name__ == "__main__":
    main()
