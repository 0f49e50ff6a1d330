"""The voice: hearing and speaking, with all audio in memory only."""
