"""The command line: the only place that reads options, prints and exits."""
