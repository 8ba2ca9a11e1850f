"""emrglue and its peers, side by side in one run: ``make bench``, ``python -m tests.benchmarks``.

Ours and each peer take turns for many short rounds, and the cheapest turn of each counts; what is
compared is the ratio of the two. One module holds the rows of one kind; :mod:`.measure` takes the
time, :mod:`.table` and :mod:`.plot` show it.
"""
