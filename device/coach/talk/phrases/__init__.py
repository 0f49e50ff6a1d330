"""The coach's sentences. Everything here is known before a talk begins, and can be rendered ahead.

House rules for every line: warm, grown-up, plain and short; about the words and never about the
person; nothing is called wrong, and nobody is told what they ought to have done. `they` is the
seeker. A sentence stands in one place only, so that a talk never says it twice.
"""
