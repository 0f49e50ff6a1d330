"""Updates: a new version is installed beside the one that runs, watched, and undone if it does
badly.

`bundle` is one signed file with all of a version; `take` lets it in; `release` makes a virtual
environment of it without a network; `updater` switches, watches (`watch`) and undoes, so that a
power cut at any moment leaves a machine that works; `state` is what it goes by then. `make` is for
maintainers, `news` for the kiosk, `held` for whoever looks after it.
"""

from device.update.news import news

__all__ = ["news"]
