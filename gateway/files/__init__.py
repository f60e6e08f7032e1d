"""Captioning of a file or of standard input: the job, where its text goes, and its progress."""
