"""A backfill: one Glue run for each of 500 days, 20 at a time, with a progress bar.

python glue_backfill.py JOB_NAME [2023-01-01 [500]]
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date, timedelta

from botocore.config import Config
from rich.progress import track

from emrglue import glue, jobs

AT_A_TIME = 20  # not more than the job's MaxConcurrentRuns, and the account's quota


def run_day(client: glue.Client, job_name: str, day: str) -> jobs.Outcome:
    """One day; a Glue client is safe to share between threads."""
    run = jobs.start(client, job_name=job_name, arguments={"--day": day})
    return run.wait(timeout=6 * 60 * 60, cancel_on_timeout=True)


def backfill(client: glue.Client, job_name: str, days: list[str]) -> dict[str, Exception]:
    """Run all the days; return those that failed, with the reason."""
    failed: dict[str, Exception] = {}
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        day_of = {pool.submit(run_day, client, job_name, day): day for day in days}
        try:
            for done in track(as_completed(day_of), "backfill", total=len(days)):
                error = done.exception()
                if isinstance(error, Exception):
                    failed[day_of[done]] = error
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)  # what has begun is waited for; nothing else begins
            raise
    return failed


def main(job_name: str, first: str = "2023-01-01", count: str = "500") -> int:
    """Run the backfill; a day that failed does not stop the others."""
    start = date.fromisoformat(first)
    days = [str(start + timedelta(number)) for number in range(int(count))]
    connections = Config(max_pool_connections=AT_A_TIME)  # botocore's own limit is 10
    client = glue.Client(region_name="us-east-1", config=connections)
    failed = backfill(client, job_name, days)
    for day, error in sorted(failed.items()):
        print(f"{day}: {error}", file=sys.stderr)
    print(f"{len(days) - len(failed)} of {len(days)} days are done")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
