"""A small service, in botocore's layout, for tests that generate something."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

VERSION = "2020-01-01"

MODEL: dict[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": VERSION,
        "endpointPrefix": "zoo",
        "protocol": "rest-json",
        "protocols": ["rest-json"],
        "serviceFullName": "Zoo",
        "serviceId": "Zoo",
        "signatureVersion": "v4",
        "uid": "zoo-2020-01-01",
    },
    "operations": {
        "FeedAnimal": {
            "name": "FeedAnimal",
            "http": {"method": "POST", "requestUri": "/feed"},
            "input": {"shape": "FeedAnimalRequest"},
            "output": {"shape": "FeedAnimalResponse"},
            "errors": [{"shape": "NotHungryException"}],
        },
        "ListAnimals": {
            "name": "ListAnimals",
            "http": {"method": "POST", "requestUri": "/list"},
            "input": {"shape": "ListAnimalsRequest"},
            "output": {"shape": "ListAnimalsResponse"},
        },
    },
    "shapes": {
        "FeedAnimalRequest": {
            "type": "structure",
            "required": ["animalName"],
            "members": {
                "animalName": {"shape": "Name"},
                "food": {"shape": "Food"},
                "amount": {"shape": "Amount"},
            },
        },
        "FeedAnimalResponse": {"type": "structure", "members": {"left": {"shape": "Amount"}}},
        "ListAnimalsRequest": {"type": "structure", "members": {"nextToken": {"shape": "Name"}}},
        "ListAnimalsResponse": {
            "type": "structure",
            "members": {"nextToken": {"shape": "Name"}, "animals": {"shape": "Animals"}},
        },
        "NotHungryException": {
            "type": "structure",
            "members": {"message": {"shape": "Name"}},
            "exception": True,
        },
        "Animal": {"type": "structure", "members": {"name": {"shape": "Name"}}},
        "Animals": {"type": "list", "member": {"shape": "Animal"}},
        "Name": {"type": "string", "min": 1, "max": 20, "pattern": "[a-z]+"},
        "Food": {"type": "string", "enum": ["HAY", "MEAT"], "min": 2, "pattern": "[A-Z]+"},
        "Amount": {"type": "integer", "min": 1},
    },
}

PAGINATORS: dict[str, Any] = {
    "pagination": {
        "ListAnimals": {
            "input_token": "nextToken",
            "output_token": "nextToken",
            "result_key": "animals",
        }
    }
}


def model() -> dict[str, Any]:
    """A copy of the model, to be changed."""
    return copy.deepcopy(MODEL)


def write(models: Path, changed: dict[str, Any] | None = None, service: str = "zoo") -> Path:
    """Write the service into a directory of models, and return that."""
    folder = models / service / VERSION
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "service-2.json").write_text(json.dumps(changed or MODEL))
    (folder / "paginators-1.json").write_text(json.dumps(PAGINATORS))
    if not (models / "overlays" / service / "open_enums.json").exists():
        write_overlay(models, "open_enums", [], service)  # none of its enums was ever extended
    return models


def write_overlay(models: Path, file: str, content: Any, service: str = "zoo") -> None:
    """Write ``patches``, ``rules`` or ``open_enums`` of the service."""
    path = models / "overlays" / service / f"{file}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
