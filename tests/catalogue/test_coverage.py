"""Every provision with a duty is cited by a criterion, or listed with the reason why not."""

from __future__ import annotations

import teia_indicators as teia
from teia_indicators.catalogue.coverage import covered_by, load_uncovered


def test_what_no_criterion_cites_is_listed_with_its_reason(catalogue: teia.Catalogue) -> None:
    empty = [provision for provision, criteria in covered_by(catalogue).items() if not criteria]
    listed = load_uncovered()
    assert [one.provision for one in listed] == empty
    assert all(one.reason.endswith(".") for one in listed)


def test_every_criterion_is_in_the_table(catalogue: teia.Catalogue) -> None:
    table = covered_by(catalogue)
    shown = {item for criteria in table.values() for item in criteria}
    elsewhere = {
        criterion.id
        for criterion in catalogue.criteria
        if all(ref.startswith(("Art. 18", "Art. 2", "Annex I")) for ref in criterion.references)
    }
    assert {criterion.id for criterion in catalogue.criteria} - shown <= elsewhere
    assert len(table) > 90
