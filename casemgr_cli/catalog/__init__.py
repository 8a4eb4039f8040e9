"""From data files to values: the only place that reads YAML and CSV."""
