"""The words of the hand-over page in English and Japanese."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    "skip": ("Skip to the files", "ファイル一覧へ"),
    "handed": ("Files handed over", "お渡しするファイル"),
    "known": ("Figures as published up to", "掲載数値の基準日"),
    "find": ("Find a figure", "数値を探す"),
    "find_hint": (
        "A number as you see it (1,234 or 5.6%), words (revenue 4Q17) or a page (page 12)",
        "表示どおりの数値（1,234、5.6%など）、語句（売上高 4Q17）またはページ（ページ 12）",
    ),
    "clear": ("Clear", "消去"),
    "found_none": ("Nothing found.", "見つかりません。"),
    "found": ("Figures found: {}", "{}件見つかりました。"),
    "found_first": ("Figures found: {}; the first {} are shown.", "{}件見つかり、うち{}件を表示します。"),
    "files": ("Files", "ファイル"),
    "file": ("File", "ファイル"),
    "workbook": ("Excel workbook", "Excelブック"),
    "deck": ("PowerPoint deck", "PowerPoint資料"),
    "download": ("Download", "ダウンロード"),
    "look": ("Look inside", "中を見る"),
    "beside": (
        "The files lie in the folder of this page. If you were sent the page alone, it still answers everything "
        "below, but Download has nothing to open: ask the sender for the file by its name.",
        "ファイルは本ページと同じフォルダにあります。本ページだけを受け取った場合も以下の内容はすべて閲覧できますが、"
        "ダウンロードはできません。ファイル名を送信者にお伝えください。",
    ),
    "inside": (
        "There are too many files for one page: it shows the pages and figures of the first {}, of the others "
        "their names and what changed.",
        "ファイル数が多いため、ページと数値は先頭の{}件のみ表示し、その他はファイル名と変更点のみ表示します。",
    ),
    "print_pdf": ("PDF to print", "印刷用PDF"),
    "pages": ("pages", "ページ"),
    "sheets": ("sheets", "シート"),
    "page": ("Page", "ページ"),
    "sheet": ("Sheet", "シート"),
    "figures": ("figures", "数値"),
    "standard": ("Accounting standard", "会計基準"),
    "changes_count": ("Changed since the last build: {} of {} files", "前回作成からの変更: {} / {}ファイル"),
    "changes": ("What changed since the last build", "前回作成からの変更点"),
    "same": ("unchanged", "変更なし"),
    "new": ("new (there was no earlier file)", "新規（以前のファイルはありません）"),
    "changed": ("changed", "変更あり"),
    "what": ("What", "項目"),
    "before": ("Before", "変更前"),
    "now": ("Now", "変更後"),
    "where": ("Where", "場所"),
    "older": (
        "not built from the tables as they stand, so that its figures are not explained",
        "現在のデータから作成されていないため、数値の根拠は表示されません",
    ),
    "nothing_shown": ("built anew; nothing that is shown differs", "再作成（表示内容に差異なし）"),
    "follow": ("calculated values follow from these changes", "件の計算値がこれに伴って変わりました"),
    "more": ("and {} more", "ほか{}件"),
    "checks": ("Checks", "検算"),
    "checks_all": ("each kind of check", "検算の内訳"),
    "checks_good": ("All checks passed: nothing to fix.", "すべての検算に合格しました。"),
    "warnings": ("warnings", "警告"),
    "open_count": ("Open questions: {}", "確認事項: {}件"),
    "open": ("Open questions", "確認事項"),
    "open_none": ("None.", "ありません。"),
    "doubts": ("Shown as printed, though in doubt", "原資料どおりに掲載したが疑義のある数値"),
    "left_out": ("Left out, because it is not disclosed", "非開示のため掲載していない項目"),
    "gaps": ("Not held in the tables", "元データにない項目"),
    "undisclosed": ("Shown as not disclosed", "非開示と表示した数値"),
    "not_printed": ("no document prints it", "記載資料がありません"),
    "lacking": ("to compute it these are lacking", "計算に必要な次の数値がありません"),
    "all_pages": ("Pages and sheets", "各ページとシート"),
    "no_picture": ("No picture of this page", "画像はありません"),
    "hidden": ("hidden", "非表示"),
    "sheet_view": ("The sheet as it prints.", "印刷時のシートです。"),
    "on_page": ("Figures on this page", "このページの数値"),
    "shown": ("Shown", "表示"),
    "from": ("Where it comes from", "出所"),
    "close": ("Close", "閉じる"),
    "previous": ("Previous", "前へ"),
    "next": ("Next", "次へ"),
    # How a figure is known, by the words of the resolver.
    "printed": ("printed", "原資料に記載"),
    "computed": ("computed", "計算値"),
    "sum of quarters": ("sum of quarters", "四半期の合計"),
    "difference of periods": ("difference of periods", "期間の差額"),
    "from a printed change": ("from a printed change", "記載された増減から算出"),
    "not disclosed": ("not disclosed", "非開示"),
    "in_workbook": (
        "calculated in the workbook, by the formula of its cell; no document prints it",
        "ブックのセルの数式による計算値（記載資料なし）",
    ),
    "formula": ("Formula", "計算式"),
    "x_is": ("x is {}", "xは{}"),
    "reads": ("computed from", "計算の基礎"),
    "give": ("give or take", "誤差"),
    "note": ("Note", "注記"),
    "stands": ("Stands on", "掲載箇所"),
    "other": ("日本語", "English"),
    "about": ("About the figures", "数値について"),
    "sources": ("Documents that the figures come from", "数値の出所となる資料"),
    "legend": ("How figures are written", "数値の表記"),
    "legend_nd": (
        "No document discloses it, and it cannot be computed.",
        "開示資料がなく、計算もできない数値です。",
    ),
    "legend_about": (
        "About: printed as approximate, or known to fewer digits than are shown.",
        "概数：原資料が概数、または表示桁数より粗い精度でのみ判明している数値です。",
    ),
    "legend_negative": ("Below zero.", "マイナスの数値です。"),
    "legend_period": (
        "Quarter, nine months and year, each with the year's last two digits. Find a figure to see its days.",
        "四半期、9カ月累計、通期と年度の下2桁です。数値を探すと期間の日付を表示します。",
    ),
    "legend_give": (
        "Printed figures are rounded: this is how far the exact one may lie from what is shown.",
        "原資料の数値は四捨五入されているため、正確な値との差がありうる幅です。",
    ),
    "legend_target": (
        "What the company said that it will reach, no estimate of ours.",
        "会社が公表した目標・予想です。",
    ),
    "script": (
        "Searching and looking closer need JavaScript.",
        "検索と拡大表示にはJavaScriptが必要です。",
    ),
}


def page_words(language: str) -> dict[str, str]:
    """All words of the page in a language: `ja`, else English."""
    return {name: pair[language == "ja"] for name, pair in _WORDS.items()}
