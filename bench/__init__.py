"""Figures of the whole site, over its public paths, on this machine."""
