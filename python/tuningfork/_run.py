"""Runs the program: arguments in, a result or an exception out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ._result import Result

if TYPE_CHECKING:
    import subprocess
    from typing import TypeAlias

    from ._errors import TuningForkError

    Value: TypeAlias = str | os.PathLike[str] | float | bool | Iterable[object] | None


def run(
    command: tuple[str, ...],
    positional: list[Value],
    options: dict[str, Value],
    *,
    tuples: tuple[str, ...] = (),
    output: str | None = None,
    report: str | None = None,
) -> Result:
    """Runs ``tuningfork COMMAND`` to its end.

    Args:
        command: names of the command and its subcommand.
        positional: arguments without a name, in their order; sequences are several.
        options: what stands behind ``--name``; None and False are not given, True is a flag, sequences repeat it.
        tuples: options whose numbers are joined by commas.
        output: ``table`` where the command writes one to ``--output``, in a temporary file when none is named;
            ``path`` where it writes something else there.
        report: ``file`` where the command writes JSON to ``--json``, ``text`` where it prints it.

    Raises:
        TuningForkError: the program ended with an error.
        KeyboardInterrupt: Ctrl-C, after the program has stopped by itself.
    """
    import tempfile
    from pathlib import Path

    scratch = tempfile.TemporaryDirectory(prefix="tuningfork-")
    options = dict(options)
    keeps: object = None
    if output == "table" and options.get("--output") is None:
        options["--output"] = os.path.join(scratch.name, "table.parquet")
        keeps = scratch
    told = options.get("--json")
    if report == "file" and told is None:
        options["--json"] = told = os.path.join(scratch.name, "report.json")
    if report == "text":
        options["--json"] = True
    failure = os.path.join(scratch.name, "failure.json")
    text = _finish(_arguments(command, positional, options, tuples), failure, command)
    path = options.get("--output")
    result = Result(
        Path(os.fspath(path)) if isinstance(path, (str, os.PathLike)) else None,
        text,
        _report(report, told, text),
        keeps,
    )
    if keeps is None:
        scratch.cleanup()
    return result


def _arguments(
    command: tuple[str, ...], positional: list[Value], options: dict[str, Value], tuples: tuple[str, ...]
) -> list[str]:
    arguments = list(command)
    for name, value in options.items():
        if value is None or value is False:
            continue
        if value is True:
            arguments.append(name)
        elif name in tuples:
            arguments += [f"{name}={item}" for item in _joined(value)]
        else:
            arguments += [f"{name}={item}" for item in _texts(value)]
    arguments.append("--")
    for value in positional:
        if value is not None:
            arguments += _texts(value)
    return arguments


def _texts(value: object) -> list[str]:
    """One text an item; a text is one item."""
    if isinstance(value, (str, os.PathLike)):
        return [os.fspath(value)]
    if isinstance(value, Iterable):
        return [text for item in value for text in _texts(item)]
    return [str(value)]


def _joined(value: object) -> list[str]:
    """``(10, 20)`` or ``"10,20"`` is one item, ``[(1, 2, 3, 4), …]`` several."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [str(value)]
    items = list(value)
    if all(isinstance(item, (int, float)) for item in items):
        return [",".join(map(str, items))]
    return [text for item in items for text in _joined(item)]


def _finish(arguments: list[str], failure: str, command: tuple[str, ...]) -> str:
    """Runs the program; gives what it printed on standard output."""
    import subprocess
    import threading

    from ._program import PROGRAM, Unfit, environment
    from ._progress import Messages

    try:
        surroundings = environment()
    except Unfit as error:
        from ._errors import TuningForkError

        raise TuningForkError(str(error)) from None
    surroundings["TUNINGFORK_FAILURE"] = failure
    with Messages() as messages:
        process = subprocess.Popen(
            [PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=messages.begin(),
            env=surroundings,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        messages.follow()
        text: list[str] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda pipe=process.stdout: text.append(pipe.read()), daemon=True)
        reader.start()
        _wait(process)
        reader.join()
    if process.returncode:
        raise _error(process.returncode, failure, messages.text, command)
    return "".join(text)


def _wait(process: subprocess.Popen[str]) -> None:
    """Waits for the end. Ctrl-C asks the program to stop at its next safe point, and is raised when it has; a second one
    ends it at once, a third one without its consent."""
    import signal

    interrupted = 0
    while True:
        try:
            process.wait()
            break
        except KeyboardInterrupt:
            interrupted += 1
            # A terminal and a notebook's kernel send SIGINT to the program, too, and a second SIGINT would not wait for
            # a safe point; SIGUSR1 only asks.
            if interrupted == 1:
                process.send_signal(signal.SIGUSR1)
            elif interrupted == 2:
                process.terminate()
            else:
                process.kill()
    if interrupted:
        raise KeyboardInterrupt


def _error(status: int, failure: str, messages: str, command: tuple[str, ...]) -> TuningForkError:
    import json

    from ._errors import DataError, RankLost, TuningForkError, UsageError

    if status < 0:
        import signal

        return TuningForkError(f"tuningfork {' '.join(command)} was ended by {signal.Signals(-status).name}.", status)
    place = {}
    text = messages.strip()
    try:
        with open(failure, encoding="utf-8") as file:
            place = json.load(file)
        text = place.pop("text")
    except FileNotFoundError:
        text = text[text.rfind("Error: ") :].removeprefix("Error: ") or f"exit code {status}"
    if status == 65:
        return DataError(text, status, **place)
    if status == 64:
        return UsageError(text, status)
    if status == 75:
        return RankLost(text, status)
    return TuningForkError(text, status)


def _report(kind: str | None, told: Value, text: str) -> object:
    import json

    if kind == "text":
        return json.loads(text)
    if kind == "file" and isinstance(told, (str, os.PathLike)) and os.path.isfile(told):
        with open(told, encoding="utf-8") as file:
            return json.load(file)
    return None
