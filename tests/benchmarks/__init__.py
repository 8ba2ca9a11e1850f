"""emrglue and its peers, side by side in one run: ``make bench``, ``python -m tests.benchmarks``.

Every figure is a ratio. Ours and each peer take turns for at least seven rounds, and a ratio is the
median over the rounds, so that a slow moment of the machine hits both sides. One module holds the
rows of one kind; :mod:`.measure` takes the time, :mod:`.table` and :mod:`.plot` show it.
"""
