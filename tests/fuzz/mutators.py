"""Changes to inputs that keep enough of their form to get past the first check.

An archive is unpacked, one of its parts changed, and packed again; text is changed word by word,
XML tag by tag, JSON value by value.
"""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

from mutated import paths, replaced, surprised, without

Change = Callable[[bytes, random.Random], bytes]

#: Values that have broken readers: too large, too small, none, of other kinds and scripts.
HOSTILE: tuple[str, ...] = (
    *("", " ", "0", "-1", "1e999", "-1e999", ".nan", "NaN", "Infinity", "1" * 5000),
    *("0x" + "f" * 5000, "9" * 25, "1_000", "0o777", "1.10", "-0.0", "true", "yes"),
    *("NO", "null", "~", "[]", "{}", "2026-02-30", "0000-00-00", "9999-12-31"),
    *("31.12.2025", "12.2025", "1900-01-00", "-700000", "=1+1", "@SUM(A1)", "'", '"'),
    *("\t", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "\ufffe", "\\ud800"),
    *("\\u0000", "\\x00", "&#0;", "&#xD800;", "&amp;", "&lol;", "<![CDATA[", "]]>"),
    *("<!--", "!!python/object:os.system x", "!!binary YQ==", "&a [*a]", "*a"),
    *("<<: *a", "? [a]: b", "%YAML 1.1", "../../x", "/etc/passwd", "C:\\x", "x/y", "."),
    *("..", "con", "a" * 300, "é" * 300, "\u202eabc", "١٢٣", "²", "½", "İ", "ß", "ﬃ"),
    *("\U0001f3f3\ufe0f\u200d\U0001f308", "ONE-1.a", "ONE-1", "ONE", "XAA", "id"),
    *("value", "teia:id"),
)
_DATA: tuple[Any, ...] = (
    *(None, True, "x", "", -1, 0, 0.5, 1e308, 10**30, 10**4299, [], {}, ["x"]),
    *({"x": 1}, [[]], {"": 0}, "\ud800", "\x00", "1e999", "ONE-1.a", "ONE-1"),
    *("2026-02-30", "x" * 40_000, "../x", "=1"),
)
_WORD = re.compile(rb"[\w.-]+|[^\w\s]")
_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'="([^"]*)"|>([^<>]*)<')


def change(content: bytes, suffix: str, draws: random.Random, inner: Change | None = None) -> bytes:
    """Return an input with one to four changes.

    Parameters
    ----------
    content : bytes
        The input.
    suffix : str
        Ending of its file.
    draws : random.Random
        What decides.
    inner : callable or None
        How else bytes may be changed; a fuzzer has its own way.
    """
    for _ in range(draws.choice((1, 1, 1, 2, 4))):
        content = _CHANGES.get(suffix, raw)(content, draws, inner)
    return content


