"""Scheduled reports: what is asked, what it gave, what changed since and why, and how it is shown and sent."""
