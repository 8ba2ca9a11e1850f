"""What moto lacks of EMR on EKS: job templates, kept and filled in as far as a recipe needs it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.core.responses import ActionResult
from moto.emrcontainers import urls
from moto.emrcontainers.responses import EMRContainersResponse


def install(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Teach moto job templates; call it before its server starts.

    :return: the requests that started a run, as they will arrive, with their templates filled in.
    """
    templates: dict[str, Any] = {}
    started: list[dict[str, Any]] = []
    start_plainly = EMRContainersResponse.start_job_run

    def create_job_template(self: Any) -> ActionResult:
        templates["template1"] = self._get_param("jobTemplateData")
        return ActionResult({"id": "template1", "name": self._get_param("name")})

    def start_job_run(self: Any) -> ActionResult:
        template = self._get_param("jobTemplateId")
        if template:
            given = self._get_param("jobTemplateParameters", {})
            self.params = {**self.params, **filled_in(templates[template], given)}
        started.append(dict(self.params))
        return start_plainly(self)

    route = {"{0}/jobtemplates$": EMRContainersResponse.dispatch}
    monkeypatch.setattr(urls, "url_paths", {**urls.url_paths, **route})
    monkeypatch.setattr(
        EMRContainersResponse, "create_job_template", create_job_template, raising=False
    )
    monkeypatch.setattr(EMRContainersResponse, "start_job_run", start_job_run)
    return started


def filled_in(template: dict[str, Any], given: dict[str, str]) -> Any:
    """The template with its parameters replaced: by what is given, else by their defaults."""
    text = json.dumps({key: template[key] for key in template if key != "parameterConfiguration"})
    for name, parameter in template.get("parameterConfiguration", {}).items():
        text = text.replace(f"${{{name}}}", given.get(name, parameter.get("defaultValue", "")))
    return json.loads(text)
