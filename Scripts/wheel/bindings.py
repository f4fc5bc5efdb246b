#!/usr/bin/env python3
"""Makes the functions of the Python package from the program's own description of its options.

bindings.py PROGRAM FOLDER: writes _commands.py and a module for each command with subcommands (audit.py, weights.py).

A function has a parameter for each argument: positional ones first, options by name. Its types follow from what the
description says: choices, flags, repetition, numbers by their default, and else the name of the value (``arcsec``, ``table``),
whose meaning stands below. A value whose name stands nowhere is an error, so that a new option cannot be forgotten.
"""

from __future__ import annotations

import json
import keyword
import pathlib
import subprocess
import sys
import textwrap
from typing import Any

FLOATS = {"Q", "arcsec", "f", "fraction", "inches", "mag", "nmgy", "p", "s", "seconds", "share"}
INTEGERS = {"n", "px"}
PATHS = {
    "catalog", "csv", "directory", "embedding", "embeddings", "file", "file.png", "folder", "input", "left", "map", "recipe",
    "record", "right", "run", "survey", "table", "votes", "weights",
}  # fmt: skip
TEXTS = {
    "band", "column", "condition", "device", "doi", "format", "i/n", "id", "layer", "licence", "name", "suffix", "text", "unit", "url",
    "version",
}  # fmt: skip
TUPLES = {
    "az,el": "tuple[float, float]", "ra,dec,arcmin": "tuple[float, float, float]",
    "ra1,ra2,dec1,dec2": "tuple[float, float, float, float]",
}  # fmt: skip

LEFT_OUT = {"help", "version"}


class Argument:
    """One argument of a command, as Python has it."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.value = described["valueName"]
        self.is_flag = described["kind"] == "flag"
        self.is_positional = described["kind"] == "positional"
        self.option = "" if self.is_positional else "--" + described["preferredName"]["name"]
        self.repeats = described["isRepeating"]
        self.is_optional = described["isOptional"]
        self.default = described.get("defaultValue")
        self.choices = described.get("allValues")
        self.help = described.get("abstract", "")
        name = (self.value if self.is_positional else described["preferredName"]["name"]).replace("-", "_")
        self.name = name + "_" if keyword.iskeyword(name) else name

    @property
    def item(self) -> str:
        """Type of one value."""
        if self.choices:
            return f"Literal[{', '.join(map(repr, self.choices))}]"
        if self.option == "--table" or self.option.endswith("-table"):
            return "str | int"  # a table in its file, by name or number
        if self.value in TUPLES:
            return f"str | {TUPLES[self.value]}"
        if self.value in FLOATS or self.value in INTEGERS and "." in (self.default or ""):
            return "float"
        for type_, names in (("int", INTEGERS), ("Path", PATHS), ("str", TEXTS)):
            if self.value in names:
                return type_
        sys.exit(f"bindings: the value '{self.value}' of {self.option or 'an argument'} has no type: name it in {__file__}.")

    def parameter(self, is_optional: bool) -> str:
        if self.is_flag:
            return f"{self.name}: bool = False"
        type_ = f"{self.item} | Sequence[{self.item}]" if self.repeats else self.item
        if self.option == "--output" and self.default is not None and self.value != "table":
            return f"{self.name}: {type_} = {self.default!r}"
        return f"{self.name}: {type_} | None = None" if is_optional else f"{self.name}: {type_}"

    def documentation(self) -> str:
        text = self.help
        if self.default is not None:
            text += f" The program's default: {self.default}."
        return textwrap.fill(f"{self.name}: {text}", 116, initial_indent=" " * 8, subsequent_indent=" " * 12)


class Command:
    """One command of the program, as a function."""

    def __init__(self, described: dict[str, Any], above: tuple[str, ...]) -> None:
        self.path = (*above, described["commandName"])
        name = described["commandName"].replace("-", "_")
        self.name = name + "_" if keyword.iskeyword(name) else name
        self.summary, self.discussion = described["abstract"], described.get("discussion", "")
        given = described.get("arguments", [])
        self.arguments = [Argument(a) for a in given if (a.get("preferredName") or {}).get("name") not in LEFT_OUT]
        found = {argument.option: argument for argument in self.arguments}
        output, told = found.get("--output"), found.get("--json")
        self.output = None if output is None else "table" if output.value == "table" else "path"
        self.report = None if told is None else "text" if told.is_flag else "file"
        if self.report == "text":
            self.arguments.remove(found["--json"])

    def is_optional(self, argument: Argument) -> bool:
        # A table that nobody named is written to a temporary file.
        return argument.is_optional or (argument.option == "--output" and self.output == "table")

    def text(self) -> str:
        positional = [a for a in self.arguments if a.is_positional]
        options = [a for a in self.arguments if not a.is_positional]
        options.sort(key=self.is_optional)
        parameters = [a.parameter(self.is_optional(a)) for a in positional]
        if options:
            parameters += ["*", *(a.parameter(self.is_optional(a)) for a in options)]
        paragraphs = [textwrap.fill(p, 116, initial_indent="    ", subsequent_indent="    ") for p in self.discussion.split("\n\n") if p]
        tuples = [a.option for a in options if a.value in TUPLES]
        lines = [
            f"def {self.name}(",
            *(f"    {parameter}," for parameter in parameters),
            ") -> Result:",
            f'    """{self.summary}',
            *(["", "\n\n".join(paragraphs)] if paragraphs else []),
            *(["", "    Args:", *(a.documentation() for a in positional + options)] if self.arguments else []),
            '    """',
            "    return _run(",
            f"        {self.path!r},",
            f"        [{', '.join(a.name for a in positional)}],",
            "        {",
            *(f"            {a.option!r}: {a.name}," for a in options),
            "        },",
            *([f"        tuples={tuple(tuples)!r},"] if tuples else []),
            *([f"        output={self.output!r},"] if self.output else []),
            *([f"        report={self.report!r},"] if self.report else []),
            "    )",
        ]
        return "\n".join(line if line.strip() else "" for line in lines).replace("\\", "\\\\")


def module(summary: str, commands: list[Command]) -> str:
    names = ", ".join(repr(command.name) for command in commands)
    head = f'''"""{summary}

Made from the program's description of its options; do not edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._result import Result
from ._run import run as _run

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import Literal, TypeAlias

    Path: TypeAlias = "str | os.PathLike[str]"

__all__ = [{names}]
'''
    return "\n\n".join([head, *("\n" + command.text() for command in commands)]).rstrip() + "\n"


def main() -> None:
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    told = subprocess.run([program, "--experimental-dump-help"], check=True, capture_output=True, text=True).stdout
    top = json.loads(told)["command"]
    commands: list[Command] = []
    for described in top["subcommands"]:
        name = described["commandName"]
        below = [one for one in described.get("subcommands", []) if one["commandName"] != "help"]
        if name == "help":
            continue
        if below:
            text = module(described["abstract"], [Command(one, (name,)) for one in below])
            (folder / f"{name.replace('-', '_')}.py").write_text(text)
        else:
            commands.append(Command(described, ()))
    (folder / "_commands.py").write_text(module("The commands of the program.", commands))


if __name__ == "__main__":
    main()
