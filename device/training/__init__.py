"""Training: from labelled replies to the weights that the coach ships with."""
