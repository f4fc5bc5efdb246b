"""Every command of the program has its function, and every option its argument."""

from __future__ import annotations

import inspect
import keyword
from typing import Any

import tuningfork


def python_name(name: str) -> str:
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) else name


def function(path: tuple[str, ...]) -> Any:
    place: Any = tuningfork
    for name in path:
        place = getattr(place, python_name(name))
    return place


def test_every_command_has_its_function(described: list[dict[str, Any]]) -> None:
    assert len(described) > 15
    for command in described:
        assert callable(function(command["path"])), command["path"]


def test_every_argument_has_its_parameter_and_its_words(described: list[dict[str, Any]]) -> None:
    for command in described:
        made = function(command["path"])
        parameters = dict(inspect.signature(made).parameters)
        for argument in command["arguments"]:
            name = argument["valueName"] if argument["kind"] == "positional" else argument["preferredName"]["name"]
            if name in ("help", "version"):
                continue
            if name == "json" and argument["kind"] == "flag":
                continue  # its report is parsed
            parameter = parameters.pop(python_name(name))
            if argument["kind"] == "positional":
                assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
            else:
                assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
            is_table = name == "output" and argument["valueName"] == "table"
            assert (parameter.default is inspect.Parameter.empty) == (not argument["isOptional"] and not is_table)
            assert " ".join(argument["abstract"].split()) in " ".join((made.__doc__ or "").split())
        assert not parameters, f"{command['path']} has no {list(parameters)}"


def test_nothing_else_is_offered(described: list[dict[str, Any]]) -> None:
    names = {python_name(command["path"][0]) for command in described}
    others = {"Result", "TuningForkError", "DataError", "UsageError", "RankLost"}
    assert set(tuningfork.__all__) == names | others
