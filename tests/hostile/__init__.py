"""Models that mean harm, or that nobody thought of: refused by name, or harmless and exact."""
