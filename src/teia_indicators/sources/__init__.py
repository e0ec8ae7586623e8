"""Files become plain data that remembers its places, strictly; results are written whole."""
