"""The command line from its start to its exit code: a message and no traceback."""

from __future__ import annotations

import io
import signal
import sys
import threading
from contextlib import suppress

import typer

import teia_indicators as teia
from teia_indicators.cli import show
from teia_indicators.cli.app import app
from teia_indicators.problems import FileError, Place, problem
from teia_indicators.text import LANGUAGES

#: Exit code of what was asked to end, as shells count it.
_TERMINATED = 128 + signal.SIGTERM


def main() -> None:
    """Run the command line; a mistake of the user ends with a message and a code, no traceback."""
    _prepare_streams()
    if threading.current_thread() is threading.main_thread():
        # Ends as an error does, so that nothing half-written is left.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        app()
    except teia.TeiaError as error:
        sys.exit(_tell(error, as_json=_asked_json()))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        place = Place(file=str(error.filename or "stdout"))
        refused = problem("F050", place, reason=error.strerror or error)
        sys.exit(_tell(FileError([refused]), as_json=False))


def _prepare_streams() -> None:
    """Let no character and no closed stream be a reason to stop."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _tell(error: teia.TeiaError, *, as_json: bool) -> int:
    """Print problems; return the exit code, also where they cannot be printed."""
    with suppress(OSError):
        if as_json:
            typer.echo(error.problems.to_json(_asked_language()))
        else:
            show.problems(error.problems, _asked_language())
    return error.exit_code


def _asked_json() -> bool:
    return "--format=json" in sys.argv or "--format json" in " ".join(sys.argv)


def _asked_language() -> str:
    """Return the language of the command line, also where its verb was never reached."""
    words = " ".join(sys.argv).replace("--language=", "--language ").split()
    after = words[words.index("--language") + 1 :] if "--language" in words else []
    return after[0] if after and after[0] in LANGUAGES else "en"
