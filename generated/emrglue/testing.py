"""Values for tests of your own, drawn from the models; needs the extra ``testing``."""

from ._runtime.testing import InvalidRequest, invalid_requests, requests, responses

__all__ = ["InvalidRequest", "invalid_requests", "requests", "responses"]
