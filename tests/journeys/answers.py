"""Answers as a person gives them: by the words on the page. What is right is known from the files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup
from playwright.sync_api import Locator, Page, expect

from course.content.model import Answer, Gap, Item, Kind
from course.rules.grading import Response

Choose = Callable[[Item], Response]
MARKS = {f"{{{{{number}}}}}": "" for number in range(20)}  # where gaps stand in a prompt


def words(html: str) -> str:
    """Safe HTML as it reads on a page."""
    return Markup(html).striptags()


def right(item: Item) -> Response:
    """A right answer, in the order of the file; something to say where nothing is scored."""
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return next(index for index, choice in enumerate(item.choices) if choice.correct)
        case Kind.MULTIPLE:
            return [index for index, choice in enumerate(item.choices) if choice.correct]
        case Kind.MATCHING:
            return [index for index, pair in enumerate(item.pairs) if pair.left]
        case Kind.ORDERING:
            return list(range(len(item.choices)))
        case Kind.SHORT | Kind.NUMERIC:
            return _accepted(item.answers)
        case Kind.GAPS:
            return [gap.accepted[0] for gap in item.gaps]
        case Kind.SCALE:
            return item.scale.low if item.scale else 1
        case Kind.OPEN:
            return "I will ask twice before I advise."


def wrong(item: Item) -> Response:
    """An answer that scores nothing, complete all the same."""
    match item.kind:
        case Kind.SINGLE | Kind.TRUE_FALSE:
            return next(index for index, choice in enumerate(item.choices) if not choice.correct)
        case Kind.MULTIPLE:
            return [index for index, choice in enumerate(item.choices) if not choice.correct]
        case Kind.MATCHING:
            rows = [index for index, pair in enumerate(item.pairs) if pair.left]
            spare = [index for index, pair in enumerate(item.pairs) if not pair.left]
            return [*rows[1:], rows[0]] if len(rows) > 1 else [*rows[1:], *spare[:1]]
        case Kind.ORDERING:
            return list(reversed(range(len(item.choices))))
        case Kind.SHORT:
            return "nothing of the kind"
        case Kind.NUMERIC:
            return "-99"
        case Kind.GAPS:
            return [_distractor(gap) for gap in item.gaps]
        case _:
            return right(item)


def _accepted(answers: Iterable[Answer]) -> str:
    return next(answer.text for answer in answers if answer.accepted and not answer.pattern)


def _distractor(gap: Gap) -> str:
    return next((text for text in gap.options if text not in gap.accepted), "something else")


def questions(page: Page, items: Iterable[Item]) -> list[tuple[Locator, Item]]:
    """The questions on a quiz page in their order, each with the item whose words it shows."""
    by_words = {_key(item): item for item in items}
    # A page appears piece by piece: what stands under the questions says that all of them are there.
    expect(page.get_by_role("button", name="Submit your answers")).to_be_visible()
    found = page.locator("div.quiz[id^=question-]").all()
    return [(question, by_words[_words_of(question)]) for question in found]


def _key(item: Item) -> str:
    text = words(item.prompt)
    for mark, gap in MARKS.items() if item.kind is Kind.GAPS else ():
        text = text.replace(mark, gap)
    return "".join(text.split())


def _words_of(question: Locator) -> str:
    gaps = question.locator(".gaps")
    if gaps.count():
        said: str = gaps.evaluate(
            "gaps => { const copy = gaps.cloneNode(true);"
            " copy.querySelectorAll('.gap').forEach(gap => gap.remove()); return copy.textContent }"
        )
        return "".join(said.split())
    return "".join(question.locator(".prompt").inner_text().split(".", maxsplit=1)[1].split())


def fill(question: Locator, item: Item, answer: Response) -> None:
    """Give `answer` to a question, choosing by the words that stand there."""
    if isinstance(answer, str):
        question.locator("input[type=text], textarea").fill(answer)
        return
    if isinstance(answer, int):
        text = str(answer) if item.kind is Kind.SCALE else words(item.choices[answer].text)
        _option(question, text, exact=item.kind is not Kind.SCALE).check()
        return
    given = [] if answer is None else list(answer)
    match item.kind:
        case Kind.MULTIPLE:
            for place, choice in enumerate(item.choices):
                _option(question, words(choice.text)).set_checked(place in given)
        case Kind.MATCHING:
            lefts = [pair.left for pair in item.pairs if pair.left]
            for left, chosen in zip(lefts, given, strict=True):
                right_side = item.pairs[int(chosen or 0)].right
                question.get_by_label(left, exact=True).select_option(label=right_side)
        case Kind.ORDERING:
            for place, step in enumerate(given, start=1):
                label = words(item.choices[int(step or 0)].text)
                question.get_by_label(label, exact=True).select_option(str(place))
        case _:
            for control, form in zip(question.locator(".gap > .input").all(), given, strict=True):
                if control.evaluate("control => control.tagName") == "SELECT":
                    control.select_option(str(form))
                else:
                    control.fill(str(form))


def _option(question: Locator, text: str, exact: bool = True) -> Locator:
    return question.get_by_label(text, exact=exact).first


def fill_all(page: Page, items: Iterable[Item], choose: Choose = right) -> list[Item]:
    """Answer every question on a quiz page; the items that were asked."""
    asked = questions(page, items)
    for question, item in asked:
        fill(question, item, choose(item))
    return [item for _question, item in asked]
