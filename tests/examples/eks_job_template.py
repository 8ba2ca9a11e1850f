"""EMR on EKS: a job template with parameters, and a run that overrides one of them.

python eks_job_template.py VIRTUAL_CLUSTER_ID s3://jobs/today.py
"""

from __future__ import annotations

import sys

from emrglue import emr_containers, jobs

TEMPLATE = emr_containers.CreateJobTemplateRequest(
    name="etl",
    job_template_data=emr_containers.JobTemplateData(
        execution_role_arn="arn:aws:iam::123456789012:role/emr",
        release_label="emr-7.0.0-latest",
        job_driver=emr_containers.JobDriver(
            spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                entry_point="${EntryPoint}",
                spark_submit_parameters="--conf spark.executor.instances=${Executors}",
            )
        ),
        parameter_configuration={
            "EntryPoint": emr_containers.TemplateParameterConfiguration(
                type="STRING", default_value="s3://jobs/etl.py"
            ),
            "Executors": emr_containers.TemplateParameterConfiguration(
                type="NUMBER", default_value="4"
            ),
        },
    ),
)


def start(client: emr_containers.Client, cluster: str, template: str, script: str) -> jobs.JobRun:
    """Start a run; role, release and driver come from the template."""
    return jobs.start(
        client,
        virtual_cluster_id=cluster,
        job_template_id=template,
        job_template_parameters={"EntryPoint": script},
    )


def main(cluster: str, script: str) -> None:
    """Make the template, once, and start a run from it."""
    client = emr_containers.Client(region_name="us-east-1")
    template = client.send(TEMPLATE)
    assert template.id is not None
    run = start(client, cluster, template.id, script)
    print(run.id, "is", run.state)


if __name__ == "__main__":
    main(*sys.argv[1:])
