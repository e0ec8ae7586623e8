"""The command line for `python -m teia_indicators`, where the command is not on the path."""

from teia_indicators.cli import main

if __name__ == "__main__":
    main()
