"""The client: made when it is needed, from what it is given, and as botocore users expect."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import NoRegionError, ProfileNotFound
from botocore.stub import Stubber

import emrglue
from emrglue import ValidationError, emr_containers, emr_serverless, glue, trusted
from emrglue._runtime.client import transport

from .canned import CREDENTIALS, Canned, client, model_of

RUN = {"JobRun": {"Id": "jr", "JobRunState": "RUNNING"}}


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but those of the test."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def configure(folder: Path, text: str) -> None:
    (folder / "config").write_text(text)


# made when it is needed


def test_a_client_reads_nothing_before_it_is_used() -> None:
    """Not even a region is missed."""
    made = glue.Client()
    assert "glue.Client" in repr(made)
    made.close()
    with pytest.raises(NoRegionError):
        made.get_job(job_name="j")


def test_the_types_need_no_botocore() -> None:
    """It is imported with the client."""
    code = (
        "import sys; from emrglue import glue; glue.StartJobRunRequest(job_name='j');"
        "assert not {'botocore', 'boto3'} & sys.modules.keys()"
    )
    folder = str(Path(emrglue.__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": folder})


def test_naming_errors_and_clients_loads_no_more_than_botocores_errors() -> None:
    """Its parsers, which bring HTTP and half the standard library, wait for the first call."""
    code = (
        "import sys; from emrglue import glue; (glue.Client, glue.EntityNotFoundException);"
        "assert 'botocore.exceptions' in sys.modules;"
        "assert not {'botocore.parsers', 'urllib3', 'http.client'} & sys.modules.keys()"
    )
    folder = str(Path(emrglue.__file__).parents[1])
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": folder})


def test_a_client_that_many_threads_use_first_is_made_once() -> None:
    """And every one of them gets its answer."""
    made = glue.Client(region_name="us-east-1", **CREDENTIALS)
    barrier = threading.Barrier(16)

    def first_use(_: int) -> Any:
        barrier.wait(10)
        return made.meta.events

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(first_use, range(16)))
    assert len({id(events) for events in found}) == 1


class OneAtATime(botocore.session.Session):
    """A session that notices when two threads make clients with it."""

    busy = False

    def create_client(self, *args: Any, **options: Any) -> Any:
        assert not type(self).busy, "two threads at a time"
        type(self).busy = OneAtATime.busy = True
        time.sleep(0.01)
        type(self).busy = OneAtATime.busy = False
        return super().create_client(*args, **options)


def test_clients_that_share_a_session_are_made_one_after_the_other() -> None:
    """botocore's sessions cannot be used in several threads at a time."""
    session = OneAtATime()
    options = {"session": session, "region_name": "us-east-1", **CREDENTIALS}
    with ThreadPoolExecutor(8) as pool:
        regions = list(pool.map(lambda _: glue.Client(**options).meta.region_name, range(8)))
    assert regions == ["us-east-1"] * 8


def test_a_client_can_be_closed_and_is_a_context() -> None:
    """One that was handed in stays open."""
    given, _ = client(glue, RUN)
    with glue.Client(client=given.botocore) as through:
        through.get_job_run(job_name="j", run_id="jr")
    assert given.get_job_run(job_name="j", run_id="jr").job_run is not None
    given.close()


# from what it is given


def test_the_packaged_model_is_what_botocore_is_given(tmp_path: Path) -> None:
    """Whatever model the installed botocore, or the user, has."""
    folder = tmp_path / "glue" / "2017-03-31"
    folder.mkdir(parents=True)
    (folder / "service-2.json").write_text('{"version": "2.0", "operations": {}}')
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, str(tmp_path))
    made = glue.Client(session=session, region_name="us-east-1", **CREDENTIALS)
    operations = set(made.meta.service_model.operation_names)
    assert operations == model_of(glue).model["operations"].keys()


def test_the_services_of_botocore_are_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are hundreds, each a folder, and the place of this one's model is known."""
    monkeypatch.setattr("emrglue._runtime.client.transport._loader", transport._loader.__wrapped__)
    monkeypatch.setattr("botocore.loaders.Loader.list_available_services", None)
    assert glue.Client(region_name="us-east-1", **CREDENTIALS).meta.region_name == "us-east-1"


def test_a_session_gives_its_credentials_region_and_handlers() -> None:
    """A boto3 session, and the botocore session inside it."""
    session = boto3.Session(region_name="eu-west-1", aws_access_key_id="MINE", **SECRET)
    seen: list[str] = []
    session.events.register("before-send.glue", lambda request, **_: seen.append(request.url))
    for given in (session, session._session):
        made = glue.Client(session=given)
        canned = Canned(made, RUN)
        made.get_job_run(job_name="j", run_id="jr")
        assert "Credential=MINE/" in canned.requests[0].headers["Authorization"].decode()
        assert canned.requests[0].url == "https://glue.eu-west-1.amazonaws.com/"


