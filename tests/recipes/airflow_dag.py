"""An Airflow DAG whose tasks are job runs of EMR Serverless and Glue.

airflow dags test emrglue_nightly
"""

from __future__ import annotations

import os

from airflow.sdk import DAG
from airflow_jobs import JobRunOperator

from emrglue import emr_serverless, glue


def nightly(application_id: str) -> emr_serverless.StartJobRunRequest:
    """What to run."""
    s3 = emr_serverless.S3MonitoringConfiguration(log_uri="s3://logs/airflow")
    return emr_serverless.StartJobRunRequest(
        application_id=application_id,
        execution_role_arn="arn:aws:iam::123456789012:role/emr",
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(entry_point="s3://jobs/nightly.py")
        ),
        configuration_overrides=emr_serverless.ConfigurationOverrides(
            monitoring_configuration=emr_serverless.MonitoringConfiguration(
                s3_monitoring_configuration=s3
            )
        ),
    )


with DAG("emrglue_nightly", schedule=None) as dag:
    spark = JobRunOperator(
        task_id="spark", request=nightly(os.environ["EMR_SERVERLESS_APPLICATION_ID"])
    )
    etl = JobRunOperator(
        task_id="etl",
        request=glue.StartJobRunRequest(job_name="airflow-etl", arguments={"--day": "2024-05-31"}),
    )
    spark >> etl