def raw(content: bytes, draws: random.Random, inner: Change | None = None) -> bytes:
    """Change bytes without regard to what they mean."""
    if inner is not None and draws.random() < 0.7:
        return inner(content, draws)
    found = bytearray(content)
    at = draws.randrange(len(found) + 1)
    length = draws.choice((1, 1, 2, 4, 16, 200))
    kind = draws.randrange(5)
    if kind == 0:
        del found[at : at + length]
    elif kind == 1:
        found[at:at] = found[at : at + length]
    elif kind == 2:
        found[at : at + length] = draws.randbytes(length)
    elif kind == 3:
        found[at : at + 1] = draws.choice((b"\0", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\x80"))
    else:
        del found[at:]
    return bytes(found)


def text(content: bytes, draws: random.Random, inner: Change | None = None) -> bytes:
    """Change words and lines."""
    kind = draws.randrange(10)
    if kind == 0:
        return raw(content, draws, inner)
    if kind == 1:
        encoding = draws.choice(("utf-16", "utf-16-le", "utf-8-sig", "cp1251"))
        return content.decode("utf-8", "replace").encode(encoding, "replace")
    if kind < 5:
        lines = content.split(b"\n")
        at, other = draws.randrange(len(lines)), draws.randrange(len(lines))
        if kind == 2:
            del lines[at]
        elif kind == 3:
            lines[at:at] = [lines[other]] * draws.choice((1, 1, 2, 30))
        else:
            lines[at] = draws.choice((b" ", b"  ", b"\t", b"- ")) + lines[at]
        return b"\n".join(lines)
    return _replaced_once(content, _WORD, draws)


def _replaced_once(content: bytes, pattern: re.Pattern[bytes], draws: random.Random) -> bytes:
    """Replace one of the places that fit by a hostile value, or by what stands at another."""
    found = list(pattern.finditer(content))
    if not found:
        return raw(content, draws)
    one = draws.choice(found)
    group = one.lastindex or 0
    new = hostile(draws) if draws.random() < 0.7 else draws.choice(found)[0]
    return content[: one.start(group)] + new + content[one.end(group) :]


def hostile(draws: random.Random) -> bytes:
    """Return a value to put anywhere."""
    return draws.choice(HOSTILE).encode("utf-8", "surrogatepass")


def as_json(content: bytes, draws: random.Random, inner: Change | None = None) -> bytes:
    """Change a value, a key, or the text."""
    if draws.random() < 0.2:
        return text(content, draws, inner)
    try:
        data = json.loads(content)
        found = tuple(paths(data))
        path = draws.choice(found)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return text(content, draws, inner)
    kind = draws.randrange(4)
    if kind == 0:
        data = without(data, path)
    elif kind == 1:
        try:
            data = surprised(data, path, draws.choice(_DATA))
        except TypeError:
            data = replaced(data, path, draws.choice(_DATA))
    else:
        data = replaced(data, path, draws.choice(_DATA))
    return json.dumps(data, indent=1, ensure_ascii=draws.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def xml(content: bytes, draws: random.Random, inner: Change | None = None) -> bytes:
    """Change a tag, an attribute or a text."""
    kind = draws.randrange(8)
    if kind == 0:
        return raw(content, draws, inner)
    if kind < 4:
        tags = list(_TAG.finditer(content))
        if not tags:
            return raw(content, draws, inner)
        one, other = draws.choice(tags), draws.choice(tags)
        if kind == 1:
            return content[: one.start()] + content[one.end() :]
        if kind == 2:
            part = content[other.start() : other.end() + draws.choice((0, 40, 400))]
            return content[: one.start()] + part * draws.choice((1, 1, 3)) + content[one.start() :]
        start, end = sorted((one.start(), other.start()))
        return content[:start] + content[end : end + 2000] + content[start:]
    return _replaced_once(content, _VALUE, draws)


def archive(content: bytes, draws: random.Random, inner: Change | None = None) -> bytes:
    """Change one part of an archive, or its list of parts."""
    if draws.random() < 0.08:
        return raw(content, draws, inner)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            members = {one.filename: opened.read(one) for one in opened.infolist()}
    except Exception:  # not the library's: whatever an archive is damaged by, its bytes are changed
        return raw(content, draws, inner)
    names = [name for name in members if members[name]]
    if not names:
        return raw(content, draws, inner)
    name = draws.choice(names)
    kind = draws.randrange(20)
    if kind == 0:
        del members[name]
    elif kind == 1:
        other = draws.choice(("../x", "/x", "x\\y", "a/b/c", "", draws.choice(names), name.upper()))
        members[other] = members.pop(name)
    else:
        members[name] = change(members[name], "." + name.rpartition(".")[2], draws, inner)
    if "manifest.json" in members and draws.random() < 0.8:
        _seal(members)
    return _packed(members, draws)


def _packed(members: dict[str, bytes], draws: random.Random) -> bytes:
    stream = io.BytesIO()
    kind = zipfile.ZIP_DEFLATED if draws.random() < 0.1 else zipfile.ZIP_STORED
    with zipfile.ZipFile(stream, "w", kind) as opened, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            if draws.random() < 0.003:
                member.external_attr = draws.choice((0o120777, 0o020666, 0o040777)) << 16
            opened.writestr(member, content, kind)
            if draws.random() < 0.003:
                opened.writestr(member, content, kind)
    return stream.getvalue()


def _seal(members: dict[str, bytes]) -> None:
    """Make manifest and sums of a bundle fit again, as a forger would."""
    try:
        manifest = json.loads(members["manifest.json"])
        for entry in manifest["files"]:
            part = members[entry["name"]]
            entry["bytes"], entry["sha256"] = len(part), hashlib.sha256(part).hexdigest()
        written = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        members["manifest.json"] = written.encode("utf-8")
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    sums = [
        f"{hashlib.sha256(members[one]).hexdigest()}  {one}\n"
        for one in sorted(members)
        if one != "SHA256SUMS"
    ]
    members["SHA256SUMS"] = "".join(sums).encode("utf-8", "replace")


_CHANGES: dict[str, Callable[[bytes, random.Random, Change | None], bytes]] = {
    ".json": as_json,
    ".yaml": text,
    ".csv": text,
    ".xml": xml,
    ".rels": xml,
    ".zip": archive,
    ".xlsx": archive,
    ".ods": archive,
}