SECRET = {"aws_secret_access_key": "secret"}


def test_a_session_is_not_changed() -> None:
    """Its own clients find the models that they always found, and parse as they always did."""
    session = boto3.Session(region_name="us-east-1", **CREDENTIALS)
    glue.Client(session=session).meta  # noqa: B018
    loader = session._session.get_component("data_loader")
    assert not any("_models" in path for path in loader.search_paths)
    theirs = session.client("glue")
    Canned(theirs, {"Job": {"Name": "j", "CreatedOn": 0}})
    assert theirs.get_job(JobName="j")["Job"]["CreatedOn"].year in (1969, 1970)


def test_the_default_config_of_a_session_counts() -> None:
    """Merged with the config of the client, which has the last word, as in botocore."""
    session = botocore.session.Session()
    session.set_default_client_config(
        Config(read_timeout=7, connect_timeout=8, user_agent_extra="theirs")
    )
    made = glue.Client(
        session=session, region_name="us-east-1", config=Config(read_timeout=9), **CREDENTIALS
    )
    config = made.meta.config
    assert (config.read_timeout, config.connect_timeout) == (9, 8)
    assert config.user_agent_extra == "theirs emrglue"


def test_every_request_says_that_it_comes_from_here() -> None:
    """In the user agent, beside botocore's."""
    made, canned = client(glue, RUN)
    made.get_job_run(job_name="j", run_id="jr")
    agent = canned.requests[0].headers["User-Agent"].decode()
    assert "emrglue" in agent
    assert "otocore/" in agent


def test_the_user_agent_is_otherwise_what_botocore_makes_it() -> None:
    """Although it is put together once and not for every request; pages say that they are pages."""
    session = botocore.session.Session()
    theirs = session.create_client("glue", region_name="us-east-1", **CREDENTIALS)
    ours = glue.Client(session=session, region_name="us-east-1", **CREDENTIALS)
    plain, canned = (Canned(c, {"JobRuns": []}) for c in (theirs, ours))
    for _ in range(2):
        theirs.get_job_runs(JobName="j")
        ours.get_job_runs(job_name="j")
        list(theirs.get_paginator("get_job_runs").paginate(JobName="j"))
        list(ours.iter_get_job_runs(job_name="j"))
    expected, found = (
        [request.headers["User-Agent"].decode() for request in answered.requests]
        for answered in (plain, canned)
    )
    assert [agent.removesuffix(" emrglue") for agent in found] == expected


def test_a_profile_has_a_region_and_credentials(tmp_path: Path) -> None:
    """By ``profile_name`` or by ``AWS_PROFILE``."""
    profile = "region = eu-north-1\naws_access_key_id = PROF\naws_secret_access_key = s"
    configure(tmp_path, f"[profile work]\n{profile}\n")
    made = glue.Client(profile_name="work")
    canned = Canned(made, RUN)
    made.get_job_run(job_name="j", run_id="jr")
    assert made.meta.region_name == "eu-north-1"
    assert b"Credential=PROF/" in canned.requests[0].headers["Authorization"]
    with pytest.raises(ProfileNotFound):
        glue.Client(profile_name="play").meta  # noqa: B018


def test_the_address_of_a_service_can_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``AWS_ENDPOINT_URL`` for all, ``AWS_ENDPOINT_URL_GLUE`` for one, the argument over both."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_GLUE", "http://127.0.0.1:2")
    options = {"region_name": "us-east-1", **CREDENTIALS}
    assert emr_containers.Client(**options).meta.endpoint_url == "http://127.0.0.1:1"
    assert glue.Client(**options).meta.endpoint_url == "http://127.0.0.1:2"
    made = glue.Client(endpoint_url="http://127.0.0.1:3", **options)
    assert made.meta.endpoint_url == "http://127.0.0.1:3"


def test_an_unsigned_client_is_unsigned() -> None:
    """Config is passed on as it is."""
    made = glue.Client(region_name="us-east-1", config=Config(signature_version=UNSIGNED))
    canned = Canned(made, RUN)
    made.get_job_run(job_name="j", run_id="jr")
    assert "Authorization" not in canned.requests[0].headers


def test_what_the_installed_botocore_cannot_do_is_its_own_error() -> None:
    """Options are botocore's."""
    with pytest.raises(TypeError, match="nonsense"):
        glue.Client(region_name="us-east-1", nonsense=1).meta  # noqa: B018


# a client that was handed in


