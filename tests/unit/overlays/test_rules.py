"""Cross-field rules: each speaks about members that exist, and means what its examples show.

The examples go to the generated code: what a rule means is what the classes of emrglue refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

import emrglue
from codegen.runtime.shapes import COUNTS, DEMANDS
from emrglue import ValidationError, Violation
from tests.expectations.models import contract
from tests.expectations.rules import changed, steps
from tests.support.inside import reported

from .data import VERSIONS, model, overlay

CONSEQUENCES = set(DEMANDS)
CONDITIONS = {"when_set", "when_unset", "when_equal"}
TEXTS = {"message", "reason", "source"}
RULES = [(service, rule) for service in VERSIONS for rule in overlay(service, "rules")]
EACH = pytest.mark.parametrize(
    ("service", "rule"), RULES, ids=[f"{service}-{rule['name']}" for service, rule in RULES]
)
# (service, structure, the members that are set, the names of the rules that are broken)
EXAMPLES: list[tuple[str, str, str | dict[str, Any], str]] = [
    ("emr-containers", "JobDriver", "sparkSubmitJobDriver", ""),
    ("emr-containers", "JobDriver", "", "one-job-driver"),
    ("emr-containers", "JobDriver", "sparkSubmitJobDriver sparkSqlJobDriver", "one-job-driver"),
    ("emr-containers", "StartJobRunRequest", "jobTemplateId", ""),
    ("emr-containers", "StartJobRunRequest", "jobTemplateId configurationOverrides", ""),
    ("emr-containers", "StartJobRunRequest", "executionRoleArn releaseLabel jobDriver", ""),
    ("emr-containers", "StartJobRunRequest", "releaseLabel jobDriver", "template-or-full-request"),
    ("glue", "StartJobRunRequest", "JobName WorkerType", ""),
    ("glue", "StartJobRunRequest", "JobName MaxCapacity", ""),
    ("glue", "StartJobRunRequest", "MaxCapacity WorkerType", "capacity-or-workers"),
    ("glue", "CreateJobRequest", "MaxCapacity NumberOfWorkers", "capacity-or-workers"),
    (
        "glue",
        "JobUpdate",
        "Role Command AllocatedCapacity MaxCapacity WorkerType NumberOfWorkers",
        "capacity-or-workers",
    ),
    ("glue", "CreateMLTransformRequest", "WorkerType NumberOfWorkers", ""),
    ("glue", "CreateMLTransformRequest", "WorkerType", "transform-worker-type-needs-number"),
    ("glue", "CreateMLTransformRequest", "NumberOfWorkers", "transform-number-needs-worker-type"),
    (
        "glue",
        "CreateMLTransformRequest",
        {"MaxCapacity": 2, "WorkerType": "G.1X", "NumberOfWorkers": 2},
        "transform-capacity-or-workers",
    ),
    ("glue", "CodeGenConfigurationNode", "S3CsvSource", ""),
    ("glue", "CodeGenConfigurationNode", "S3CsvSource Join", "one-codegen-node"),
    ("glue", "SchemaId", "SchemaArn", ""),
    ("glue", "SchemaId", "RegistryName", "schema-identity"),
    ("glue", "GetSchemaVersionInput", "SchemaVersionNumber", "schema-version-identity"),
    ("glue", "SchemaReference", "SchemaVersionId", ""),
    ("glue", "UpdateSchemaInput", "SchemaId Description", "schema-update-has-content"),
    ("glue", "GetTableRequest", "QueryAsOfTime", ""),
    ("glue", "GetPartitionsRequest", "QueryAsOfTime TransactionId", "transaction-or-time"),
    ("glue", "TestConnectionRequest", "", ""),
    (
        "glue",
        "TestConnectionRequest",
        "ConnectionName TestConnectionInput",
        "connection-name-or-input",
    ),
    (
        "glue",
        "UpdateDataQualityEvaluationConfigRequest",
        "RulesetName ManagedRulesetName",
        "one-quality-ruleset",
    ),
    ("glue", "DatapointInclusionAnnotation", "ProfileId", "quality-annotation-identity"),
    ("glue", "CreateIntegrationRequest", "KmsKeyId", ""),
    (
        "glue",
        "CreateIntegrationRequest",
        "AdditionalEncryptionContext",
        "encryption-context-needs-key",
    ),
    ("glue", "PutAttachmentRequest", "ItemIdentifier", ""),
    ("glue", "PutAttachmentRequest", "IterableFormName", "iterable-form-needs-item"),
    ("glue", "SearchAssetsInput", "", "asset-search-has-criterion"),
    ("glue", "CreateTriggerRequest", {"Type": "SCHEDULED", "Schedule": "cron(0 6 * * ? *)"}, ""),
    ("glue", "CreateTriggerRequest", {"Type": "SCHEDULED"}, "scheduled-trigger-needs-schedule"),
    ("glue", "CreateTriggerRequest", {"Type": "CONDITIONAL", "Predicate": {}}, ""),
    (
        "glue",
        "CreateTriggerRequest",
        {"Type": "CONDITIONAL"},
        "conditional-trigger-needs-predicate",
    ),
    ("glue", "CreateTriggerRequest", {"Type": "EVENT", "StartOnCreation": True}, ""),
    ("glue", "CreateTriggerRequest", {"Type": "ON_DEMAND", "StartOnCreation": False}, ""),
    (
        "glue",
        "CreateTriggerRequest",
        {"Type": "ON_DEMAND", "StartOnCreation": True},
        "on-demand-trigger-is-not-started",
    ),
    ("glue", "Predicate", {"Conditions": [{}]}, ""),
    ("glue", "Predicate", {"Conditions": [{}, {}], "Logical": "ANY"}, ""),
    ("glue", "Predicate", {"Conditions": [{}, {}]}, "several-conditions-need-logical"),
    ("glue", "Condition", {"State": "TIMEOUT", "CrawlState": "CANCELLED"}, ""),
    ("glue", "Condition", {"State": "RUNNING"}, "condition-job-state"),
    ("glue", "Condition", {"CrawlState": "RUNNING"}, "condition-crawl-state"),
    ("glue", "CreateCrawlerRequest", {"Targets": {"HudiTargets": [{}]}}, ""),
    ("glue", "CreateCrawlerRequest", {"Targets": {}}, "crawler-has-target"),
    ("glue", "CreateCrawlerRequest", {"Targets": {"S3Targets": []}}, "crawler-has-target"),
    ("glue", "UpdateCrawlerRequest", {"Targets": {"S3Targets": []}}, ""),
    ("glue", "StartJobRunRequest", {"Timeout": 10080}, ""),
    ("glue", "StartJobRunRequest", {"Timeout": 10081}, "job-timeout"),
    ("glue", "Action", {"Timeout": 20160}, "job-timeout"),
    ("glue", "CreateSessionRequest", {"Timeout": 20160}, ""),
    ("glue", "CreateJobRequest", {"ExecutionClass": "FLEX"}, ""),
    (
        "glue",
        "CreateJobRequest",
        {"ExecutionClass": "FLEX", "Command.Name": "glueetl", "GlueVersion": "3.0"},
        "",
    ),
    (
        "glue",
        "CreateJobRequest",
        {"ExecutionClass": "FLEX", "Command.Name": "pythonshell"},
        "flex-job-is-spark",
    ),
    (
        "glue",
        "CreateJobRequest",
        {"ExecutionClass": "FLEX", "GlueVersion": "2.0"},
        "flex-job-glue-version",
    ),
    ("glue", "CreateJobRequest", {"ExecutionClass": "STANDARD", "GlueVersion": "2.0"}, ""),
    ("glue", "CreateJobRequest", {"Command.Name": "pythonshell", "MaxCapacity": 0.0625}, ""),
    ("glue", "CreateJobRequest", {"Command.Name": "pythonshell", "MaxCapacity": 1}, ""),
    (
        "glue",
        "CreateJobRequest",
        {"Command.Name": "pythonshell", "MaxCapacity": 2},
        "shell-capacity",
    ),
    ("glue", "CreateJobRequest", {"Command.Name": "glueetl", "MaxCapacity": 150}, ""),
    (
        "glue",
        "CreateJobRequest",
        {"Command.Name": "glueetl", "MaxCapacity": 1},
        "",
    ),  # in public use
    ("glue", "CreateJobRequest", {"Command.Name": "gluestreaming", "WorkerType": "G.025X"}, ""),
    (
        "glue",
        "CreateJobRequest",
        {"Command.Name": "glueetl", "WorkerType": "G.025X"},
        "streaming-worker-job",
    ),
    ("glue", "CreateJobRequest", {"WorkerType": "G.1X", "GlueVersion": "2.0"}, ""),
    (
        "glue",
        "CreateJobRequest",
        {"WorkerType": "G.4X", "GlueVersion": "2.0"},
        "worker-glue-version-three",
    ),
    ("glue", "CreateSessionRequest", {"WorkerType": "R.1X", "GlueVersion": "4.0"}, ""),
    (
        "glue",
        "CreateSessionRequest",
        {"WorkerType": "R.1X", "GlueVersion": "3.0"},
        "worker-glue-version-four",
    ),
    ("glue", "CreateSessionRequest", {"GlueVersion": "2.0"}, "session-glue-version"),
    ("glue", "JobUpdate", {"Role": "r", "Command": {}}, ""),
    ("glue", "JobUpdate", {"Role": "r"}, "job-update-is-complete"),
    ("glue", "CreateMLTransformRequest", {"MaxCapacity": 1}, ""),
    ("glue", "CreateMLTransformRequest", {"MaxCapacity": 0.5}, "transform-capacity-is-positive"),
    ("glue", "CreateDevEndpointRequest", {"WorkerType": "G.1X", "NumberOfWorkers": 299}, ""),
    (
        "glue",
        "CreateDevEndpointRequest",
        {"WorkerType": "G.1X", "NumberOfWorkers": 300},
        "endpoint-workers",
    ),
    (
        "glue",
        "CreateDevEndpointRequest",
        {"WorkerType": "G.2X", "NumberOfWorkers": 150},
        "endpoint-large-workers",
    ),
    ("glue", "CreatePartitionRequest", {"PartitionInput": {"Values": []}}, ""),
    ("glue", "CreatePartitionRequest", {"PartitionInput": {}}, "partition-has-values"),
    ("glue", "UpdatePartitionRequest", {"PartitionInput": {}}, ""),
    ("glue", "GetTablesRequest", {"AttributesToGet": ["NAME"]}, ""),
    ("glue", "GetDatabasesRequest", {"AttributesToGet": []}, "attributes-are-not-empty"),
    ("glue", "GetDatabasesRequest", {"ResourceShareType": "FEDERATED"}, ""),
    ("glue", "SearchTablesRequest", {"ResourceShareType": "FEDERATED"}, ""),
    (
        "glue",
        "ColumnStatisticsData",
        "LongColumnStatisticsData StringColumnStatisticsData",
        "one-kind-of-statistics",
    ),
    (
        "glue",
        "CreateUserDefinedFunctionRequest",
        {
            "FunctionInput": {
                "GovernanceMode": "LAKE_FORMATION",
                "ArtifactLocation": "s3://b/f",
                "ResourceUris": [{}] * 10,
            }
        },
        "",
    ),
    (
        "glue",
        "CreateUserDefinedFunctionRequest",
        {"FunctionInput": {"GovernanceMode": "LAKE_FORMATION", "ResourceUris": [{}]}},
        "governed-function-needs-location",
    ),
    (
        "glue",
        "CreateUserDefinedFunctionRequest",
        {"FunctionInput": {"GovernanceMode": "LAKE_FORMATION", "ArtifactLocation": "s3://b/f"}},
        "governed-function-needs-resource",
    ),
    ("glue", "CreateUserDefinedFunctionRequest", {"FunctionInput.GovernanceMode": "IAM_ONLY"}, ""),
    (
        "glue",
        "UpdateUserDefinedFunctionRequest",
        {"FunctionInput.GovernanceMode": "LAKE_FORMATION"},
        "",
    ),
    (
        "glue",
        "UserDefinedFunctionInput",
        {"GovernanceMode": "LAKE_FORMATION", "ResourceUris": [{}] * 11},
        "governed-function-has-few-resources",
    ),
    ("glue", "GetRegistryInput", {"RegistryId": {"RegistryName": "r"}}, ""),
    ("glue", "GetRegistryInput", {"RegistryId": {}}, "registry-identity"),
    ("glue", "CreateSchemaInput", {"RegistryId": {}}, ""),
    ("glue", "S3Target", {"SampleSize": 249}, ""),
    ("glue", "S3Target", {"SampleSize": 0}, "crawler-sample-size-least"),
    ("glue", "S3Target", {"SampleSize": 250}, "crawler-sample-size-most"),
    ("glue", "DynamoDBTarget", {"scanRate": 0.1}, ""),
    ("glue", "DynamoDBTarget", {"scanRate": 0.05}, "crawler-scan-rate-least"),
    ("glue", "DynamoDBTarget", {"scanRate": 2}, "crawler-scan-rate-most"),
    ("glue", "IcebergRetentionConfiguration", {"runRateInHours": 168}, ""),
    ("glue", "IcebergRetentionConfiguration", {"runRateInHours": 2}, "optimizer-run-rate-least"),
    (
        "glue",
        "IcebergOrphanFileDeletionConfiguration",
        {"runRateInHours": 169},
        "optimizer-run-rate-most",
    ),
    ("glue", "JDBCConnectorSource", "ConnectionTable Query", "connector-table-or-query"),
    ("glue", "DirectKafkaSource", {"StreamingOptions.Assign": "{}"}, ""),
    ("glue", "DirectKafkaSource", {"StreamingOptions": {}}, "kafka-topic"),
    ("glue", "CatalogKafkaSource", {"StreamingOptions": {}}, ""),
    (
        "glue",
        "KafkaStreamingSourceOptions",
        "StartingTimestamp StartingOffsets",
        "kafka-start",
    ),
    ("glue", "TestConnectionInput", {"ConnectionType": "JDBC"}, ""),
    (
        "glue",
        "TestConnectionInput",
        {"ConnectionType": "SALESFORCE"},
        "salesforce-test-needs-authentication",
    ),
    ("glue", "IntegrationFilter", {"Name": "Status", "Values": ["ACTIVE", "FAILED"]}, ""),
    (
        "glue",
        "IntegrationFilter",
        {"Name": "IntegrationName", "Values": ["a", "b"]},
        "integration-name-filter",
    ),
    ("glue", "IntegrationPartition", {"FunctionSpec": "day", "ConversionSpec": "iso"}, ""),
    (
        "glue",
        "IntegrationPartition",
        {"FunctionSpec": "identity", "ConversionSpec": "iso"},
        "identity-needs-no-conversion",
    ),
    ("emr-serverless", "SchedulerConfiguration", {"queueTimeoutMinutes": 720}, ""),
    (
        "emr-serverless",
        "SchedulerConfiguration",
        {"queueTimeoutMinutes": 14},
        "scheduler-limits-least",
    ),
    (
        "emr-serverless",
        "SchedulerConfiguration",
        {"queueTimeoutMinutes": 15, "maxConcurrentRuns": 1001},
        "scheduler-limits-most",
    ),
    ("emr-serverless", "CreateApplicationRequest", {"imageConfiguration": {}}, "new-image-has-uri"),
    ("emr-serverless", "UpdateApplicationRequest", {"imageConfiguration": {}}, ""),
    (
        "emr-containers",
        "GetManagedEndpointSessionCredentialsRequest",
        {"durationInSeconds": 43200},
        "",
    ),
    (
        "emr-containers",
        "GetManagedEndpointSessionCredentialsRequest",
        {"durationInSeconds": 43201},
        "credentials-duration",
    ),
]


def generated(service: str, structure: str) -> Any:
    """The class that was generated for a structure."""
    return getattr(getattr(emrglue, service.replace("-", "_")), structure)


def filled(service: str, structure: str, members: str | dict[str, Any]) -> dict[str, Any]:
    """A wire dictionary with these members and those that the model requires, each legal.

    :param members: their names, or their values by path.
    """
    found = contract(service)
    shape: Any = found.model.shape_for(structure)
    given = members if isinstance(members, dict) else {}
    names = {*shape.required_members, *(members.split() if isinstance(members, str) else ())}
    wire = {n: found.smallest(m) for n, m in shape.members.items() if n in names and n not in given}
    for path, value in given.items():
        wire = changed(wire, steps(path), value)
    return wire


Check = Callable[[Any, Any], Sequence[Violation]]


def by_class(cls: Any, wire: dict[str, Any]) -> Sequence[Violation]:
    """The straight-line check, which asks the thorough one only about what it refuses."""
    try:
        cls.from_wire(wire)
    except ValidationError as error:
        return error.violations
    return ()


def broken(check: Check, service: str, structure: str, wire: Any) -> set[str]:
    """The names of the rules that a wire dictionary breaks; nothing else is wrong with it."""
    rules = {r["message"]: r["name"] for s, r in RULES if s == service}
    violations = check(generated(service, structure), wire)
    assert {(v.path, v.constraint) for v in violations} <= {("", "rule")}
    return {rules[violation.message] for violation in violations}


def input_structures(service: str) -> set[str]:
    """The structures that some operation of the service can be sent."""
    shapes, operations = model(service)["shapes"], model(service)["operations"].values()
    waiting = [operation["input"]["shape"] for operation in operations if "input" in operation]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            parts = [*shapes[name].get("members", {}).values()]
            parts += [shapes[name][part] for part in ("member", "value") if part in shapes[name]]
            waiting += [part["shape"] for part in parts]
    return {name for name in found if shapes[name]["type"] == "structure"}


@EACH
def test_a_rule_has_conditions_one_consequence_and_its_texts(
    service: str, rule: dict[str, Any]
) -> None:
    """Exactly one consequence, only known keys, and sentences where sentences are read."""
    assert rule.keys() - CONSEQUENCES - CONDITIONS - TEXTS == {"name", "structures"}
    assert len(rule.keys() & CONSEQUENCES) == 1
    assert re.fullmatch("[a-z]+(-[a-z]+)*", rule["name"])
    assert rule["message"].endswith(".")
    assert rule["reason"].endswith(".")
    assert rule["source"]


@EACH
def test_a_rule_speaks_about_structures_that_can_be_sent(
    service: str, rule: dict[str, Any]
) -> None:
    """A rule for a response, or for a structure that is gone, would never be checked."""
    assert set(rule["structures"]) <= input_structures(service)


@EACH
def test_a_rule_speaks_about_members_that_exist(service: str, rule: dict[str, Any]) -> None:
    """By their wire names, in each of its structures."""
    named = {steps(path)[0] for key in CONSEQUENCES | CONDITIONS for path in rule.get(key, ())}
    for structure in rule["structures"]:
        assert named <= model(service)["shapes"][structure]["members"].keys()


@EACH
def test_a_rule_says_nothing_that_the_model_says(service: str, rule: dict[str, Any]) -> None:
    """A member that is required anyway can be neither demanded nor excluded."""
    named = {member for key in COUNTS for member in rule.get(key, ())}
    for structure in rule["structures"]:
        assert named.isdisjoint(model(service)["shapes"][structure].get("required", ()))


@EACH
def test_a_rule_that_wants_exactly_one_names_every_member(
    service: str, rule: dict[str, Any]
) -> None:
    """Otherwise a driver or a node that AWS adds would be refused for not being one of the old."""
    for structure in rule["structures"] if "exactly_one_of" in rule else ():
        members = model(service)["shapes"][structure]["members"]
        assert set(rule["exactly_one_of"]) == set(members)


def test_every_kind_of_target_is_a_target() -> None:
    """Otherwise a crawler of a kind that AWS adds would be refused."""
    (rule,) = (rule for _, rule in RULES if rule["name"] == "crawler-has-target")
    members = model("glue")["shapes"]["CrawlerTargets"]["members"]
    assert set(rule["at_least_one_of"]) == {f"Targets.{name}[0]" for name in members}


def test_no_two_rules_of_a_service_share_a_name() -> None:
    """A name finds one rule."""
    names = [(service, rule["name"]) for service, rule in RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("check", [by_class, reported])
@pytest.mark.parametrize(("service", "structure", "members", "names"), EXAMPLES)
def test_a_rule_means_what_its_examples_show(
    service: str, structure: str, members: str | dict[str, Any], names: str, check: Check
) -> None:
    """What may be sent breaks no rule, what may not breaks the rule that says so."""
    wire = filled(service, structure, members)
    assert broken(check, service, structure, wire) == set(names.split())


def test_every_rule_has_an_example_that_breaks_it() -> None:
    """A rule that no example breaks is not known to do anything."""
    shown = {(service, names) for service, _, _, names in EXAMPLES if names}
    assert shown == {(service, rule["name"]) for service, rule in RULES}
