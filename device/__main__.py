"""`python -m device` is the `wellheard` command."""

from device.cli import main

if __name__ == "__main__":
    main()
