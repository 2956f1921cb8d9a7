"""The chain of snapshots: where a new one goes, and what is odd about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen import chain
from codegen.chain import date_of, insert, oddities, put_back
from codegen.snapshots import Snapshot, numbered

from .header_sets import names, snapshot

ONE, TWO, THREE = "PJRT_Client_One", "PJRT_Client_Two", "PJRT_Client_Three"


def nightly(made: Snapshot, date: str) -> Snapshot:
    return replace(made, source=f"tf-nightly-cpu 2.21.0.dev{date}")


def put(*new: Snapshot) -> list[Snapshot]:
    """The chain of them, put in one after the other."""
    made: list[Snapshot] = []
    for one in new:
        made, same = insert(made, one)
        assert same is None
    return made


def sources(made: Sequence[Snapshot]) -> list[str]:
    return [one.source for one in made]


# -------------------------------------------------------------------- the place


def test_versions_come_in_order() -> None:
    made = put(*(snapshot(minor, source=f"made {minor}") for minor in (90, 9, 100, 10)))
    assert names(made) == ["0.9", "0.10", "0.90", "0.100"]
    assert sources(made) == ["made 9", "made 10", "made 90", "made 100"]


def test_what_says_the_same_is_not_put_in() -> None:
    before = put(snapshot(9, source="first"), snapshot(10, source="other"))
    made, same = insert(before, snapshot(9, source="second"))
    assert made == before
    assert same is not None
    assert same.source == "first"


def test_the_same_content_at_another_version_is_put_in() -> None:
    assert names(put(snapshot(9), snapshot(10), snapshot(9, ONE))) == ["0.9", "0.9-2", "0.10"]


def test_numbers_behind_a_version_are_given_anew() -> None:
    made = put(nightly(snapshot(9, ONE), "20260102"), nightly(snapshot(9), "20260101"))
    assert names(made) == ["0.9", "0.9-2"]
    assert [date_of(one) for one in made] == ["20260101", "20260102"]


DATED = [
    nightly(snapshot(9, *functions), f"202601{day:02}")
    for day, functions in enumerate([(), (ONE,), (ONE, TWO), (ONE, TWO, THREE), (ONE, THREE)], 1)
]


@settings(max_examples=25, deadline=None)
@given(st.permutations(DATED))
def test_days_come_in_order_whatever_came_first(shuffled: list[Snapshot]) -> None:
    assert sources(put(*shuffled)) == sources(DATED)


@pytest.mark.parametrize("at", range(6))
def test_one_without_a_date_goes_where_it_differs_least(at: int) -> None:
    """A release is cut from some state in between, and says so only by what it holds."""
    stages = [
        (),
        (ONE,),
        (ONE, TWO),
        (ONE, TWO, THREE),
        (ONE, TWO, THREE, "PJRT_A"),
        (ONE, TWO, THREE, "PJRT_A", "PJRT_B"),
    ]
    all_of_them = [nightly(snapshot(9, *stage), f"202601{day:02}") for day, stage in enumerate(stages, 1)]
    release = replace(all_of_them.pop(at), source="tensorflow-cpu 2.21.0")
    made, _ = insert(put(*all_of_them), release)
    assert made[at].source == "tensorflow-cpu 2.21.0"
    assert [one.tree for one in made] == [snapshot(9, *stage).tree for stage in stages]


def test_a_set_that_lacks_headers_is_compared_by_what_both_have() -> None:
    """A distribution with nothing but the core is not far from all others because of what it lacks."""
    whole = put(nightly(snapshot(9), "20260101"), nightly(snapshot(9, ONE, TWO), "20260103"))
    made, _ = insert(whole, snapshot(9, ONE, TWO, THREE, tiny=None, source="core only 1.0"))
    assert sources(made)[-1] == "core only 1.0"


def test_one_with_a_date_passes_those_without() -> None:
    made = put(snapshot(9, source="release 1"), nightly(snapshot(9, ONE), "20260105"))
    made, _ = insert(made, nightly(snapshot(9, ONE, TWO), "20260101"))
    assert [date_of(one) for one in made if date_of(one)] == ["20260101", "20260105"]


def test_days_that_are_out_of_order_already_are_no_obstacle() -> None:
    """As where somebody edited the files: there is no right place then."""
    odd = numbered([nightly(snapshot(9), "20260109"), nightly(snapshot(9, ONE), "20260101")])
    made, _ = insert(odd, nightly(snapshot(9, ONE, TWO), "20260105"))
    assert names(made) == ["0.9", "0.9-2", "0.9-3"]
    assert date_of(made[-1]) == "20260105"


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("tf-nightly-cpu 2.22.0.dev20260213", "20260213"),
        ("commit 0123456789ab of 2026-02-13", "20260213"),
        ("tensorflow-cpu 2.20.0", ""),
        ("pypjrt 0.1.1", ""),
        ("jax 0.4.0.dev20240101+cuda", ""),
        ("folder xla", ""),
        ("set 0.115", ""),
    ],
)
def test_dates(source: str, date: str) -> None:
    assert date_of(replace(snapshot(9), source=source)) == date


def test_one_that_was_there_is_put_back_where_it_was() -> None:
    """Whatever it holds: the list of releases tells the order."""
    sets = [snapshot(9, TWO, source="a 1"), snapshot(9, source="a 2"), snapshot(9, ONE, source="a 3")]
    around = [snapshot(8, source="b 1"), snapshot(10, source="b 2")]
    made = numbered(around)
    for number in (1, 2, 0):
        made, same = put_back(made, sets[number], {one.source for one in [around[0], *sets[:number]]})
        assert same is None
    assert sources(made) == ["b 1", "a 1", "a 2", "a 3", "b 2"]
    assert names(made) == ["0.8", "0.9", "0.9-2", "0.9-3", "0.10"]
    again, same = put_back(made, replace(sets[0], source="c 1"), ())
    assert (again, same) == (made, made[1])


# -------------------------------------------------------------------- oddities


def test_a_plain_chain_has_none() -> None:
    assert list(oddities([])) == []
    made = put(nightly(snapshot(9), "20260101"), nightly(snapshot(10), "20260102"), snapshot(11, source="release"))
    assert list(oddities(made)) == []


def test_several_sets_of_a_version() -> None:
    made = put(snapshot(9, source="a 1"), snapshot(9, ONE, source="a 2"), snapshot(10, source="a 3"))
    assert list(oddities(made)) == ["0.9: 2 sets of this version differ: a 1, a 2"]


def test_a_version_that_went_backwards() -> None:
    made = put(
        nightly(snapshot(10), "20260101"),
        nightly(snapshot(9), "20260102"),
        nightly(snapshot(10, ONE), "20260103"),
        snapshot(8, source="a release, whenever that was"),
    )
    before, after = "tf-nightly-cpu 2.21.0.dev20260101", "tf-nightly-cpu 2.21.0.dev20260102"
    assert [line for line in oddities(made) if "backwards" in line] == [
        f"backwards: {before} says 0.10, and after it {after} says 0.9"
    ]


def test_what_is_lost_counts_more_than_what_is_added() -> None:
    one, two = snapshot(9), snapshot(9, ONE)
    assert chain._distance(one.tree, one.tree) < 10
    assert 100 < chain._distance(one.tree, two.tree) < chain._distance(two.tree, one.tree)
