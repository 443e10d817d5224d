"""The state: small, complete, stable, and the step pure."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Damaged
from engine.feel import Months
from engine.kernel.state import State
from tests.engine.kernel.diagrams import Drawn, Walk, restored, stored

VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(),
        st.decimals(allow_nan=False, allow_infinity=False), st.dates(), st.times(),
        st.datetimes(timezones=st.just(UTC)), st.timedeltas(), st.builds(Months, st.integers(-999, 999)),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("$date"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_every_value_a_case_can_hold_comes_back_as_it_was(values: dict[str, object]) -> None:
    state = State(values=values)
    again = restored(stored(state))
    assert again == state
    assert stored(again) == stored(state)


def test_values_keep_their_types() -> None:
    values = {
        "n": 3, "d": Decimal("1.50"), "day": date(2026, 2, 28), "at": datetime(2026, 2, 28, 17, 40, tzinfo=UTC),
        "clock": time(9, 30), "span": timedelta(days=3), "months": Months(14), "list": [date(2026, 1, 1), {"x": None}],
    }  # fmt: skip
    back = restored(stored(State(values=values))).values
    assert back == values
    assert [type(value) for value in back.values()] == [type(values[key]) for key in back]


def monitoring() -> Walk:
    """Monthly rounds: a form with a reminder, a gateway, a timer, and back; a parallel join in every round."""
    rounds = (
        Drawn("monitoring").start("ms").both("f", "j").user("form", "talk").xor("m").xor("g", default="w").end("me")
    )
    rounds.path("ms m f form j g w m").path("f talk j").timer("w", "P1M").flow("g", "me", when="close")
    rounds.timer("reminder", "R/P3D", on="form", stops=False).script("note", "{reminded: true}").path("reminder note")
    drawn = (
        Drawn().start().call("c", "monitoring").end().path("s c e").message("stop", "refusal", on="c").path("stop e")
    )
    return drawn.begin(rounds)


def test_a_state_does_not_grow_with_the_rounds_behind_it() -> None:
    case = monitoring()
    sizes = []
    for _ in range(120):
        case.fire("reminder").do("talk", "form", close=False).fire("w")
        sizes.append(len(stored(case.state)))
    assert max(sizes[10:]) - min(sizes[10:]) <= 24, "only the digits of ids may grow"
    assert max(sizes) <= 1024


def test_the_order_in_a_stored_state_does_not_matter() -> None:
    case = monitoring()
    data = case.state.to_data()
    shuffled = {key: list(reversed(part)) if isinstance(part, list) else part for key, part in data.items()}
    again = State.from_data(shuffled)
    assert again == case.state
    assert json.dumps(again.to_data(), sort_keys=True) == stored(case.state)


@pytest.mark.parametrize("change", [
    {"format": 99}, {"format": None}, {"tokens": [{}]}, {"tokens": 3}, {"waits": [{"id": 1, "due": "soon"}]},
    {"tokens": [{"id": 1, "node": "a", "scope": 1, "strange": True}]}, {"values": []},
])  # fmt: skip
def test_a_damaged_state_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Damaged):
        State.from_data({**monitoring().state.to_data(), **change})


def test_an_empty_state_is_a_case_that_has_not_begun() -> None:
    assert State.from_data(State().to_data()) == State()
    assert (State().tasks(), State().timers(), State().messages(), State().ended) == ([], [], [], None)


def test_a_damaged_state_says_nothing_of_what_is_in_it() -> None:
    from engine.errors import Damaged

    data = {**State().to_data(), "values": {"name": {"@": "secret"}}, "tokens": [{"id": "Ivanova", "odd": 1}]}
    with pytest.raises(Damaged) as damaged:
        State.from_data(data)
    assert "Ivanova" not in repr(damaged.value) and damaged.value.__cause__ is None
