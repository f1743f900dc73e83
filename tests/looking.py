"""What is wrong with a page in the browser: faults that axe finds, and anything that sticks out."""

import re

import messages
from axe_playwright_python.sync_playwright import Axe

# What passes is not told node by node: telling it takes longer than looking.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Each theme and each width once; `make soak` takes all four pairs.
TWO_LOOKS = ((390, "dark"), (1440, "light"))
EVERY_LOOK = (*TWO_LOOKS, (390, "light"), (1440, "dark"))
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


A4, A3_LANDSCAPE = (596, 843), (1191, 842)  # points, as Chromium rounds them


def paper(page) -> tuple[int, int]:
    """Width and height of the first sheet of a page on A4 paper, in points."""
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)
    return round(float(box[1])), round(float(box[2]))


def faults(page) -> list[str]:
    """Every fault of the page as it stands, in words."""
    found = Axe().run(page, options=RULES).response["violations"]
    seen = [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found
        for node in v["nodes"]
    ]
    return seen + too_wide(page)


def too_wide(page) -> list[str]:
    """Whether anything sticks out, in words."""
    wider = page.evaluate(STICKS_OUT)
    return [f"the page is {wider} px too wide"] if wider > 0 else []


def faults_in_looks(page, looks=TWO_LOOKS, look=faults) -> list[str]:
    """Faults of the page in themes and at widths, without loading it again."""
    found = []
    for width, theme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        found += [f"{theme} {width}: {fault}" for fault in look(page)]
    return found


def english_left(page) -> list[str]:
    """English messages of several words that stand as they are on a page that speaks German."""
    lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
    return [text for text in english_only() if text in lines]


def english_only() -> list[str]:
    """Every message of several words without a hole whose German differs."""
    known = messages.read(messages.paths("de")[0])
    return [
        key.text
        for key, forms in known.items()
        if " " in key.text and not set("%{") & set(key.text) and forms[0] != key.text
    ]
