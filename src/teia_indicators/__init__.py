"""Self-assessment under the UNECE Industrial Accidents Convention: import teia_indicators as teia.

The flow: `load_catalogue`, `build_questionnaire`, `write_workbook`, `read_responses`, `assess`,
`find_gaps`, `export_ismi`. Every function takes and gives frozen documents.
"""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from warnings import warn

if TYPE_CHECKING:
    from teia_indicators import plots
    from teia_indicators.action_plan import (
        ActionPlan,
        Amount,
        PlannedAction,
        check_plan,
        draft_action_plan,
        read_plan,
        schedule_plan,
        write_plan,
    )
    from teia_indicators.analysis import (
        GroupProfile,
        LayerComparison,
        NextAnswers,
        PublishedGroup,
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
    from teia_indicators.comparison import (
        CriterionChanges,
        PlanReview,
        RoundComparison,
        RoundSeries,
        compare_rounds,
        compare_series,
    )
    from teia_indicators.documents import (
        document_schema,
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
        GapsByAuthority,
        GapsByDimension,
        QuickWins,
        Target,
        TargetStep,
        find_gaps,
    )
    from teia_indicators.indices import (
        Indices,
        compute_indices,
        load_mapping,
    )
    from teia_indicators.neighbours import (
        NeighbourComparison,
        NeighbourMatrix,
        PairAnswer,
        PairFinding,
        compare_neighbours,
        compare_subregion,
    )
    from teia_indicators.problems import (
        BundleError,
        CatalogueError,
        ComparisonError,
        FileError,
        MergeConflictError,
        MethodError,
        NeighbourError,
        Place,
        PlanError,
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
    from teia_indicators.report import Report, build_report, render_report, write_report
    from teia_indicators.responses import (
        Answer,
        Evidence,
        Migrated,
        Progress,
        Responses,
        Source,
        check_responses,
        load_target,
        merge_responses,
        migrate_responses,
        read_responses,
        read_submissions,
        write_responses,
    )

#: Public names of each module; it is imported when one of them is first used.
_NAMES = {
    "action_plan": (
        "ActionPlan Amount PlannedAction check_plan draft_action_plan read_plan schedule_plan "
        "write_plan"
    ),
    "analysis": (
        "GroupProfile LayerComparison NextAnswers PublishedGroup SetStatistics Uncertainty Vary "
        "compare_layers describe_set group_profile next_answers simulate_uncertainty"
    ),
    "assessment": (
        "AnswerCode Assessment Explanation ScoringMethod assess assess_frame assess_matrix what_if"
    ),
    "catalogue": (
        "Catalogue CatalogueDiff Country Crosswalk Migration MigrationStep Profile "
        "apply_profile check_catalogue comparable diff_catalogues load_catalogue load_countries "
        "load_crosswalks load_migration load_profile"
    ),
    "comparison": (
        "CriterionChanges PlanReview RoundComparison RoundSeries compare_rounds compare_series"
    ),
    "documents": "document_schema",
    "exchange": "TextChanges apply_texts read_texts write_texts",
    "export": "Bundle export_ismi read_ismi verify_ismi",
    "frames": "to_frame",
    "gaps": "Gaps GapsByAuthority GapsByDimension QuickWins Target TargetStep find_gaps",
    "indices": "Indices compute_indices load_mapping",
    "neighbours": (
        "NeighbourComparison NeighbourMatrix PairAnswer PairFinding compare_neighbours "
        "compare_subregion"
    ),
    "problems": (
        "BundleError CatalogueError ComparisonError FileError MergeConflictError MethodError "
        "NeighbourError Place PlanError Problem Problems ResponsesError TeiaError"
    ),
    "questionnaire": (
        "Questionnaire annotate_workbook assign build_questionnaire write_html_form "
        "write_workbook write_xlsform"
    ),
    "report": "Report build_report render_report write_report",
    "responses": (
        "Answer Evidence Migrated Progress Responses Source check_responses load_target "
        "merge_responses migrate_responses read_responses read_submissions write_responses"
    ),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names.split()}

#: Public modules, imported in the same way.
_MODULES = ("plots",)

#: Names on their way out: what to use instead, and the version that no longer has them. The promise
#: is in docs/reference/stability.md.
_DEPRECATED: dict[str, tuple[str, str]] = {}

__all__ = [
    "ActionPlan",
    "Amount",
    "Answer",
    "AnswerCode",
    "Assessment",
    "Bundle",
    "BundleError",
    "Catalogue",
    "CatalogueDiff",
    "CatalogueError",
    "ComparisonError",
    "Country",
    "CriterionChanges",
    "Crosswalk",
    "Evidence",
    "Explanation",
    "FileError",
    "Gaps",
    "GapsByAuthority",
    "GapsByDimension",
    "GroupProfile",
    "Indices",
    "LayerComparison",
    "MergeConflictError",
    "MethodError",
    "Migrated",
    "Migration",
    "MigrationStep",
    "NeighbourComparison",
    "NeighbourError",
    "NeighbourMatrix",
    "NextAnswers",
    "PairAnswer",
    "PairFinding",
    "Place",
    "PlanError",
    "PlanReview",
    "PlannedAction",
    "Problem",
    "Problems",
    "Profile",
    "Progress",
    "PublishedGroup",
    "Questionnaire",
    "QuickWins",
    "Report",
    "Responses",
    "ResponsesError",
    "RoundComparison",
    "RoundSeries",
    "ScoringMethod",
    "SetStatistics",
    "Source",
    "Target",
    "TargetStep",
    "TeiaError",
    "TextChanges",
    "Uncertainty",
    "Vary",
    "annotate_workbook",
    "apply_profile",
    "apply_texts",
    "assess",
    "assess_frame",
    "assess_matrix",
    "assign",
    "build_questionnaire",
    "build_report",
    "check_catalogue",
    "check_plan",
    "check_responses",
    "comparable",
    "compare_layers",
    "compare_neighbours",
    "compare_rounds",
    "compare_series",
    "compare_subregion",
    "compute_indices",
    "describe_set",
    "diff_catalogues",
    "document_schema",
    "draft_action_plan",
    "export_ismi",
    "find_gaps",
    "group_profile",
    "load_catalogue",
    "load_countries",
    "load_crosswalks",
    "load_mapping",
    "load_migration",
    "load_profile",
    "load_target",
    "merge_responses",
    "migrate_responses",
    "next_answers",
    "plots",
    "read_ismi",
    "read_plan",
    "read_responses",
    "read_submissions",
    "read_texts",
    "render_report",
    "schedule_plan",
    "simulate_uncertainty",
    "to_frame",
    "verify_ismi",
    "what_if",
    "write_html_form",
    "write_plan",
    "write_report",
    "write_responses",
    "write_texts",
    "write_workbook",
    "write_xlsform",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name from its module on first use, so that the import itself is light."""
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _DEPRECATED:
        other, gone = _DEPRECATED[name]
        told = f"teia_indicators.{name} is deprecated and leaves with {gone}: use {other} instead"
        warn(told, DeprecationWarning, stacklevel=2)
        return attrgetter(other)(import_module(__name__))
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_MODULES})
