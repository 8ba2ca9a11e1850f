"""Services beyond the three: a slice of all of them, and calls against moto."""
