"""An update from beginning to end, and what goes on with it after the power was cut.

1. The bundle is copied to where only the administrator can change it, and read whole.
2. A release is made of it beside the one that runs. What a cut leaves here is thrown away.
3. *Trying* is noted, and who ran before. From here on a start of the machine knows what to do.
4. The link is switched, the units put in place, the services started anew.
5. They are watched for five minutes, by the former release: what is new doesn't judge itself.
6. Well: it is the good one from now on. Badly, or the power cut twice: the former one runs again.

Each step can be done again without harm, so whoever comes after a cut just does them all.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from device import disk
from device.errors import WellheardError
from device.update import release, state
from device.update.bundle import Bundle, BundleBroken
from device.update.home import WHOLE, Home
from device.update.release import ReleaseFailed
from device.update.services import BUSY, SCREEN, Services
from device.update.stage import Clock, Stage
from device.update.state import Ended, State, Step
from device.update.take import NotWanted, take, wanted
from device.update.version import Version
from device.update.watch import PERIOD, UNABLE, Verdict, Watch

BOOTS_MOST = 2
"""Starts of the machine that a trial may see. People pull plugs, so one cut says nothing of a new
version; one for which the plug is pulled twice in ten minutes is not wanted."""
PATIENCE = 3600.0
"""Seconds that a visit is waited for: longer than any that is not stuck."""
SOON = 86_400.0
"""Seconds after an update within which going back costs a server nothing worth asking for."""
CUT = "The power was cut twice while it was tried."

Build = Callable[[Bundle, Home, tuple[str, ...]], str]


class NotWell(WellheardError, RuntimeError):
    """A new version did not do well, and the former one runs again."""


class NothingRuns(WellheardError, RuntimeError):
    """Nothing of ours runs, so nobody would see whether a new version does well."""


@dataclass
class Updater:
    """Changes which release runs; one at a time."""

    home: Home
    services: Services
    keys: Callable[[], tuple[str, ...]]
    """The pinned keys, asked for when a bundle is opened."""
    told: Callable[[Stage], None] = lambda stage: None
    """Told of each stage when it is on the disk."""
    build: Build = release.build
    roles: Callable[[], tuple[str, ...]] = release.roles
    watch: Watch = field(default_factory=Watch)
    clock: Clock = field(default_factory=Clock)

    def install(self, file: Path, *, older: bool = False, again: bool = False) -> Ended:
        """Put a bundle in use, if it does well.

        Args:
            file: the bundle.
            older: also where it is older than what ran here.
            again: also where it did not do well before.

        Raises:
            NotWell: it did not do well; the former one runs again.
            WellheardError: it isn't wanted, can't be used or can't be watched; nothing has changed.
        """
        with self.home.alone():
            self._finish()
            return self._install(file, older=older, again=again)

    def run(self, waiting: Callable[[], Path | None]) -> Ended | None:
        """Go on with what was cut off, or else put in use what waits; None where there is nothing.

        Raises:
            NotWell, WellheardError: as above.
        """
        with self.home.alone():
            ended = self._finish()
            if ended is not None:
                return ended
            file = waiting()
            if file is None:
                self._note("")
                return None
            try:
                return self._install(file, older=False, again=False)
            except (ReleaseFailed, BundleBroken, NothingRuns) as error:
                self._note(str(error))  # nobody looks on at night
                raise

    def _note(self, waits: str) -> None:
        """Keep for whoever asks why what waits could not be installed; "" for nothing."""
        now = self._state()
        if now.waits != waits:
            with contextlib.suppress(OSError):  # a full disk may be the very reason
                self._keep(now.model_copy(update={"waits": waits}))

    def settle(self) -> bool:
        """At the start of the machine, before anything else runs: finish or undo what was cut off;
        gives whether a trial has to go on once all runs.
        """
        with self.home.alone():
            now = self._state()
            if now.step is Step.TRYING and self._may_go_on(now):
                self._keep(now.model_copy(update={"boots": self._boots(now)}))
                self._switch(now.release, now.former, guards=False)
                return True
            if now.step is Step.TRYING:
                now = self._undo(now, CUT)
            if now.step is Step.UNDOING:
                self._undone(now, start=False)
                return False
            current = self.home.current()
            self._tidy(current)
            self.services.apply(self.home.release(current) / "units", None, guards=True)
            return False

    def back(self, *, and_data: bool = False) -> Ended:
        """Run the former release again.

        Args:
            and_data: also where a server may lose from sight what came in since the update.

        Raises:
            NotWanted: there is none, or a server's data would go back too; says what to do.
        """
        with self.home.alone():
            self._finish()
            now, current = self._state(), self.home.current()
            former = self._other(current)
            if former is None:
                raise NotWanted("There is no other version here to go back to.")
            if not and_data:
                self._spare_data(now.last, current)
            left = now.model_copy(
                update={
                    "release": current,
                    "former": former,
                    "bundle": (self.home.release(current) / WHOLE).read_text("ascii").strip(),
                    "watched": self.services.running(),
                }
            )
            return self._undone(self._undo(left, state.BY_HAND), start=True, drop=False)

    def _spare_data(self, last: Ended | None, current: str) -> None:
        """
        Raises:
            NotWanted: a server has worked with this release for longer than anybody would want to
                lose.
        """
        if "server" not in self.roles() or last is None or not last.good or last.version != current:
            return
        if self.clock.wall() - last.at < SOON:
            return
        since = datetime.fromtimestamp(last.at).astimezone()
        raise NotWanted(
            f"This server runs {current} since {since:%d %B %Y}. If that update changed its"
            " database, going back brings the database of that day, and what staff have done since"
            " is put aside; kiosks send again only what they still have, which is thirty days."
            " Make a backup first (wellheard server backup). Then, if you want it all the same:"
            " wellheard update back --and-data"
        )

    def _install(self, file: Path, *, older: bool, again: bool) -> Ended:
        former = self.home.current()
        try:
            with take(file, self.home).open("rb") as opened:
                self.told(Stage.TAKEN)
                bundle = Bundle.open(opened, self.keys())
                wanted(bundle, former, self._state(), older=older, again=again)
                lives = self._lives()
                self.home.prune(self._kept(former))
                release.fits(bundle, self.home)
                bundle.check()
                self.told(Stage.CHECKED)
                now = self._state().model_copy(
                    update={
                        "step": Step.INSTALLING,
                        "release": bundle.manifest.version,
                        "bundle": bundle.sha256,
                        "news": bundle.manifest.news,
                        "why": "",
                    }
                )
                self._keep(now)
                self.told(Stage.NOTED)
                name = self.build(bundle, self.home, self.roles())
            self.told(Stage.BUILT)
            self._let_finish()
            runs = self._steady(lives)
        except BaseException:
            self._tidy(former)
            raise
        self.home.link("good", former)  # it looks after what follows
        trying = {
            "step": Step.TRYING,
            "release": name,
            "former": former,
            "watched": runs,
            "unable": tuple(one for one in runs if self.services.look(one).told == UNABLE),
            "boots": (self.clock.boot(),),
        }
        now = now.model_copy(update=trying)
        self._keep(now)
        self.told(Stage.TRYING)
        return self._try(now)

    def _steady(self, before: Mapping[str, str]) -> tuple[str, ...]:
        """What a new version is judged by: not a screen that falls again and again as it is, for no
        version can mend a picture that has no cable.

        Args:
            before: the lives that units had some minutes ago.

        Raises:
            NothingRuns: nothing can be watched.
        """
        lives = self._lives()
        return tuple(
            one for one, life in lives.items() if one != SCREEN or life == before.get(SCREEN)
        ) or tuple(lives)

    def _lives(self) -> dict[str, str]:
        """What can be watched, each with its present life.

        Raises:
            NothingRuns: nothing can.
        """
        running = self.services.running()
        if not running:
            raise NothingRuns(
                "Neither kiosk nor server runs here, so nobody would see whether a new version"
                " does well. Start them first: sudo systemctl start wellheard.target"
            )
        return {one: self.services.look(one).life for one in running}

    def _let_finish(self) -> None:
        """Nobody's practice is cut short by a new version."""
        ends = self.clock.monotonic() + PATIENCE
        while self.clock.monotonic() < ends and any(
            self.services.look(one).told == BUSY for one in self.services.running()
        ):
            self.told(Stage.WAITING)
            self.clock.sleep(PERIOD)

    def _try(self, now: State) -> Ended:
        """Switch, and watch; from whatever step on."""
        # After a start of the machine the services have begun with the new release already.
        run = len(now.boots) > 1 and self.home.current() == now.release
        try:
            self._switch(now.release, now.former, guards=False)
            before = {} if run else {one: self.services.look(one).life for one in now.watched}
            if not run:
                self.services.restart(now.watched)
            self.told(Stage.RESTARTED)
            verdict = self._look(now, before)
        except (WellheardError, OSError) as error:
            verdict = Verdict(False, str(error))
        if verdict.good:
            return self._proven(now)
        self._undone(self._undo(now, verdict.why), start=True)
        raise NotWell(
            f"Version {now.release} did not do well, and {now.former} runs again. {verdict.why}"
        )

    def _look(self, now: State, before: Mapping[str, str]) -> Verdict:
        began = self.clock.monotonic()
        while True:
            passed = self.clock.monotonic() - began
            seen = {one: self.services.look(one) for one in now.watched}
            verdict = self.watch.judge(passed, seen, before, now.unable)
            if verdict is not None:
                return verdict
            self.told(Stage.WATCHED)
            self.clock.sleep(PERIOD)

    def _proven(self, now: State) -> Ended:
        self.home.link("good", now.release)
        ended = self._ended(now, good=True)
        versions = map(Version.of_folder, (now.release, now.highest))
        settled = now.model_copy(
            update={
                "step": Step.SETTLED,
                "last": ended,
                "waits": "",
                "highest": str(max(one for one in versions if one is not None)),
                "refused": {one: why for one, why in now.refused.items() if one != now.bundle},
            }
        )
        self._keep(settled)
        self.home.undone.unlink(missing_ok=True)
        self.told(Stage.PROVEN)
        units, before = (self.home.release(one) / "units" for one in (now.release, now.former))
        self.services.apply(units, before, guards=True)
        self._tidy(now.release)
        self.told(Stage.SETTLED)
        return ended

    def _undo(self, now: State, why: str) -> State:
        undoing = now.model_copy(update={"step": Step.UNDOING, "why": why})
        self._keep(undoing)
        self.told(Stage.UNDOING)
        return undoing

    def _undone(self, now: State, *, start: bool, drop: bool = True) -> Ended:
        """Have the former release run; from whatever step on.

        Args:
            now: what is undone.
            start: whether services run, and have to be started anew.
            drop: whether the one that did badly is deleted.
        """
        self._switch(now.former, now.release, guards=True)
        self.home.link("good", now.former)
        disk.write(self.home.undone, f"{now.release}\n".encode(), 0o644)
        if start:
            self.services.restart(now.watched)
        ended = self._ended(now, good=False)
        settled = now.model_copy(
            update={
                "step": Step.SETTLED,
                "last": ended,
                "former": now.release,
                "refused": {**now.refused, now.bundle: now.why},
            }
        )
        self._keep(settled)
        if drop:
            self.home.drop(now.release)
        self._tidy(now.former)
        self.told(Stage.SETTLED)
        return ended

    def _switch(self, to: str, former: str, *, guards: bool) -> None:
        self.home.link("current", to)
        self.told(Stage.SWITCHED)
        units, before = (self.home.release(one) / "units" for one in (to, former))
        self.services.apply(units, before, guards=guards)
        self.told(Stage.APPLIED)

    def _finish(self) -> Ended | None:
        """Go on with what was cut off; gives how it ended, if it was more than to tidy up."""
        now = self._state()
        if now.step is Step.TRYING and self._may_go_on(now):
            now = now.model_copy(update={"boots": self._boots(now)})
            self._keep(now)
            return self._try(now)
        if now.step is Step.TRYING:
            now = self._undo(now, CUT)
        if now.step is Step.UNDOING:
            return self._undone(now, start=True)
        self._tidy(self.home.current())
        return None

    def _may_go_on(self, now: State) -> bool:
        return self.home.is_whole(now.release) and len(self._boots(now)) <= BOOTS_MOST

    def _boots(self, now: State) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*now.boots, self.clock.boot())))

    def _tidy(self, current: str) -> None:
        """Throw away what was cut off, and all releases but the present one and the one before."""
        now = self._state()
        cut = now.step is Step.INSTALLING
        if cut and now.release not in (current, now.former):
            self.home.drop(now.release)  # it was never tried
        self.home.sweep()
        if self.home.good() is not None:
            self.home.link("good", current)
        self.home.prune(self._kept(current))
        if cut:  # last: what is written needs the room that was made
            self._keep(now.model_copy(update={"step": Step.SETTLED}))

    def _kept(self, current: str) -> frozenset[str]:
        other = self._other(current)
        return frozenset({current} if other is None else {current, other})

    def _other(self, current: str) -> str | None:
        """The release that ran before, or else the newest whole one."""
        others = [one for one in self.home.whole() if one != current]
        former = self._state().former
        return former if former in others else next(reversed(others), None)

    def _ended(self, now: State, *, good: bool) -> Ended:
        return Ended(
            number=(now.last.number if now.last else 0) + 1,
            version=now.release,
            former=now.former,
            good=good,
            at=self.clock.wall(),
            why="" if good else now.why,
            news=now.news if good else "",
        )

    def _state(self) -> State:
        return state.load(self.home.state)

    def _keep(self, now: State) -> None:
        state.save(self.home.state, now)
