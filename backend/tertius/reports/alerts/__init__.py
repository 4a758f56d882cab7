"""Alerts: a rule on a question's answer, told once for each change that it watches for, with the evidence."""
