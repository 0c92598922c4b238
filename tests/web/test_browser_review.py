"""The review in a real browser: by keyboard alone, and with JavaScript switched off.

Both read Today, decide about ten drafts, edit one, take one decision back, and meet a draft that
changed meanwhile. Skipped with a sentence where there is no browser.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from assistant.review.review import Shown
from assistant.review.states import DraftState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from tests.web.browser import Site
    from tests.web.conftest import Clock

#: A person needs longer than this to see that the page is another.
SEEN_MS = 300
REVIEWED = 10
#: How long it takes is a matter of the machine; how often a person presses a key is not.
KEYS_A_DRAFT = 2


class Keys:
    """A page that is only ever typed at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, said: ConsoleMessage) -> None:
        # The browser itself notes an answer of 409; everything else is a mistake of ours.
        if "status of 409" not in said.text:
            self.errors.append(said.text)

    def press(self, combo: str) -> None:
        """One key after the page was seen; `g q` are two."""
        self.page.wait_for_timeout(SEEN_MS)
        for key in combo.split(" "):
            self._type(key)

    def _type(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def leads(self, combo: str) -> None:
        """A key that opens another page."""
        self.page.wait_for_timeout(SEEN_MS)
        *first, last = combo.split(" ")
        for key in first:
            self._type(key)
        with self.page.expect_navigation():
            self._type(last)

    @property
    def focused(self) -> str:
        """Id, else text, of what has the focus."""
        found: str = self.page.evaluate(
            "document.activeElement.id || document.activeElement.textContent.trim()"
        )
        return found

    @property
    def draft_id(self) -> str:
        return self.page.url.rpartition("/")[2]

    def find(self, key: str) -> bool:
        """Whether a key has something to press here."""
        return self.page.locator(f'[data-key="{key}"]').count() > 0


@pytest.fixture
def keys(site: Site, chromium: Browser) -> Iterator[Keys]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    keys = Keys(site.sign_in(context))
    yield keys
    context.close()
    assert keys.errors == []


@pytest.fixture
def plain(site: Site, chromium: Browser) -> Iterator[Page]:
    """A signed-in page that runs no script."""
    context = chromium.new_context(java_script_enabled=False)
    yield site.sign_in(context)
    context.close()


def states(site: Site) -> dict[str, DraftState]:
    return {one.id: one.state for one in site.app.desk.list(everything=True)}


def change_meanwhile(site: Site, draft_id: str, clock: Clock) -> None:
    """Somebody else edits the draft that is on the screen."""
    stored = site.app.desk.find(draft_id)
    site.app.desk.edit(
        Shown(stored.id, stored.revision, stored.content_sha256),
        subject=None,
        body=f"We have moved to another floor.\n\n{stored.content.body}",
        now=clock(),
    )


def test_a_morning_by_keyboard_alone(site: Site, keys: Keys, clock: Clock) -> None:
    page = keys.page
    assert page.locator("h1").count() == 1  # Today
    keys.leads("g q")
    keys.press("j")
    keys.leads("Enter")

    # One is edited: the cursor stands in the text.
    while not page.locator("button[data-key='a']").count():
        keys.leads("j")
    edited = keys.draft_id
    keys.press("e")
    assert keys.focused == "edit-body"
    page.keyboard.press("Control+End")
    page.keyboard.type("aejxz?")  # letters of keys are letters here
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert site.app.desk.find(edited).content.body.endswith("aejxz?\n")
    keys.press("d")
    assert "aejxz" in page.locator("ins").last.inner_text()

    # One changes while it is read: 409, what changed, and the current version to decide about.
    change_meanwhile(site, edited, clock)
    keys.leads("a")
    assert "It has changed since you looked" in page.locator(".stale").inner_text()
    assert "moved to another floor" in page.locator(".stale .diff ins").first.inner_text()
    assert site.app.desk.find(edited).state is DraftState.PROPOSED
    keys.leads("a")
    assert site.app.desk.find(edited).state is DraftState.APPROVED

    # And it is taken back.
    keys.leads("z")
    assert keys.draft_id == edited
    assert site.app.desk.find(edited).state is DraftState.PROPOSED


@pytest.mark.slow
def test_ten_drafts_are_reviewed_by_keyboard_in_few_keys(site: Site, keys: Keys) -> None:
    waiting = [one for one, state in states(site).items() if state is DraftState.PROPOSED]
    assert len(waiting) >= REVIEWED, "the demo has too few drafts for this test"
    keys.leads("g q")
    keys.press("j")
    keys.leads("Enter")
    before = keys.pressed
    for _ in range(REVIEWED):
        if keys.page.locator("button[data-key='a']").count():
            keys.leads("a")
        else:
            keys.press("r")
            assert keys.focused == "We spoke on the phone."
            keys.leads("Enter")
    decided = [one for one in waiting if states(site)[one] is not DraftState.PROPOSED]
    assert len(decided) == REVIEWED
    assert keys.pressed - before <= KEYS_A_DRAFT * REVIEWED


def test_several_are_selected_and_accepted_by_keyboard(site: Site, keys: Keys) -> None:
    from playwright.sync_api import expect

    page = keys.page
    keys.leads("g q")
    rows = page.locator("[data-row]").count()
    page.wait_for_timeout(SEEN_MS)
    for _ in range(rows):
        page.keyboard.press("j")
        page.keyboard.press("x")
    assert page.locator("[data-say]").inner_text() != ""
    chosen = page.locator("[name=pick]:checked").count()
    assert chosen == page.locator("[name=pick]").count() > 1
    keys.leads("Shift+A")
    # The script empties the sentence for a moment, so that it is read out.
    expect(page.locator(".flash").first).to_contain_text(f"{chosen} drafts accepted")


def test_keys_are_letters_in_fields_and_silent_with_modifiers(keys: Keys) -> None:
    page = keys.page
    keys.leads("g q")
    here = page.url
    keys.press("/")
    page.keyboard.type("jxa?g c")
    assert page.locator("#q").input_value() == "jxa?g c"
    assert page.url == here
    page.keyboard.press("Escape")
    for combo in ("Alt+j", "Control+Shift+a", "Meta+j"):
        page.keyboard.press(combo)
    assert page.locator("[data-row].selected").count() == 0


def test_a_key_held_down_decides_once(site: Site, keys: Keys) -> None:
    keys.leads("g q")
    keys.press("j")
    keys.leads("Enter")
    page = keys.page
    while not page.locator("button[data-key='a']").count():
        keys.leads("j")
    page.wait_for_timeout(SEEN_MS)
    with page.expect_navigation():
        page.keyboard.down("a")
    for _ in range(10):
        page.keyboard.down("a")
    page.wait_for_timeout(SEEN_MS)
    page.keyboard.up("a")
    assert list(states(site).values()).count(DraftState.APPROVED) == 1


def test_turned_off_no_letter_does_anything(keys: Keys) -> None:
    page = keys.page
    keys.leads("?")
    with page.expect_navigation():
        page.get_by_role("button", name="Turn single keys off").press("Enter")
    keys.press("g q")
    keys.press("?")
    assert page.url.endswith("/help")


def test_a_morning_without_script(site: Site, plain: Page, clock: Clock) -> None:
    plain.get_by_role("navigation", name="Sections").get_by_role("link", name="Drafts").click()
    plain.locator(".draft-row:has([name=pick]) a[href^='/drafts/']").first.click()
    edited = plain.url.rpartition("/")[2]

    plain.locator("#edit summary").click()
    plain.locator("#edit-body").press("Control+End")
    plain.locator("#edit-body").type("See you then.")
    plain.get_by_role("button", name="Save").click()
    assert "Saved." in plain.locator(".flash").first.inner_text()
    assert "See you then." in site.app.desk.find(edited).content.body

    change_meanwhile(site, edited, clock)
    plain.locator("#edit summary").click()
    plain.locator("#edit-subject").fill("My subject")
    plain.get_by_role("button", name="Save").click()
    assert "It has changed since you looked" in plain.locator(".stale").inner_text()
    assert "moved to another floor" in plain.locator(".stale .diff ins").first.inner_text()
    assert plain.locator("#edit-subject").input_value() == "My subject"

    plain.get_by_role("button", name="Accept").click()
    assert site.app.desk.find(edited).state is DraftState.APPROVED
    plain.get_by_role("button", name="Take it back").click()
    assert plain.url.endswith(edited)
    assert site.app.desk.find(edited).state is DraftState.PROPOSED


@pytest.mark.slow
def test_ten_drafts_are_reviewed_without_script(site: Site, plain: Page) -> None:
    plain.goto(f"{site.origin}/queue")
    plain.locator(".draft-row a[href^='/drafts/']").first.click()
    for _ in range(REVIEWED):
        accept = plain.locator(".decide button:has-text('Accept')")
        if accept.count():
            accept.click()
        else:
            plain.locator("#snooze summary").click()
            plain.get_by_role("button", name="Tomorrow").click()
    decided = [state for state in states(site).values() if state is not DraftState.PROPOSED]
    assert len(decided) == REVIEWED
    assert {DraftState.APPROVED, DraftState.SNOOZED} <= set(decided)


@pytest.mark.slow
def test_open_places_are_filled_without_script(site: Site, plain: Page) -> None:
    plain.goto(f"{site.origin}/queue?kind=reply")
    plain.locator(".draft-row:has-text('Needs your words') a[href^='/drafts/']").first.click()
    draft_id = plain.url.rpartition("/")[2]
    for place in plain.locator("[name=add]").all():
        place.fill("On Monday at six.")
    plain.get_by_role("button", name="Put my words in").click()
    assert not site.app.desk.find(draft_id).draft.blocked_by
    assert plain.get_by_role("button", name="Accept").count() == 1


@pytest.mark.slow
def test_several_are_selected_and_accepted_without_script(site: Site, plain: Page) -> None:
    plain.goto(f"{site.origin}/queue")
    boxes = plain.locator("[name=pick]")
    chosen = boxes.count()
    for box in boxes.all():
        box.check()
    plain.get_by_role("button", name="Accept what is selected").click()
    assert f"{chosen} drafts accepted" in plain.locator(".flash").first.inner_text()
    assert list(states(site).values()).count(DraftState.APPROVED) == chosen


@pytest.mark.slow
def test_the_hold_counts_down(site: Site, keys: Keys, clock: Clock) -> None:
    keys.leads("g q")
    page = keys.page
    page.locator(".draft-row:has([name=pick]) a[href^='/drafts/']").first.press("Enter")
    page.wait_for_url("**/drafts/*")
    keys.leads("a")
    left = page.locator(".undo [data-left]")
    assert left.inner_text() == "in 30 s"
    page.wait_for_timeout(2200)
    assert left.inner_text() in {"in 29 s", "in 28 s", "in 27 s"}
    clock.at += timedelta(seconds=31)
    page.reload()
    assert page.locator(".undo [data-left]").count() == 0
