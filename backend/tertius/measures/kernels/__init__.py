"""The compiled loops of the measures: arrays in, arrays out; no network, no ids, no errors.

Every kernel runs on one thread without the interpreter's lock; `tertius.measures.threads` spreads them over the cores.
"""
