"""Fuzz every reader, guided by coverage: ``python tests/fuzz/run.py --seconds 60``.

Inputs are the library's own files with something changed in them. Each reader has a process of its
own, with limits. An input that ends as none may is kept in ``tests/fuzz/crashers/<reader>/``, where
``test_crashers.py`` reads it ever after.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import random
import re
import resource
import sys
import tempfile
import time
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

with redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["teia_indicators"]):
    from fuzz import mutators, outcome
    from fuzz.kept import CRASHERS, keep, kept
    from fuzz.readers import READERS, Reader
    from fuzz.seeds import seeds

    for _name, _contents in seeds().items():  # whatever is imported only when it is needed
        for _content in _contents:
            outcome.check(READERS[_name], _content)

#: Address space of a process, in bytes: what asks for more is stopped before the machine is.
_SPACE = 6 * 10**9
_HUNG = 30  # seconds by the clock, after which a process is stopped
_LONGEST = 500_000  # bytes of an input
_TRIED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_FATAL = re.compile(r"^==\d+== ?ERROR: libFuzzer: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Told:
    """What came of one reader: inputs tried, seconds, and the faults found."""

    reader: str
    tried: int
    seconds: float
    faults: tuple[str, ...]


def main() -> int:
    """Run; return 1 if anything was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60, help="of all readers together")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--crashers", type=Path, default=CRASHERS)
    options.add_argument("readers", nargs="*", metavar="reader", help=", ".join(READERS))
    chosen = options.parse_args()
    names = chosen.readers or list(READERS)
    found = []
    for name in names:
        one = run(READERS[name], chosen.seconds / len(names), chosen.seed, chosen.crashers)
        found.append(one)
        print(f"{name:16} {one.tried:9,} inputs {one.seconds:7.0f} s", *one.faults, sep="\n  ")
        sys.stdout.flush()
    tried, seconds = sum(one.tried for one in found), sum(one.seconds for one in found)
    faults = sum(len(one.faults) for one in found)
    print(f"{'all':16} {tried:9,} inputs {seconds:7.0f} s, {faults} faults")
    return 1 if faults else 0


def run(reader: Reader, seconds: float, seed: int, crashers: Path) -> Told:
    """Fuzz one reader; a process that was stopped is started again while there is time."""
    start = time.monotonic()
    tried, faults = 0, dict[str, None]()
    with tempfile.TemporaryDirectory(prefix="fuzz-run-") as folder:
        box = Path(folder)
        while (left := seconds - (time.monotonic() - start)) > 0.5 or not tried:
            before = tried
            (box / "log").write_bytes(b"")
            context = multiprocessing.get_context("fork")
            child = context.Process(
                target=_child, args=(reader, max(1, round(left)), seed, box, crashers)
            )
            child.start()
            child.join()
            log = (box / "log").read_text(encoding="utf-8", errors="replace")
            tried += sum(map(int, _TRIED.findall(log)))
            faults |= dict.fromkeys(re.findall(r"^FAULT (.*)$", log, re.MULTILINE))
            if child.exitcode:
                told = _FATAL.search(log)
                faults[f"{told[1] if told else log[-2000:]} (exit code {child.exitcode})"] = None
                _keep_artifacts(reader, box, crashers)
            if tried == before:
                break
            seed += 1
    return Told(reader.name, tried, time.monotonic() - start, tuple(faults))


def _keep_artifacts(reader: Reader, box: Path, crashers: Path) -> None:
    """Keep the input at which a process was stopped."""
    for path in box.glob("stopped-*"):
        keep(reader, path.read_bytes(), crashers)
        path.unlink()


def _child(reader: Reader, seconds: int, seed: int, box: Path, crashers: Path) -> None:
    """Fuzz in a process of its own, which ends here."""
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    log = os.open(box / "log", os.O_WRONLY | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    corpus = box / "corpus"
    corpus.mkdir(exist_ok=True)
    first = [*seeds()[reader.name], *kept(reader, crashers).values()]
    for at, content in enumerate(first):
        (corpus / f"seed-{at}").write_bytes(content)
    seen: set[str] = set()

    def tried(content: bytes) -> None:
        try:
            outcome.check(reader, content)
        except outcome.FaultError as fault:
            if fault.key not in seen:
                seen.add(fault.key)
                path = keep(reader, content, crashers)
                os.write(2, f"\nFAULT {fault.key} -> {path.name}\n{fault}\n".encode())

    def mutated(content: bytes, longest: int, draw: int) -> bytes:
        found = mutators.change(content, reader.suffix, random.Random(draw), _native)
        return found[:longest]

    flags = {
        "max_total_time": seconds,
        "seed": seed,
        "timeout": _HUNG,
        "max_len": _LONGEST,
        "len_control": 0,
        "mutate_depth": 2,
        "rss_limit_mb": 4000,
        "artifact_prefix": f"{box}/stopped-",
        "print_final_stats": 1,
    }
    arguments = [sys.argv[0], *(f"-{key}={value}" for key, value in flags.items()), str(corpus)]
    atheris.Setup(arguments, tried, custom_mutator=mutated)
    atheris.Fuzz()


def _native(content: bytes, _: random.Random) -> bytes:
    """Change bytes as the fuzzer does, which has seen what they are compared with."""
    return bytes(atheris.Mutate(content, len(content) + 200)) if content else content


if __name__ == "__main__":
    sys.exit(main())
