"""Draws the pictures of the template guides from the guides' own examples.

    python docs/pictures/draw.py              needs LibreOffice and poppler
    python docs/pictures/draw.py average      only this picture of the chart gallery, gallery-average.png
    python docs/pictures/draw.py reports      those of the reference company's model and of the example of Snowflake

Each picture shows the template and what comes out of it, as `reportgen preview` draws them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests"))

import doc_examples as guide  # noqa: E402

from reportgen.app.build import build  # noqa: E402
from reportgen.app.preview import preview  # noqa: E402
from reportgen.filling.data_files import read_data  # noqa: E402
from reportgen.filling.fill import fill_template  # noqa: E402
from reportgen.project.project import Project  # noqa: E402

PICTURES = {"2.": "rows", "4.": "two-dimensional", "6.": "groups"}
GALLERY = HERE.parents[1] / "templates" / "gallery"
DEFINITION = GALLERY / "templates" / "reports" / "gallery.yaml"
EXAMPLE = HERE.parents[1] / "examples" / "snowflake"
WIDTH, MARGIN, COLOURS = 760, 12, 64
# Of pages of reports: the width of a picture, the foot that is cut off, the bar between two.
WIDE, FOOT, BAR = 900, 90, 14


def drawn(data: bytes, ending: str, folder: Path, dpi: int = 110) -> list[Image.Image]:
    """The pages of a file, the empty paper around them cut off."""
    file = folder / f"page{ending}"
    file.write_bytes(data)
    pages = preview(file, folder / "out", dpi)
    images = [Image.open(page).convert("RGB") for page in pages]
    for page in pages:
        page.unlink()
    return [trimmed(image) for image in images]


def trimmed(image: Image.Image) -> Image.Image:
    """A picture without its white border."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    return image.crop(box) if box else image


def stacked(images: list[Image.Image], *, arrows: bool = True) -> Image.Image:
    """Pictures below each other, no wider than the guides show them; arrows lead from one to the next."""
    scale = min(1.0, WIDTH / max(image.width for image in images))
    images = [
        image.resize((round(image.width * scale), round(image.height * scale)), Image.LANCZOS)
        for image in images
    ]
    gap = 34
    width = max(image.width for image in images) + 2 * MARGIN
    height = sum(image.height for image in images) + gap * (len(images) - 1) + 2 * MARGIN
    sheet = Image.new("RGB", (width, height), "white")
    pen, top = ImageDraw.Draw(sheet), MARGIN
    for number, image in enumerate(images):
        if number:
            middle = MARGIN + 40
            if arrows:
                pen.polygon(
                    [(middle - 9, top + 10), (middle + 9, top + 10), (middle, top + 24)], fill="#1F4E79"
                )
            top += gap
        sheet.paste(image, (MARGIN, top))
        top += image.height
    return sheet


def save(image: Image.Image, name: str) -> None:
    """Write a picture with few colours, which is all that text and tables need."""
    target = HERE / f"{name}.png"
    # Colours that few points have, such as that of a line, are kept as well.
    image.quantize(COLOURS, kmeans=2).save(target, optimize=True)
    print(f"{target.name}  {target.stat().st_size / 1024:.0f} KB")


def draw_gallery(page: str) -> None:
    """Draw the picture of one page of the chart gallery."""
    # Two pictures may be of one page of the library: what stands above a page of the definition names its picture.
    pictures = re.findall(r"^  # gallery-(.+)\.png$", DEFINITION.read_text(encoding="utf-8"), re.MULTILINE)
    number = pictures.index(page)
    with tempfile.TemporaryDirectory() as folder:
        build(Project(GALLERY), ["gallery"], Path(folder))
        pages = preview(Path(folder) / "gallery.pptx", Path(folder) / "pages", 60)
        save(Image.open(pages[number]).convert("RGB"), f"gallery-{page}")


def draw_reports() -> None:
    """Draw what is built: Summaries, sheets of the model as they open, the key figures of a deck."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        build(Project(HERE.parents[1]), ["model"], here)
        build(Project(EXAMPLE), ["model", "results"], here)
        (model,), (example,), (deck,) = map(
            sorted, map(here.glob, ("IIJ-*.xlsx", "Snowflake-*.xlsx", "Snowflake-*results.pptx"))
        )
        pages = [Image.open(page).convert("RGB") for page in preview(model, here / "model", 110)]
        # The sheets stand in this order: Summary, Results vs target, Model on six pages, KPIs.
        summary, first, kpis = (trimmed(without_foot(pages[at])) for at in (0, 2, 8))
        save(narrowed(summary), "summary-sheet")
        save(below([narrowed(first).crop((0, 0, WIDE, 640)), narrowed(kpis)]), "workbook-after")
        pages = [Image.open(page).convert("RGB") for page in preview(example, here / "example", 110)]
        save(narrowed(trimmed(without_foot(pages[0]))), "snowflake-summary")
        slides = preview(deck, here / "deck", 80)
        save(Image.open(slides[1]).convert("RGB"), "snowflake-key-figures")


def without_foot(image: Image.Image) -> Image.Image:
    """A page without its last lines."""
    return image.crop((0, 0, image.width, image.height - FOOT))


def narrowed(image: Image.Image) -> Image.Image:
    """A picture as wide as two stand beside each other in a guide."""
    return image.resize((WIDE, round(image.height * WIDE / image.width)), Image.LANCZOS)


def below(images: list[Image.Image]) -> Image.Image:
    """Pictures below each other, a grey bar between them."""
    sheet = Image.new("RGB", (WIDE, sum(one.height for one in images) + BAR * (len(images) - 1)), "#B9C2CF")
    top = 0
    for image in images:
        sheet.paste(image, (0, top))
        top += image.height + BAR
    return sheet


def main() -> None:
    """Draw all pictures of the template guides, or one of the gallery, or those of reports."""
    if sys.argv[1:] == ["reports"]:
        draw_reports()
        return
    if sys.argv[1:]:
        draw_gallery(sys.argv[1])
        return
    for example in guide.examples():
        name = next((name for start, name in PICTURES.items() if example.heading.startswith(start)), "")
        if name:
            template = guide.workbook(example)
            data = read_data([(example.data_name, example.data.encode())])
            finished = fill_template(template, "example.xlsx", data)
            with tempfile.TemporaryDirectory() as folder:
                images = [drawn(one, ".xlsx", Path(folder))[0] for one in (template, finished)]
            save(stacked(images), name)
    pages = []
    for deck in guide.deck_examples():
        if deck.heading.startswith(("3.", "4.")):
            data = read_data([(deck.data_name, deck.data.encode())])
            finished = fill_template(guide.deck(deck), "example.pptx", data)
            with tempfile.TemporaryDirectory() as folder:
                pages += drawn(finished, ".pptx", Path(folder), 64)
    save(stacked(pages, arrows=False), "deck")


if __name__ == "__main__":
    main()
