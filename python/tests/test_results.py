"""What a call gives: tables with units and UCDs, reports, errors."""

from __future__ import annotations

from pathlib import Path

import pytest

import tuningfork


def test_a_table_keeps_units_and_ucds(catalogues: tuple[Path, Path]) -> None:
    result = tuningfork.crossmatch(*catalogues, radius_arcsec=1.0)
    table = result.table
    assert table.num_rows == 3
    fields = {field.name: field.metadata or {} for field in table.schema}
    assert fields["petro_r"][b"unit"] == b"mag"
    assert fields["separation_arcsec"][b"unit"] == b"arcsec"
    assert fields["separation_arcsec"][b"ucd"] == b"pos.angDistance"
    assert table["separation_arcsec"].to_pylist() == pytest.approx([0.36] * 3, abs=1e-6)


def test_astropy_and_pandas_are_one_call_away(catalogues: tuple[Path, Path]) -> None:
    result = tuningfork.crossmatch(*catalogues, radius_arcsec=1.0)
    table = result.to_astropy()
    assert str(table["petro_r"].unit) == "mag"
    assert table["separation_arcsec"].meta["ucd"] == "pos.angDistance"
    assert list(result.to_pandas()["id"]) == ["a", "b", "c"]


def test_missing_values_are_masked_in_astropy(catalogues: tuple[Path, Path], tmp_path: Path) -> None:
    left = tmp_path / "left.csv"
    left.write_text("id,ra,dec,note,mag,count\na,10.0,20.0,,,\nb,10.1,20.0,,17.5,3\nc,10.2,20.0,,18.5,4\n")
    table = tuningfork.crossmatch(left, catalogues[1]).to_astropy()
    assert list(table["id"]) == ["a", "b", "c"]
    assert table["note"].mask.all()
    assert list(table["mag"].mask) == list(table["count"].mask) == [True, False, False]
    assert list(table["count"][1:]) == [3, 4]


def test_a_report_is_what_json_says(catalogues: tuple[Path, Path], tmp_path: Path) -> None:
    result = tuningfork.crossmatch(*catalogues)
    assert result.report["pairs"] == 3
    kept = tmp_path / "counts.json"
    assert tuningfork.crossmatch(*catalogues, json=kept).report["pairs"] == 3
    assert '"pairs"' in kept.read_text()
    assert {entry["name"] for entry in tuningfork.weights.list().report} > {"efficientnet_lite0"}


def test_a_table_in_another_format_stays_a_file(catalogues: tuple[Path, Path], tmp_path: Path) -> None:
    result = tuningfork.crossmatch(*catalogues, output=tmp_path / "pairs.fits")
    assert result.path == tmp_path / "pairs.fits" and result.path.exists()
    with pytest.raises(ValueError, match="pairs.fits, which is no Parquet table: leave 'output' out"):
        result.table


def test_a_temporary_table_goes_with_its_result(catalogues: tuple[Path, Path]) -> None:
    result = tuningfork.crossmatch(*catalogues)
    path = result.path
    assert path is not None and path.exists()
    del result
    assert not path.exists()


def test_several_values_and_tuples(catalogues: tuple[Path, Path]) -> None:
    result = tuningfork.crossmatch(*catalogues, suffixes=["_left", "_right"], columns=["petro_r"], mode="mutual")
    assert "id_left" in result.table.column_names and "id_right" in result.table.column_names
    with pytest.raises(tuningfork.UsageError, match="--view"):
        tuningfork.plot("map.csv", output="map.png", view=(10, 91))


def test_bad_data_are_an_exception_with_file_row_and_remedy(catalogues: tuple[Path, Path], tmp_path: Path) -> None:
    left, right = catalogues
    broken = tmp_path / "broken.csv"
    broken.write_text("id,ra,dec\n1,10.0,20.0\n2,10.0,95.0\n3,ten,20.0\n")
    with pytest.raises(tuningfork.DataError) as caught:
        tuningfork.crossmatch(broken, right)
    error = caught.value
    assert error.status == 65
    assert error.file == str(broken) and error.row == 3 and error.column == "ra"
    assert error.problem and error.remedy and error.remedy in str(error)
    with pytest.raises(tuningfork.DataError) as caught:
        tuningfork.crossmatch(tmp_path / "nowhere.csv", right)
    assert caught.value.file == str(tmp_path / "nowhere.csv")


def test_a_wrong_value_is_a_usage_error(catalogues: tuple[Path, Path]) -> None:
    with pytest.raises(tuningfork.UsageError, match="--radius-arcsec must be above 0") as caught:
        tuningfork.crossmatch(*catalogues, radius_arcsec=0)
    assert caught.value.status == 64 and isinstance(caught.value, ValueError)


def test_what_the_program_says_is_shown_and_its_errors_once(
    catalogues: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    left, right = catalogues
    right.write_text("id,ra,dec\n1,10.0,20.0001\n1,10.1,20.0001\n2,,\n")
    tuningfork.crossmatch(left, right)
    assert "repeat an identifier" in capfd.readouterr().err
    with pytest.raises(tuningfork.DataError):
        tuningfork.crossmatch("nowhere.csv", right)
    assert "Error" not in capfd.readouterr().err
