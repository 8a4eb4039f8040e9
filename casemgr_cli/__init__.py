"""casemgr: a career advisor for people who want to become case managers."""

__version__ = "0.1.0"
