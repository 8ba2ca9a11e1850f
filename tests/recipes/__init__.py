"""Recipes for schedulers, run in the real thing: ``make recipes``."""
