"""Many people at once: their rows read, grouped by what planning reads, and each distinct plan made once."""
