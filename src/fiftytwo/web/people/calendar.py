"""Public holidays of a country or a part of it, and a site's own days."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache

import holidays as calendar
from django.utils.translation import get_language

__all__ = ["countries", "is_known", "public_holidays", "site_days"]


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """Return country → subdivisions that the calendar knows."""
    known = calendar.list_supported_countries(include_aliases=False)
    return {country: tuple(parts) for country, parts in sorted(known.items())}


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Collection[str]]:
    """Return country → the languages that the calendar has its holidays in."""
    return calendar.list_localized_countries(include_aliases=False)


def is_known(country: str, subdivision: str = "") -> bool:
    """Return whether the calendar knows a country and, where given, a part of it.

    Examples
    --------
    >>> is_known("DE", "BY"), is_known("DE", "XX"), is_known("ZZ")
    (True, False, False)
    """
    parts = countries().get(country)
    return parts is not None and (not subdivision or subdivision in parts)


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int, language: str) -> Mapping[date, str]:
    """Return the public holidays of one year, in a language where the calendar has it, else in English.

    Examples
    --------
    >>> [public_holidays("BE", "", 2026, language)[date(2026, 11, 1)] for language in ("en", "de")]
    ["All Saints' Day", 'Allerheiligen']
    """
    known = calendar.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        language=language if language in languages().get(country, ()) else "en_US",
    )
    return dict(sorted(known.items()))


def site_days(
    country: str, subdivision: str, own: Mapping[str, str], years: Iterable[int]
) -> dict[date, str]:
    """Return a site's days off in the viewer's language: public holidays, with its own days over them.

    Parameters
    ----------
    country, subdivision : str
        ISO 3166 codes; an empty country has no public holidays here.
    own : mapping of ISO date to name
        All of them are returned; an empty name means "worked, though a holiday".
    years : iterable of int
        Years of the public holidays.
    """
    found: dict[date, str] = {}
    for year in years if country else ():
        found |= public_holidays(country, subdivision, year, get_language() or "en")
    found |= {date.fromisoformat(day): name for day, name in own.items()}
    return {day: name for day, name in found.items() if name}
