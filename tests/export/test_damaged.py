"""Damaged and hostile bundles: refused with problems, never with a traceback."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from export.bundles import FILES, contents, copied, document, dumped, sealed, zipped

from teia_indicators import BundleError, read_ismi, verify_ismi


def problem_codes(path: Path) -> set[str]:
    """Return the codes that reading gives; verifying gives at least these and raises nothing."""
    with pytest.raises(BundleError) as caught:
        read_ismi(path)
    found = {one.code for one in caught.value.problems}
    assert found <= {one.code for one in verify_ismi(path)}
    return found


def test_nothing_there(tmp_path: Path) -> None:
    assert problem_codes(tmp_path / "none") == {"F001"}
    assert problem_codes(tmp_path / "none.zip") == {"F001"}


def test_what_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "nothing.zip").write_bytes(b"")
    assert problem_codes(tmp_path / "empty") == {"B001"}
    assert problem_codes(tmp_path / "text.zip") == {"F005"}
    assert problem_codes(tmp_path / "nothing.zip") == {"F005"}
    assert problem_codes(zipped(tmp_path / "other.zip", {"a.txt": b"a"})) == {"B001"}


@pytest.mark.parametrize("name", ["assessment.json", "catalogue.json", "manifest.json"])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", {"F003", "F008"}),
        (b"{", {"F008"}),
        (b"[]", {"B001", "B006", "F012"}),
        (b"null", {"B001", "B006", "F012"}),
        (b'{"a": NaN}', {"F008"}),
        (b'{"a": -Infinity}', {"F008"}),
        (b'{"a": 1, "a": 2}', {"F009"}),
        (b"\xff\xfe{}", {"F007"}),
        (b"[" * 100_000, {"F008", "F015"}),
    ],
)
def test_files_that_are_not_the_json_they_should_be(
    tmp_path: Path, name: str, content: bytes, expected: set[str]
) -> None:
    folder = copied(tmp_path / "bundle")
    (folder / name).write_bytes(content)
    assert problem_codes(folder) & expected


def test_nan_and_a_key_given_twice_inside_a_true_document(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    text = (folder / "assessment.json").read_text(encoding="utf-8")
    for old, new, code in (
        ('"power": null', '"power": NaN', "F008"),
        ('"official": false', '"official": false, "official": true', "F009"),
    ):
        sealed(folder, "assessment.json", text.replace(old, new, 1).encode("utf-8"))
        assert problem_codes(folder) == {code}


def test_a_field_that_does_not_fit_names_where(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    data = document(folder)
    data["assessments"][0]["overall"]["low"] = "much"
    sealed(folder, "assessment.json", dumped(data))
    with pytest.raises(BundleError) as caught:
        read_ismi(folder)
    assert [(one.code, one.place.file) for one in caught.value.problems] == [
        ("B006", "bundle/assessment.json")
    ]
    assert "assessments.0.overall.low" in caught.value.problems[0].path


@pytest.mark.parametrize(
    "name",
    ["../x", "../../etc/passwd", "/tmp/x", "sub/x.csv", "a/../x", "..", ".", "sub/", "C:\\x"],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    files = contents(copied(tmp_path / "bundle"))
    before = sorted(tmp_path.iterdir())
    archive = tmp_path / "hostile.zip"
    assert problem_codes(zipped(archive, {**files, name: b"x"})) == {"B008"}
    assert sorted(tmp_path.iterdir()) == sorted([*before, archive])


def test_a_member_given_twice_is_found(tmp_path: Path) -> None:
    archive = copied(tmp_path / "bundle.zip")
    with (
        zipfile.ZipFile(archive, "a") as opened,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        opened.writestr("assessment.json", opened.read("assessment.json"))
    assert verify_ismi(archive)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    zipped(archive, {"manifest.json": b" " * 1000})
    content = archive.read_bytes()
    assert content.count((1000).to_bytes(4, "little"))
    archive.write_bytes(content.replace((1000).to_bytes(4, "little"), b"\xff\xff\xff\x7f"))
    assert problem_codes(archive) == {"F002"}


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    content = copied(tmp_path / "bundle.zip").read_bytes()
    for part in (1, 10, len(content) // 2, len(content) - 30, len(content) - 1):
        short = tmp_path / "short.zip"
        short.write_bytes(content[:part])
        assert problem_codes(short) == {"F005"}


def test_a_changed_byte_anywhere_in_a_zip_raises_nothing(tmp_path: Path) -> None:
    """Either it is found, or what is read is what was written."""
    content = copied(tmp_path / "bundle.zip").read_bytes()
    whole = contents(tmp_path / "bundle.zip")
    archive = tmp_path / "changed.zip"
    positions = [
        *range(0, len(content), len(content) // 60),
        *range(len(content) - 700, len(content), 9),
    ]
    for position in positions:
        changed = bytearray(content)
        changed[position] ^= 0x55
        archive.write_bytes(changed)
        if not verify_ismi(archive):
            assert contents(archive) == whole, position


def test_a_bundle_is_read_from_inside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(tmp_path / "bundle")
    monkeypatch.chdir(folder)
    assert verify_ismi(".") == ()
    assert len(read_ismi(".").assessments) == 1
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    assert len(read_ismi("..").assessments) == 1


def test_reading_a_copy_needs_no_hidden_file(tmp_path: Path) -> None:
    copied(tmp_path / "bundle")
    shutil.copytree(tmp_path / "bundle", tmp_path / "other" / "copy")
    assert sorted(one.name for one in (tmp_path / "other").iterdir()) == ["copy"]
    assert verify_ismi(tmp_path / "other" / "copy") == ()
    assert tuple(sorted(contents(tmp_path / "other" / "copy"))) == FILES


@pytest.mark.parametrize("name", ["observations.csv", "coin", "coin/iData.csv"])
def test_a_link_in_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path / "bundle")
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    assert problem_codes(folder) == {"B017"}


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    archive = copied(tmp_path / "bundle.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        link = zipfile.ZipInfo("coin/more.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    assert problem_codes(archive) == {"B017"}


def test_a_zip_made_by_hand_with_entries_for_folders_is_read(tmp_path: Path) -> None:
    files = contents(copied(tmp_path / "bundle"))
    archive = zipped(tmp_path / "hand.zip", {"coin/": b"", **files})
    assert verify_ismi(archive) == ()


def test_a_folder_in_a_folder_of_the_bundle_is_found(tmp_path: Path) -> None:
    folder = copied(tmp_path / "bundle")
    (folder / "coin" / "deeper").mkdir()
    (folder / "coin" / "more.csv").write_bytes(b"1")
    found = {(one.code, str(one.place)) for one in verify_ismi(folder)}
    assert found == {("B003", "bundle/coin/deeper"), ("B003", "bundle/coin/more.csv")}
