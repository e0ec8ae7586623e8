"""The command line for `python -P -m teia_indicators`, where the command is not on the path."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # Python looks in the folder at hand first: no file there runs in a library's place.
        del sys.path[0]
    from teia_indicators.cli import main

    main()
