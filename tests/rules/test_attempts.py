"""Tries at a quiz: what is asked, when another may start, what it scores."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.model import Choice, Item, Kind, Shuffle
from course.rules.attempts import (
    Asked,
    PastAttempt,
    Score,
    Verdict,
    best,
    by_objective,
    draw,
    may_start,
    passed,
    percent,
    score,
    show_feedback,
)
from course.rules.grading import Grade
from tests.rules.sample import ALL, GAPS, MATCHING, MULTIPLE, NOW, ORDERING, SINGLE, TRUE_FALSE, quiz

POOL = tuple(replace(SINGLE, id=f"q{n}", fingerprint=f"f{n}") for n in range(10))
SEEDS = st.integers(0, 2**63)


def submitted(number: int, share: float | None, ago: int = 60, ok: bool = False) -> PastAttempt:
    return PastAttempt(number, "submitted", share, ok, NOW - timedelta(minutes=ago))


@given(SEEDS, st.sampled_from(Shuffle), st.integers(1, 12))
def test_the_same_seed_asks_the_same(seed: int, shuffle: Shuffle, count: int) -> None:
    made = quiz(*POOL, shuffle=shuffle, draw=count)
    asked = draw(made, seed)
    assert asked == draw(made, seed)
    assert len({each.item_id for each in asked}) == len(asked) == min(count, 10)


def test_another_seed_asks_otherwise() -> None:
    assert len({draw(quiz(*POOL, draw=5), seed) for seed in range(50)}) == 50


@given(SEEDS, st.sets(st.sampled_from([item.id for item in POOL])))
def test_items_not_seen_before_come_first(seed: int, seen: set[str]) -> None:
    asked = {each.item_id for each in draw(quiz(*POOL, draw=4), seed, frozenset(seen))}
    assert len(asked & seen) == max(0, 4 - (10 - len(seen)))


def test_each_item_of_a_pool_is_drawn_about_equally_often() -> None:
    asked = [each.item_id for seed in range(1000) for each in draw(quiz(*POOL, draw=5), seed)]
    assert all(430 < asked.count(item.id) < 570 for item in POOL)


OBJECTIVES = ("see-privilege", "four-levels", "plain-words", "")


def pools() -> st.SearchStrategy[list[Item]]:
    """Pools of up to 16 questions on up to three objectives, and some on none."""
    many = st.lists(st.sampled_from(OBJECTIVES), min_size=1, max_size=16)
    return many.map(
        lambda found: [replace(SINGLE, id=f"q{n}", objective=each) for n, each in enumerate(found)]
    )


@given(SEEDS, pools(), st.integers(1, 16), st.data())
def test_every_objective_gets_its_fair_share_and_new_questions_come_first_within_it(
    seed: int, pool: list[Item], count: int, data: st.DataObject
) -> None:
    seen = data.draw(st.sets(st.sampled_from([item.id for item in pool])))
    objectives = {item.id: item.objective for item in pool}
    drawn = {each.item_id for each in draw(quiz(*pool, draw=count), seed, frozenset(seen))}
    assert len(drawn) == min(count, len(pool))
    asked = Counter(objectives[id_] for id_ in drawn)
    offered = Counter(objectives.values())
    turns = max(asked.values())
    assert {name for name in offered if asked[name] < min(offered[name], turns - 1)} == set()
    for name in offered:
        old = {id_ for id_ in drawn & seen if objectives[id_] == name}
        new = [id_ for id_ in objectives if objectives[id_] == name and id_ not in seen]
        assert len(old) == max(0, asked[name] - len(new))


@pytest.mark.parametrize(
    ("pool", "count", "asked"),
    [
        ("aaabbbccc", 3, {"a": 1, "b": 1, "c": 1}),
        ("aaabbbccc", 6, {"a": 2, "b": 2, "c": 2}),
        ("aaaaaaaab", 4, {"a": 3, "b": 1}),
        ("aaaabbbb  ", 6, {"a": 2, "b": 2, " ": 2}),
        ("abbcccc", 5, {"a": 1, "b": 2, "c": 2}),
        ("abbcccc", 6, {"a": 1, "b": 2, "c": 3}),
    ],
)
def test_the_share_of_each_objective_is_known_where_it_comes_out_even(
    pool: str, count: int, asked: dict[str, int]
) -> None:
    items = [replace(SINGLE, id=f"q{n}", objective=each.strip()) for n, each in enumerate(pool)]
    for seed in range(30):
        drawn = draw(quiz(*items, draw=count), seed)
        assert Counter(pool[int(each.item_id[1:])] for each in drawn) == asked


def test_when_one_more_is_left_over_it_goes_to_each_objective_in_some_draw_unseen_first() -> None:
    items = [replace(SINGLE, id=f"{name}{n}", objective=name) for name in "abc" for n in range(3)]
    over = [Counter(each.item_id[0] for each in draw(quiz(*items, draw=4), seed)) for seed in range(60)]
    assert {max(found, key=found.__getitem__) for found in over} == {"a", "b", "c"}
    seen = frozenset({"a0", "a1", "a2", "b0", "b1"})
    drawn = [draw(quiz(*items, draw=4), seed, seen) for seed in range(60)]
    assert {tuple(sorted(each.item_id[0] for each in found)) for found in drawn} == {("a", "b", "c", "c")}


def test_without_shuffle_everything_stands_as_written() -> None:
    asked = draw(quiz(SINGLE, MULTIPLE, TRUE_FALSE, shuffle=Shuffle.NONE), 7)
    assert asked == (
        Asked("privilege", "", (0, 1, 2)),
        Asked("levels", "", (0, 1, 2, 3)),
        Asked("fixed", "", (0, 1)),
    )


@given(SEEDS)
def test_questions_alone_are_shuffled_or_options_alone(seed: int) -> None:
    questions = draw(quiz(*POOL, shuffle=Shuffle.QUESTIONS), seed)
    assert {each.order for each in questions} == {(0, 1, 2)}
    options = draw(quiz(*POOL, shuffle=Shuffle.OPTIONS), seed)
    assert [each.item_id for each in options] == [item.id for item in POOL]
    assert {tuple(sorted(each.order)) for each in options} == {(0, 1, 2)}


def test_over_many_seeds_every_order_is_shown() -> None:
    both = [draw(quiz(SINGLE, MULTIPLE), seed) for seed in range(300)]
    assert {asked[0].item_id for asked in both} == {"privilege", "levels"}
    assert len({each.order for asked in both for each in asked if each.item_id == "privilege"}) == 6


@given(SEEDS, st.sampled_from(Shuffle))
def test_true_false_keeps_its_order_and_steps_are_never_shown_in_order(seed: int, shuffle: Shuffle) -> None:
    orders = {each.item_id: each.order for each in draw(quiz(*ALL, shuffle=shuffle), seed)}
    assert orders["fixed"] == (0, 1)
    assert orders["steps"] != (0, 1, 2, 3)
    assert sorted(orders["steps"]) == [0, 1, 2, 3]


@given(SEEDS)
def test_two_steps_are_always_shown_the_other_way_round(seed: int) -> None:
    two = replace(ORDERING, choices=(Choice("Ask"), Choice("Act")))
    one = replace(ORDERING, id="one", choices=(Choice("Ask"),))
    assert {each.item_id: each.order for each in draw(quiz(two, one), seed)} == {"steps": (1, 0), "one": (0,)}


def test_rights_and_gap_lists_are_always_mixed_and_equal_rights_stand_once() -> None:
    asked = [draw(quiz(MATCHING, GAPS, shuffle=Shuffle.NONE), seed) for seed in range(100)]
    assert {tuple(sorted(matching.order)) for matching, _ in asked} == {(0, 1, 2)}
    assert [len({each[place].order for each in asked}) for place in (0, 1)] == [6, 6]


def test_what_has_no_options_has_no_order() -> None:
    typed = [each for each in ALL if each.kind in (Kind.SHORT, Kind.NUMERIC, Kind.SCALE, Kind.OPEN)]
    assert [each.order for each in draw(quiz(*typed), 3)] == [(), (), (), ()]


def test_amina_may_start_at_once_and_without_limit() -> None:
    assert may_start(quiz(), [], NOW) == Verdict(True, "ok", None, None)
    assert may_start(quiz(attempts=2), [submitted(1, 0.5)], NOW) == Verdict(True, "ok", None, 1)


def test_an_open_attempt_is_to_be_continued() -> None:
    past = [submitted(1, 0.5), PastAttempt(2, "open")]
    assert may_start(quiz(attempts=2, wait=600), past, NOW) == Verdict(False, "open", None, 0)


def test_used_up_attempts_are_used_up_even_if_fewer_are_allowed_now() -> None:
    past = [submitted(1, 0.5), submitted(2, 0.6, ago=0)]
    assert may_start(quiz(attempts=1, wait=60), past, NOW) == Verdict(False, "used-up", None, 0)


def test_the_wait_counts_from_the_latest_submission_and_ends_on_the_minute() -> None:
    past = [submitted(1, 0.5, ago=90), submitted(2, 0.6, ago=30)]
    opens_at = NOW + timedelta(minutes=30)
    assert may_start(quiz(wait=60), past, NOW) == Verdict(False, "wait", opens_at, None)
    assert may_start(quiz(wait=60), past, opens_at) == Verdict(True, "ok", None, None)


def test_scores_add_up() -> None:
    grades = [Grade(0.5, 1.0, 2), Grade(1.0, 1.0, 1), Grade(0.0, 0.0, 0)]
    assert score(grades) == Score(2.0, 3, 2 / 3)
    assert score([]) == Score(0.0, 0, 1.0)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 7)), min_size=1, max_size=30))
def test_a_share_that_reaches_the_pass_mark_on_paper_passes(parts: list[tuple[int, int]]) -> None:
    grades = [Grade(min(a, b) / b, min(a, b) / b * 3, 3) for a, b in parts]
    total = score(grades)
    assert passed(total, total.share)
    assert passed(total.share, total.points / total.of)
    assert not passed(total, total.share + 1e-6)
    assert not passed(total.share, total.share + 1e-6)


def test_three_tenths_pass_a_mark_of_thirty_per_cent() -> None:
    assert passed(0.1 + 0.2 - 1e-16, 0.3)
    assert passed(score([Grade(0.1, 0.1, 1)] * 3 + [Grade(0, 0, 1)] * 7), 0.03)


def test_per_cent_is_rounded_down_so_that_a_near_miss_never_reads_as_a_pass() -> None:
    assert [percent(share) for share in (0, 0.29, 0.57, 0.7999, 0.8, 2 / 3, 1)] == [
        0,
        29,
        57,
        79,
        80,
        66,
        100,
    ]


def test_the_best_result_counts_or_the_last() -> None:
    past = [submitted(2, 0.9), submitted(1, 0.9), submitted(3, 0.4), PastAttempt(4, "open")]
    assert best(past) == past[1]
    assert best(past, "last") == past[2]
    assert best([PastAttempt(1, "open")]) is None
    assert best([]) is None


def test_a_passed_attempt_counts_before_a_higher_one_under_a_later_mark() -> None:
    past = [submitted(1, 0.7, ok=True), submitted(2, 0.75), submitted(3, None)]
    assert best(past) == past[0]


def test_points_are_told_by_objective_in_the_order_asked() -> None:
    objectives = ("see", "levels", "see", "", "opinion")
    items = [Item(str(n), Kind.SINGLE, "", objective=each) for n, each in enumerate(objectives)]
    grades = [Grade(1, 1, 1), Grade(0.5, 1, 2), Grade(0, 0, 3), Grade(1, 1, 1), Grade(0, 0, 0)]
    assert list(by_objective(items, grades).items()) == [("see", (1, 4)), ("levels", (1, 2)), ("", (1, 1))]


@pytest.mark.parametrize(
    ("show", "ok", "shown"),
    [
        ("after-submit", False, True),
        ("after-submit", True, True),
        ("after-pass", False, False),
        ("after-pass", True, True),
    ],
)
def test_feedback_is_shown_after_submission_or_after_passing(show: str, ok: bool, shown: bool) -> None:
    assert show_feedback(show, ok) is shown
