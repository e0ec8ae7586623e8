"""One questionnaire for several authorities: each gets a form with its part only."""

from __future__ import annotations

from collections.abc import Mapping

from teia_indicators.catalogue.model import Indicator
from teia_indicators.model import FrozenDict
from teia_indicators.problems import MethodError, Place, did_you_mean, problem
from teia_indicators.questionnaire.build import Questionnaire


def assign(form: Questionnaire, to: Mapping[str, str]) -> FrozenDict[str, Questionnaire]:
    """Return one form for each authority, holding only its part.

    Parameters
    ----------
    form : Questionnaire
        What is asked in all; it stays as it is.
    to : mapping of str to str
        Name of the authority by id of a working area or an indicator. An indicator's own entry
        prevails over that of its area.

    Returns
    -------
    mapping of str to Questionnaire
        By name of the authority, in the order of its first indicator. What is assigned to nobody
        stays with ``form.authority``, which may be an empty name.

    Raises
    ------
    MethodError
        If an id is none that the form asks about, or an authority has no name; all at once.

    Examples
    --------
    >>> from teia_indicators import build_questionnaire, load_catalogue
    >>> form = build_questionnaire(load_catalogue(), country="XAA", round="2026")
    >>> parts = assign(form, {"PRV": "Labour Inspectorate", "PRV-4": "Planning Office"})
    >>> parts["Planning Office"].asked
    ('PRV-4',)
    """
    parents = {one.id: area.id for area in form.areas for one in area.indicators}
    known = [*dict.fromkeys(parents.values()), *parents]
    problems = []
    for item, authority in to.items():
        if item not in known:
            hint = did_you_mean(item, known)
            problems.append(problem("M061", Place(), item, item, id=item, hint=hint))
        elif not authority.strip():
            problems.append(problem("M062", Place(), item, id=item))
    if problems:
        raise MethodError(problems)
    parts: dict[str, list[str]] = {}
    for indicator, area in parents.items():
        authority = to.get(indicator, to.get(area, form.authority)).strip()
        parts.setdefault(authority, []).append(indicator)
    return FrozenDict({name: _part(form, name, items) for name, items in parts.items()})


def _part(form: Questionnaire, authority: str, items: list[str]) -> Questionnaire:
    everything = [one.id for one in form.catalogue.items.values() if isinstance(one, Indicator)]
    asked = () if items == everything else tuple(items)
    contact = form.focal_point if authority == form.authority else ""
    update = {"authority": authority, "asked": asked, "focal_point": contact}
    return form.model_copy(update=update)
