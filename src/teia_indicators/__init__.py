"""Self-assessment under the UNECE Industrial Accidents Convention: import teia_indicators as teia.

The flow: `load_catalogue`, `build_questionnaire`, `write_workbook`, `read_responses`, `assess`,
`find_gaps`, `export_ismi`. Every function takes and gives frozen documents.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from teia_indicators.analysis import (
        GroupProfile,
        LayerComparison,
        NextAnswers,
        SetStatistics,
        Uncertainty,
        Vary,
        compare_layers,
        describe_set,
        group_profile,
        next_answers,
        simulate_uncertainty,
    )
    from teia_indicators.assessment import (
        AnswerCode,
        Assessment,
        Explanation,
        ScoringMethod,
        assess,
        assess_frame,
        assess_matrix,
        what_if,
    )
    from teia_indicators.catalogue import (
        Catalogue,
        CatalogueDiff,
        Country,
        Crosswalk,
        Migration,
        MigrationStep,
        Profile,
        apply_profile,
        check_catalogue,
        comparable,
        diff_catalogues,
        load_catalogue,
        load_countries,
        load_crosswalks,
        load_migration,
        load_profile,
    )
    from teia_indicators.exchange import (
        TextChanges,
        apply_texts,
        read_texts,
        write_texts,
    )
    from teia_indicators.export import (
        Bundle,
        export_ismi,
        read_ismi,
        verify_ismi,
    )
    from teia_indicators.frames import (
        to_frame,
    )
    from teia_indicators.gaps import (
        Gaps,
        Target,
        find_gaps,
    )
    from teia_indicators.indices import (
        Indices,
        compute_indices,
        load_mapping,
    )
    from teia_indicators.problems import (
        BundleError,
        CatalogueError,
        FileError,
        MethodError,
        Place,
        Problem,
        Problems,
        ResponsesError,
        TeiaError,
    )
    from teia_indicators.questionnaire import (
        Questionnaire,
        build_questionnaire,
        write_workbook,
    )
    from teia_indicators.responses import (
        Answer,
        Evidence,
        Migrated,
        Responses,
        check_responses,
        migrate_responses,
        read_responses,
        write_responses,
    )

#: Module of each public name; it is imported when the name is first used.
_HOME = {
    "Answer": "responses",
    "AnswerCode": "assessment",
    "Assessment": "assessment",
    "Bundle": "export",
    "BundleError": "problems",
    "Catalogue": "catalogue",
    "CatalogueDiff": "catalogue",
    "CatalogueError": "problems",
    "Country": "catalogue",
    "Crosswalk": "catalogue",
    "Evidence": "responses",
    "Explanation": "assessment",
    "FileError": "problems",
    "Gaps": "gaps",
    "GroupProfile": "analysis",
    "Indices": "indices",
    "LayerComparison": "analysis",
    "MethodError": "problems",
    "Migrated": "responses",
    "Migration": "catalogue",
    "MigrationStep": "catalogue",
    "NextAnswers": "analysis",
    "Place": "problems",
    "Problem": "problems",
    "Problems": "problems",
    "Profile": "catalogue",
    "Questionnaire": "questionnaire",
    "Responses": "responses",
    "ResponsesError": "problems",
    "ScoringMethod": "assessment",
    "SetStatistics": "analysis",
    "Target": "gaps",
    "TeiaError": "problems",
    "TextChanges": "exchange",
    "Uncertainty": "analysis",
    "Vary": "analysis",
    "apply_profile": "catalogue",
    "apply_texts": "exchange",
    "assess": "assessment",
    "assess_frame": "assessment",
    "assess_matrix": "assessment",
    "build_questionnaire": "questionnaire",
    "check_catalogue": "catalogue",
    "check_responses": "responses",
    "comparable": "catalogue",
    "compare_layers": "analysis",
    "compute_indices": "indices",
    "describe_set": "analysis",
    "diff_catalogues": "catalogue",
    "export_ismi": "export",
    "find_gaps": "gaps",
    "group_profile": "analysis",
    "load_catalogue": "catalogue",
    "load_countries": "catalogue",
    "load_crosswalks": "catalogue",
    "load_mapping": "indices",
    "load_migration": "catalogue",
    "load_profile": "catalogue",
    "migrate_responses": "responses",
    "next_answers": "analysis",
    "read_ismi": "export",
    "read_responses": "responses",
    "read_texts": "exchange",
    "simulate_uncertainty": "analysis",
    "to_frame": "frames",
    "verify_ismi": "export",
    "what_if": "assessment",
    "write_responses": "responses",
    "write_texts": "exchange",
    "write_workbook": "questionnaire",
}

__all__ = [
    "Answer",
    "AnswerCode",
    "Assessment",
    "Bundle",
    "BundleError",
    "Catalogue",
    "CatalogueDiff",
    "CatalogueError",
    "Country",
    "Crosswalk",
    "Evidence",
    "Explanation",
    "FileError",
    "Gaps",
    "GroupProfile",
    "Indices",
    "LayerComparison",
    "MethodError",
    "Migrated",
    "Migration",
    "MigrationStep",
    "NextAnswers",
    "Place",
    "Problem",
    "Problems",
    "Profile",
    "Questionnaire",
    "Responses",
    "ResponsesError",
    "ScoringMethod",
    "SetStatistics",
    "Target",
    "TeiaError",
    "TextChanges",
    "Uncertainty",
    "Vary",
    "apply_profile",
    "apply_texts",
    "assess",
    "assess_frame",
    "assess_matrix",
    "build_questionnaire",
    "check_catalogue",
    "check_responses",
    "comparable",
    "compare_layers",
    "compute_indices",
    "describe_set",
    "diff_catalogues",
    "export_ismi",
    "find_gaps",
    "group_profile",
    "load_catalogue",
    "load_countries",
    "load_crosswalks",
    "load_mapping",
    "load_migration",
    "load_profile",
    "migrate_responses",
    "next_answers",
    "read_ismi",
    "read_responses",
    "read_texts",
    "simulate_uncertainty",
    "to_frame",
    "verify_ismi",
    "what_if",
    "write_responses",
    "write_texts",
    "write_workbook",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name from its module on first use, so that the import itself is light."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
