"""Running sums: what records add up to in a case and year, corrected where they were corrected, replayed exactly."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.calendars import build
from engine.clock import ManualClock
from engine.definitions import Bundle, compile, review
from engine.ids import CountingIds
from engine.memory import MemoryStore
from engine.replay import Versions, replay
from engine.roles import Actor, Grant, parse
from engine.service import Answers, CaseService
from engine.sums import Amount, Sum, needed, values

SETTINGS = """key = "shop"
title = "Shop"
main = "shop"

[[counted]]
key = "spent"
title = "Spent"
from = [{ form = "shop/buy", rows = "things", on = "bought_on", number = "price" }]

[[counted]]
key = "raised"
title = "Raised"
from = [{ form = "shop/buy", on = "bought_on", number = "new_limit" }]

[[sum]]
value = "spent"
of = "spent"
per = "year"
most = 100
raised = "raised"
"""
BUY = {"title": "Buy", "sections": [{"title": "Buy", "fields": [
    {"name": "bought_on", "kind": "date", "label": "On", "required": True},
    {"name": "things", "kind": "group", "label": "Things", "row": "thing", "fields": [
        {"name": "price", "kind": "money", "label": "Price"}]},
    {"name": "new_limit", "kind": "money", "label": "Limit"}]}]}  # fmt: skip
DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:opora="urn:opora:bpmn:1"
             targetNamespace="urn:opora:test"><process id="shop">
    <startEvent id="s"><extensionElements><opora:task role="buyer"/></extensionElements></startEvent>
    <sequenceFlow id="f1" sourceRef="s" targetRef="buy"/>
    <userTask id="buy"><extensionElements><opora:task role="buyer" form="shop/buy"/></extensionElements></userTask>
    <sequenceFlow id="f2" sourceRef="buy" targetRef="over"/>
    <exclusiveGateway id="over" default="f3"/>
    <sequenceFlow id="f3" sourceRef="over" targetRef="buy"/>
    <sequenceFlow id="f4" sourceRef="over" targetRef="e"><conditionExpression>=spent_left &lt; 0</conditionExpression>
    </sequenceFlow><endEvent id="e"/></process></definitions>"""
ROLES = """[[role]]
key = "buyer"
title = "Buyer"
permissions = ["case.open:team", "case.read:team", "task.work:team", "record.correct:team"]
"""
BUYER = Actor("ann", "Ann", (Grant("buyer", "north"),))


class Shop:
    """A case in which things are bought until too much is spent."""

    def __init__(self) -> None:
        self.store, self.clock = (
            MemoryStore(people={"ann": BUYER.grants}),
            ManualClock(datetime(2026, 11, 2, tzinfo=UTC)),
        )
        bundle = Bundle({"process.toml": SETTINGS, "shop.bpmn": DIAGRAM, "shop/buy.form.json": json.dumps(BUY)})
        self.store.adopt(build(range(2025, 2028)), self.clock.now())
        self.store.publish(bundle, compile(bundle), self.clock.now(), None)
        self.service = CaseService(self.store, self.clock, CountingIds(), parse(ROLES))
        self.case = self.service.open(BUYER, "shop", "north", Answers({})).case_id

    def buy(self, *prices: str, on: str = "2026-11-01", limit: str = "") -> int:
        """Buy things; the number of the record."""
        (token,) = self.store.case(self.case).tasks
        given: dict[str, Any] = {"bought_on": on, "things": [{"price": price} for price in prices], "new_limit": limit}
        self.service.complete(BUYER, self.case, token, Answers(given))
        found = [event.seq for event in self.store.history(self.case) if event.kind == "task.completed"]
        return found[-1]

    def value(self, name: str) -> Any:
        return self.store.case(self.case).state.values[name]


def test_amounts_of_rows_are_added_to_what_was_spent_before() -> None:
    shop = Shop()
    assert (shop.value("spent"), shop.value("spent_left")) == (0, 100)
    shop.buy("10.50", "20")
    shop.buy("5")
    assert (shop.value("spent"), shop.value("spent_left"), shop.value("spent_year")) == (
        Decimal("35.5"),
        Decimal("64.5"),
        2026,
    )


def test_a_gateway_sees_the_sum_with_the_record_that_was_just_made() -> None:
    shop = Shop()
    shop.buy("60")
    assert shop.store.case(shop.case).exit is None
    shop.buy("41")
    assert shop.store.case(shop.case).exit == "e"


def test_a_new_year_begins_with_nothing_spent_and_the_first_limit() -> None:
    shop = Shop()
    shop.buy("90", limit="200")
    assert (shop.value("spent_limit"), shop.value("spent_left")) == (200, 110)
    shop.clock.wind_to(datetime(2027, 1, 10, tzinfo=UTC))
    shop.buy("30", on="2027-01-09")
    assert (shop.value("spent"), shop.value("spent_limit"), shop.value("spent_year")) == (30, 100, 2027)


def test_what_was_corrected_counts_as_corrected() -> None:
    shop = Shop()
    seq = shop.buy("90")
    shop.service.correct(
        BUYER, shop.case, seq, Answers({"bought_on": "2026-11-01", "things": [{"price": "9"}]}), "a slip"
    )
    assert shop.value("spent") == 9


def test_sums_replay_exactly() -> None:
    shop = Shop()
    shop.service.correct(
        BUYER, shop.case, shop.buy("90"), Answers({"bought_on": "2026-11-01", "things": [{"price": "9"}]}), "a slip"
    )
    shop.buy("5")
    again = replay(shop.store.history(shop.case), Versions(shop.store.definition, shop.store.calendar))
    assert again.differences == ()
    assert again.case.amounts == shop.store.case(shop.case).amounts
    assert again.case.state == shop.store.case(shop.case).state


def test_a_sum_of_nothing_is_refused() -> None:
    files = {"process.toml": SETTINGS.replace('of = "spent"', 'of = "lost"').replace('per = "year"', 'per = "moon"')}
    found = review(Bundle({**files, "shop.bpmn": DIAGRAM, "shop/buy.form.json": json.dumps(BUY)}))[1]
    assert {"sum-set", "sum-period"} <= {finding.code for finding in found}


def test_a_case_remembers_only_amounts_that_can_still_count() -> None:
    yearly, whole = Sum("spent", "costs", "year"), Sum("hours", "training")
    amounts = (
        Amount(1, "costs", date(2025, 12, 31), Decimal(5)), Amount(2, "costs", date(2026, 1, 2), Decimal(0)),
        Amount(3, "costs", date(2026, 1, 2), Decimal(7)), Amount(4, "training", date(2020, 1, 2), Decimal(1)),
    )  # fmt: skip
    kept = needed((yearly, whole), amounts, date(2026, 11, 22))
    assert [amount.seq for amount in kept] == [3, 4]
    assert values((yearly, whole), kept, date(2026, 11, 22)) == values((yearly, whole), amounts, date(2026, 11, 22))
