"""Self-assessment under the UNECE Industrial Accidents Convention: import teia_indicators as teia.

The flow: `load_catalogue`, `build_questionnaire`, `write_workbook`, `read_responses`, `assess`,
`find_gaps`, `export_ismi`. Every function takes and gives frozen documents.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
        MergeConflictError,
        MethodError,
        Place,
        Problem,
        Problems,
        ResponsesError,
        TeiaError,
    )
    from teia_indicators.questionnaire import (
        Questionnaire,
        annotate_workbook,
        assign,
        build_questionnaire,
        write_html_form,
        write_workbook,
        write_xlsform,
    )
    from teia_indicators.responses import (
        Answer,
        Evidence,
        Migrated,
        Progress,
        Responses,
        Source,
        check_responses,
        merge_responses,
        migrate_responses,
        read_responses,
        read_submissions,
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
    "Indices": "indices",
    "MergeConflictError": "problems",
    "MethodError": "problems",
    "Migrated": "responses",
    "Migration": "catalogue",
    "MigrationStep": "catalogue",
    "Place": "problems",
    "Problem": "problems",
    "Problems": "problems",
    "Profile": "catalogue",
    "Progress": "responses",
    "Questionnaire": "questionnaire",
    "Responses": "responses",
    "ResponsesError": "problems",
    "ScoringMethod": "assessment",
    "Source": "responses",
    "Target": "gaps",
    "TeiaError": "problems",
    "TextChanges": "exchange",
    "annotate_workbook": "questionnaire",
    "apply_profile": "catalogue",
    "apply_texts": "exchange",
    "assess": "assessment",
    "assess_frame": "assessment",
    "assess_matrix": "assessment",
    "assign": "questionnaire",
    "build_questionnaire": "questionnaire",
    "check_catalogue": "catalogue",
    "check_responses": "responses",
    "comparable": "catalogue",
    "compute_indices": "indices",
    "diff_catalogues": "catalogue",
    "export_ismi": "export",
    "find_gaps": "gaps",
    "load_catalogue": "catalogue",
    "load_countries": "catalogue",
    "load_crosswalks": "catalogue",
    "load_mapping": "indices",
    "load_migration": "catalogue",
    "load_profile": "catalogue",
    "merge_responses": "responses",
    "migrate_responses": "responses",
    "read_ismi": "export",
    "read_responses": "responses",
    "read_submissions": "responses",
    "read_texts": "exchange",
    "to_frame": "frames",
    "verify_ismi": "export",
    "what_if": "assessment",
    "write_html_form": "questionnaire",
    "write_responses": "responses",
    "write_texts": "exchange",
    "write_workbook": "questionnaire",
    "write_xlsform": "questionnaire",
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
    "Indices",
    "MergeConflictError",
    "MethodError",
    "Migrated",
    "Migration",
    "MigrationStep",
    "Place",
    "Problem",
    "Problems",
    "Profile",
    "Progress",
    "Questionnaire",
    "Responses",
    "ResponsesError",
    "ScoringMethod",
    "Source",
    "Target",
    "TeiaError",
    "TextChanges",
    "annotate_workbook",
    "apply_profile",
    "apply_texts",
    "assess",
    "assess_frame",
    "assess_matrix",
    "assign",
    "build_questionnaire",
    "check_catalogue",
    "check_responses",
    "comparable",
    "compute_indices",
    "diff_catalogues",
    "export_ismi",
    "find_gaps",
    "load_catalogue",
    "load_countries",
    "load_crosswalks",
    "load_mapping",
    "load_migration",
    "load_profile",
    "merge_responses",
    "migrate_responses",
    "read_ismi",
    "read_responses",
    "read_submissions",
    "read_texts",
    "to_frame",
    "verify_ismi",
    "what_if",
    "write_html_form",
    "write_responses",
    "write_texts",
    "write_workbook",
    "write_xlsform",
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
