"""What is wrong with a page in the browser: faults that axe finds, and anything that sticks out."""

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page) -> list[str]:
    """Every fault of the page as it stands, in words."""
    found = Axe().run(page, options=RULES).response["violations"]
    seen = [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found
        for node in v["nodes"]
    ]
    wider = page.evaluate(STICKS_OUT)
    return [*seen, f"the page is {wider} px too wide"] if wider > 0 else seen


def faults_in_every_look(page) -> list[str]:
    """Faults of the page in both themes and at both widths, without loading it again."""
    found = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            found += [f"{theme} {width}: {fault}" for fault in faults(page)]
    return found
