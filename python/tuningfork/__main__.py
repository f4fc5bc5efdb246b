"""``python -m tuningfork`` is the command ``tuningfork``."""

from ._program import main

if __name__ == "__main__":
    main()
