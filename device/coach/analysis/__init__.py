"""What a reply shows of the rubric: rules that keep their evidence, and a network that has read.

    words → tokens → clauses → cues of every skill → the ones that hold ┐
    seeker's line and reply → the reader's log-odds ────────────────────┴→ weighed → findings

Each module of cues knows one family of skills; `settle` decides between them where they claim the
same words. `reader` takes line and reply as they are; `learned` weighs both to one probability a
skill. Nothing is kept: a reply in, findings out.
"""

from device.coach.analysis.analyse import analyse, prepare

__all__ = ["analyse", "prepare"]
