"""What a reply shows of the rubric, by rules that keep their evidence.

    words → tokens → clauses → cues of every skill → the ones that hold

Each module below knows one family of skills; `settle` decides between them where they claim the
same words. Everything is pure: a reply in, findings out.
"""

from device.coach.analysis.analyse import analyse

__all__ = ["analyse"]
