"""The week plan in a browser: the board by key, tabs in place, print, phone."""

from looking import A3_LANDSCAPE, paper

CELL = "table.board td.cell"


def active(page) -> str:
    return page.evaluate("document.activeElement.innerText.trim()")


def test_one_stop_leads_into_the_board_and_arrows_move_in_it(visit):
    page = visit("planner").go("/plan/")
    assert page.locator(f"{CELL}[tabindex='0']").count() == 1
    page.locator(f"{CELL}[tabindex='0']").focus()
    first = active(page)
    page.keyboard.press("ArrowRight")
    assert active(page) != first
    page.keyboard.press("ArrowLeft")
    assert active(page) == first
    row = page.evaluate("document.activeElement.parentElement.rowIndex")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.parentElement.rowIndex") > row
    page.keyboard.press("Control+Home")
    assert page.evaluate("document.activeElement.parentElement.rowIndex") == row
    assert page.locator(f"{CELL}[tabindex='0']").count() == 1


def test_every_half_hour_speaks(visit):
    page = visit("planner").go("/plan/")
    words = page.locator(f"{CELL} .sr").all_inner_texts()
    assert words
    assert all(text[:2].isdigit() and text[2] == ":" and len(text) > 6 for text in words)


def test_names_stay_while_the_board_scrolls(visit):
    page = visit("planner", width="phone").go("/plan/")
    board = page.locator(".scroll-x").first
    name = page.locator("table.board tbody th").last
    before = name.bounding_box()["x"]
    board.evaluate("element => { element.scrollLeft = 300 }")
    assert abs(name.bounding_box()["x"] - before) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_day_opens_in_place_and_the_address_follows(visit):
    page = visit("planner").go("/plan/")
    page.get_by_role("navigation", name="Day").get_by_role("link").nth(2).click()
    page.wait_for_url("**day=**")
    assert page.locator("h1").inner_text().startswith("Wednesday")
    page.get_by_role("navigation", name="Day").get_by_role("link", name="Week").click()
    page.wait_for_url("**day=week**")
    assert page.locator("h1").inner_text().startswith("Week")


def test_a_team_folds_and_keeps_its_counts(visit):
    page = visit("planner").go("/plan/")
    rows = page.locator("table.board tbody tr").count()
    page.locator("tr.team a").first.click()
    page.wait_for_url("**fold=**")
    page.wait_for_function(f"document.querySelectorAll('table.board tbody tr').length < {rows}")
    assert page.locator("tr.team").count() == 4


def test_the_wall_rota_prints_on_a3_without_the_frame(visit):
    page = visit("planner").go("/plan/")
    page.emulate_media(media="print")
    assert not page.locator(".places").is_visible()
    assert not page.get_by_role("button", name="Print wall rota").is_visible()
    assert page.locator("table.board").is_visible()
    assert paper(page) == A3_LANDSCAPE


def test_a_rep_sees_the_own_day_on_a_phone(visit):
    page = visit("rep", width="phone").go("/plan/")
    assert page.locator("table.board").count() == 0
    assert page.get_by_role("heading", name="Your week").is_visible()