def test_a_client_that_was_handed_in_is_used_as_it_is() -> None:
    """With its handlers, and for its own requests."""
    given = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
    canned = Canned(given, RUN)
    made = glue.Client(client=given)
    assert made.get_job_run(job_name="j", run_id="jr").job_run.job_run_state == "RUNNING"
    assert made.meta is given.meta
    assert canned.sent() == [{"JobName": "j", "RunId": "jr"}]


def test_botocores_stubber_works() -> None:
    """Also on a client that we made."""
    for made in (
        glue.Client(client=boto3.client("glue", region_name="us-east-1", **CREDENTIALS)),
        glue.Client(region_name="us-east-1", **CREDENTIALS),
    ):
        with Stubber(made.botocore) as stub:
            stub.add_response("get_job_run", RUN, {"JobName": "j", "RunId": "jr"})
            stub.add_client_error("get_job_run", "EntityNotFoundException", http_status_code=400)
            assert made.get_job_run(job_name="j", run_id="jr").job_run.id == "jr"
            with pytest.raises(glue.EntityNotFoundException):
                made.get_job_run(job_name="j", run_id="jr")


def test_a_client_of_another_service_is_refused() -> None:
    """When it is handed in, not when it is used."""
    with pytest.raises(TypeError, match="a client for glue, not for emr-serverless"):
        glue.Client(client=boto3.client("emr-serverless", region_name="us-east-1", **CREDENTIALS))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"client": object(), "region_name": "us-east-1"}, "region_name"),
        ({"client": object(), "verify": False}, "verify"),
        ({"session": botocore.session.Session(), "profile_name": "p"}, "profile_name"),
    ],
)
def test_arguments_that_contradict_each_other_are_refused(
    arguments: dict[str, Any], word: str
) -> None:
    """None of them is silently ignored."""
    with pytest.raises(TypeError, match=word):
        glue.Client(**arguments)


# calls


def test_a_request_can_be_sent_as_it_is() -> None:
    """And is answered with the response of its operation."""
    made, canned = client(emr_serverless, {"applicationId": "00f1", "jobRunId": "r", "arn": "a"})
    request = emr_serverless.StartJobRunRequest(
        application_id="00f1", execution_role_arn="arn:aws:iam::123456789012:role/emr"
    )
    assert type(made.send(request)) is emr_serverless.StartJobRunResponse
    assert canned.sent()[0]["clientToken"] == request.client_token


def test_a_response_keeps_its_metadata_and_gives_the_wire_back() -> None:
    """As boto3 would have returned it."""
    made, _ = client(glue, RUN)
    response = made.get_job_run(job_name="j", run_id="jr")
    assert response.to_wire() == RUN
    assert response.response_metadata["RequestId"] == "req-1"
    assert response.response_metadata["HTTPStatusCode"] == 200
    assert response.response_metadata["RetryAttempts"] == 0


def test_botocores_own_methods_are_within_reach() -> None:
    """``get_paginator`` gives plain pages, parsed by botocore."""
    made, _ = client(glue, {"JobRuns": [{"StartedOn": 1e9}]})
    pages = list(made.get_paginator("get_job_runs").paginate(JobName="j"))
    assert pages[0]["JobRuns"][0]["StartedOn"].year == 2001
    assert made.can_paginate("get_job_runs")
    assert not made.can_paginate("start_job_run")


def test_a_client_has_a_policy() -> None:
    """For its own calls; a block around a call has the last word."""
    lenient, canned = client(glue, {}, validation={"enum": "off"})
    strict, _ = client(glue, {})
    lenient.start_job_run(job_name="j", execution_class="SLOW", number_of_workers=2)
    with pytest.raises(ValidationError):
        strict.start_job_run(job_name="j", execution_class="SLOW", number_of_workers=2)
    with emrglue.validation(enum="error"), pytest.raises(ValidationError):
        lenient.start_job_run(job_name="j", execution_class="SLOW", number_of_workers=2)
    strict.start_job_run(job_name="j", execution_class=trusted("SLOW"), number_of_workers=2)
    assert canned.sent()[0]["ExecutionClass"] == "SLOW"


def test_botocore_does_not_check_again() -> None:
    """It would refuse what a policy or ``trusted`` let through; over a client handed in it does."""
    made, canned = client(glue, RUN)
    with emrglue.validation("off"):
        made.get_job_run(job_name="", run_id="jr")
    made.get_job_run(job_name=trusted(""), run_id="jr")
    assert [sent["JobName"] for sent in canned.sent()] == ["", ""]


