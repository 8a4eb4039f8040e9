"""One thin module a command; each holds an `app` and is imported only when its command is used."""
