"""What is carried over, as text."""

from __future__ import annotations

from reportgen.carry.carry_plan import CarriedCell, CarryPlan, conflict_text, shown_content


def carry_text(plan: CarryPlan) -> str:
    """The plan as text, one line for each thing carried and for each conflict."""
    lines = [_cell_line("input", one) for one in plan.inputs]
    lines += [_cell_line("beside", one) for one in plan.cells]
    lines += [f"note  {one.sheet}!{one.cell}  {one.text!r}" for one in plan.notes]
    for sheet in plan.sheets:
        behind = f"behind {sheet.behind}" if sheet.behind else "first"
        frozen = f", {len(sheet.frozen)} cells keep their values" if sheet.frozen else ""
        lines.append(f"sheet  {sheet.name} -> {sheet.new_name}  {behind}{frozen}")
    lines += [f"name  {name}  ={text}" for name, text in plan.names]
    lines += [conflict_text(one) for one in plan.conflicts]
    return "\n".join(lines)


def _cell_line(kind: str, one: CarriedCell) -> str:
    which = f"  {one.input}" if one.input else ""
    places = f"{one.sheet}!{one.cell} -> {one.new_sheet}!{one.new_cell}"
    return f"{kind}  {places}{which}  {shown_content(one.before)} -> {shown_content(one.content)}"
