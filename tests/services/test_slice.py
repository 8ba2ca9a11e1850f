"""A slice of every service, another one every day; ``make every-service`` does all of them."""

from __future__ import annotations

from tests import every_service
from tests.every_service import DATA, examine_all, rotating, type_check


def test_todays_services_generate_import_and_work() -> None:
    """Four services, chosen by the date: every module imports, every structure can be used."""
    outcome = examine_all(rotating(every_service.services_in(DATA), 4), using=True)
    assert (outcome.failures, outcome.services) == ((), 4)


def test_a_service_of_today_is_clean_under_strict_mypy() -> None:
    """Chosen by the date."""
    assert type_check(rotating(every_service.services_in(DATA), 1)) == []


def test_a_sample_is_the_same_all_day() -> None:
    """So that a failure can be looked at."""
    services = [str(number) for number in range(100)]
    assert rotating(services, 5) == rotating(services, 5)
    assert rotating(services, 5) != services[:5]
