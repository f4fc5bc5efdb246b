"""The notebooks of examples/ run from their first cell to the last."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(name: str, folder: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(EXAMPLES / name, as_version=4)
    return NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(folder)}}).execute()


def outputs(notebook: nbformat.NotebookNode) -> str:
    return "".join(str(output) for cell in notebook.cells for output in cell.get("outputs", []))


def test_from_tables_to_a_catalogue_and_its_tools(tmp_path: Path) -> None:
    """The second notebook opens what the first has left."""
    first = run("tables_to_catalogue.ipynb", tmp_path)
    assert "separation_arcsec" in outputs(first)
    assert (tmp_path / "catalogue.parquet").exists()
    second = run("open_the_results.ipynb", tmp_path)
    assert "image/png" in outputs(second)


def test_a_bar_of_progress_is_drawn_in_place(tmp_path: Path) -> None:
    """It is an output that is drawn anew and is empty in the end; what stays is text."""
    code = "import tuningfork\ntuningfork.demo(output='demo', galaxies=200, epochs=1, from_scratch=True);"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    drawn: list[str] = []

    def drawing(msg: dict[str, dict[str, dict[str, str]]], msg_type: str, **_: object) -> None:
        if msg_type == "update_display_data":
            drawn.append(msg["content"]["data"]["text/plain"])

    client = NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(tmp_path)}})
    original = client.process_message

    def process(msg: dict[str, dict[str, dict[str, str]]], cell: nbformat.NotebookNode, index: int) -> object:
        drawing(msg, str(msg["msg_type"]))
        return original(msg, cell, index)

    client.process_message = process  # type: ignore[method-assign]
    done = client.execute()
    assert any("█" in text or "/" in text for text in drawn)
    bars = [output for output in done.cells[0].outputs if output.output_type == "display_data"]
    assert bars and all(bar.data["text/plain"] == "" for bar in bars)
    assert "SIMULATED" in outputs(done)
