"""Bellhop: runs long jobs to their end and tells the tenant, by signed webhook, when they are over."""

__version__ = "0.1.0"
