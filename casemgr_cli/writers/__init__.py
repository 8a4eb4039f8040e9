"""Pages written out: to the screen, as plain text, Markdown, HTML, PDF, or a calendar."""
