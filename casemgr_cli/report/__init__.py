"""From what the engine says to what a person or a script reads: one view, many writers."""
