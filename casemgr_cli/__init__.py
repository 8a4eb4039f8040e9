"""casemgr: a career advisor for people who want to become case managers."""

# What a shell sets to ask what Tab may offer.
ASKED = "_CASEMGR_COMPLETE"
__version__ = "0.1.0"
