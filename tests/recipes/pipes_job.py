"""What Spark or Glue runs for Dagster's Pipes: needs ``dagster_pipes`` and boto3 there, no more."""

from __future__ import annotations

import boto3
from dagster_pipes import PipesS3ContextLoader, PipesS3MessageWriter, open_dagster_pipes


def main() -> None:
    """Work, and report to Dagster."""
    s3 = boto3.client("s3")
    with open_dagster_pipes(
        context_loader=PipesS3ContextLoader(client=s3),
        message_writer=PipesS3MessageWriter(client=s3, interval=0.5),
    ) as pipes:
        pipes.log.info(f"working on {pipes.asset_key}")
        pipes.report_asset_materialization(metadata={"rows": pipes.get_extra("rows")})


if __name__ == "__main__":
    main()