def test_glue_is_asked_to_start_a_run_once() -> None:
    """StartJobRun has no token that would make a repetition harmless; only botocore retries."""
    made, canned = client(
        glue, (500, {}), config=Config(retries={"total_max_attempts": 1, "mode": "standard"})
    )
    with pytest.raises(glue.GlueError):
        made.start_job_run(job_name="j")
    assert len(canned.requests) == 1


def test_a_request_of_another_service_is_not_sent() -> None:
    """``ListTagsForResource`` is an operation of both: nothing else would notice."""
    request = emr_containers.ListTagsForResourceRequest(
        resource_arn="arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/abcdef"
    )
    with pytest.raises(TypeError, match=r"emr_serverless\.Client\.send"):
        emr_serverless.Client(region_name="us-east-1").send(request)


NO_REQUESTS: list[tuple[object, str]] = [
    (glue.GetJobResponse(), "not glue.GetJobResponse"),
    (glue.JobCommand(name="glueetl"), "not glue.JobCommand"),
    ({"JobName": "j"}, "not dict"),
    (emr_serverless.StopApplicationRequest(application_id="a1"),
     "not emr_serverless.StopApplicationRequest"),
    (glue.GetJobRequest, "not the class glue.GetJobRequest"),
    (None, "not NoneType"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize(("given", "said"), NO_REQUESTS, ids=[said for _, said in NO_REQUESTS])
def test_what_is_no_request_of_the_service_is_named_plainly(
    given: Any, said: str, kind: str
) -> None:
    """Every structure is of the service, but only a request has an operation."""
    made, canned = client(glue, {"JobName": "j"}, kind=kind)
    with pytest.raises(TypeError) as caught:
        asyncio.run(made.send(given))
    text = str(caught.value)
    assert text == f"emrglue.glue.{kind}.send() takes a request of its service, {said}"
    assert canned.requests == []


# what a client is made of


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"region": "us-east-1"}, "region= is not an option; did you mean region_name?"),
        ({"profile": "p"}, "profile= is not an option; did you mean profile_name?"),
        ({"endpoint": "https://x"}, "endpoint= is not an option; did you mean endpoint_url?"),
        ({"endpointUrl": "https://x"}, "endpointUrl= is not an option; did you mean endpoint_url?"),
        ({"sesion": None}, "sesion= is not an option; did you mean session?"),
        ({"clients": 1}, "clients= is not an option; did you mean client?"),
        ({"configs": 1}, "configs= is not an option; did you mean config?"),
        ({"validate": "off"}, "validate= is not an option; did you mean validation?"),
        ({"client": 3}, "client= takes a boto3 or botocore client, not int"),
        ({"client": boto3.Session()}, "client= takes a boto3 or botocore client, not Session"),
        ({"session": 3}, "session= takes a boto3 or botocore session, not int"),
        ({"session": "default"}, "session= takes a boto3 or botocore session, not str"),
    ],
    ids=str,
)
def test_what_a_client_cannot_be_made_of_is_refused_when_it_is_made(
    kind: str, arguments: dict[str, Any], said: str
) -> None:
    """And not by the first call, with botocore's insides."""
    with pytest.raises(TypeError) as caught:
        getattr(glue, kind)(**arguments)
    assert str(caught.value) == said


def test_a_client_of_ours_is_no_client_to_work_through() -> None:
    """It is used as it is; and it is not made to read anything for the refusal."""
    ours: Any = glue.Client()
    with pytest.raises(TypeError, match=r"botocore client; <emrglue\.glue\.Client> is"):
        glue.Client(client=ours)
    assert ours._made is None


def test_a_client_of_boto3_is_no_session() -> None:
    """Where ``client=`` was meant."""
    given = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
    with pytest.raises(TypeError, match="session= takes a boto3 or botocore session, not Glue"):
        glue.Client(session=given)


def test_every_option_of_botocores_passes() -> None:
    """Those that are like one of ours too."""
    taken = inspect.signature(botocore.session.Session.create_client).parameters
    others = [*taken.keys() - {"self", "service_name", "region_name", "endpoint_url", "config"}]
    assert "aws_session_token" in others
    for name in others:
        glue.Client(**{name: "x"})
    assert glue.Client(verify=False, use_ssl=True, something_of_tomorrow=1)


@pytest.mark.parametrize(
    "double",
    [
        SimpleNamespace(meta=None),
        SimpleNamespace(get_job=lambda **wire: {}),
        MagicMock(),
    ],
    ids=["meta", "method", "mock"],
)
def test_a_double_need_not_be_a_client_of_botocore(double: Any) -> None:
    """Whatever has something of what is used."""
    assert glue.Client(client=double).botocore is double
    assert glue.Client(session=MagicMock(spec=botocore.session.Session))
