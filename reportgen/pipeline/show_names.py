"""What a row of a shown table is called: as it was asked for, or by the catalogue's labels.

gross_margin@si     Gross margin, Systems integration     売上総利益（システムインテグレーション）
"""

from __future__ import annotations

from reportgen.metrics import Catalogue
from reportgen.views.asking import Asked


def name_of(asked: Asked, catalogue: Catalogue, labels: str) -> str:
    """The name of an asked figure; `labels` is en, ja, or empty for the spelling of definitions."""
    if not labels:
        return asked.name
    metric = asked.metric
    concept = catalogue.concepts[metric.concept]
    members = [
        catalogue.members[axis, name]
        for axis, name in (("service_line", metric.service_line), ("scope", metric.scope))
        if name
    ]
    measure = catalogue.concepts.get(asked.measure) if asked.measure else None
    if labels == "ja":
        inside = "\u30fb".join(member.label_ja or member.label_en for member in members)
        text = (concept.label_ja or concept.label_en) + (f"\uff08{inside}\uff09" if inside else "")
        return f"{text} {measure.label_ja or measure.label_en}" if measure is not None else text
    text = ", ".join([concept.label_en, *(member.label_en for member in members)])
    return f"{text}: {measure.label_en.lower()}" if measure is not None else text
