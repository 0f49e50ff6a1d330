"""Speaking: from words to sound, in the voice that each line belongs to."""
