"""Recipes: scripts to copy; ``test_examples`` runs each against moto."""
