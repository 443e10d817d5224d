"""Random processes built of blocks, so that they are sound by construction: one way in, one way out."""

from random import Random  # noqa: TID251 - seeded: the same number draws the same process

from tests.engine.kernel.diagrams import Drawn


class RandomProcess:
    """A process `p` and all it calls. A decision is always a task `d…` that sets the value its gateway reads.

    Left out, because stock SpiffWorkflow is known to be wrong there (each has a test of its own in
    test_known_faults.py): parallel joins in loops, inclusive joins, cycles of months, several
    multi-step instances at once, values changed on two branches, tasks that a cycle led to.
    With `everything`, these kinds of blocks are drawn too.
    """

    def __init__(self, seed: int, everything: bool = False) -> None:
        self.everything = everything
        self.random, self.count, self.minutes = Random(seed), 0, 0
        self.called: list[Drawn] = []
        self.main = self._process("p", depth=4)

    def xml(self) -> str:
        return self.main.xml(*self.called)

    def _key(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def _process(self, key: str, depth: int) -> Drawn:
        drawn = Drawn(key).start(f"{key}_s").end(f"{key}_e")
        first, last = self._block(drawn, depth, in_loop=False)
        return drawn.flow(f"{key}_s", first).flow(last, f"{key}_e")

    def _block(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        kinds = {self._sequence: 5, self._exclusive: 3, self._parallel: 3, self._loop: 3, self._timer: 1,
                 self._call: 3, self._sub: 2, self._user: 2}  # fmt: skip
        if self.everything:
            kinds |= {self._inclusive: 3, self._events: 2, self._instances: 2}
        elif in_loop:
            del kinds[self._parallel]
        kind = self.random.choices([*kinds], [*kinds.values()])[0] if depth > 0 else self._user
        return kind(drawn, depth - 1, in_loop)

    def _user(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        key = self._key("u")
        drawn.user(key)
        return key, self._watched(drawn, key)

    def _watched(self, drawn: Drawn, key: str) -> str:
        """Timers on the boundary; where one interrupts, both ways meet again."""
        merge = ""
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            timer, stops = self._key("t"), self.random.random() < 0.4
            cycle = not stops and self.random.random() < 0.3
            drawn.timer(timer, self._duration(f"R{self.random.randint(1, 3)}/" if cycle else ""), on=key, stops=stops)
            follow = self._key("f")
            (drawn.script(follow, "{}") if cycle else drawn.user(follow)).flow(timer, follow)
            if not stops:
                drawn.end(f"{follow}_e").flow(follow, f"{follow}_e")
                continue
            merge = merge or self._merge(drawn, key)
            drawn.flow(follow, merge)
        return merge or key

    def _duration(self, prefix: str = "") -> str:
        """No two timers of a process are due at the same moment."""
        self.minutes += 1
        return f'"{prefix}P{self.random.randint(1, 9)}DT{self.minutes}M"'

    def _merge(self, drawn: Drawn, *keys: str) -> str:
        merge = self._key("m")
        drawn.script(merge, "{}")
        for key in keys:
            drawn.flow(key, merge)
        return merge

    def _decide(self, drawn: Drawn) -> tuple[str, str]:
        task, gateway = self._key("d"), self._key("g")
        drawn.user(task).flow(task, gateway)
        return task, gateway

    def _sequence(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        first, last = self._block(drawn, depth, in_loop)
        for _ in range(self.random.randint(1, 2)):
            following, end = self._block(drawn, depth, in_loop)
            drawn.flow(last, following)
            last = end
        return first, last

    def _exclusive(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        task, gateway = self._decide(drawn)
        blocks = [self._block(drawn, depth, in_loop) for _ in range(self.random.randint(2, 3))]
        drawn.xor(gateway, default=blocks[0][0])
        for number, (first, _) in enumerate(blocks):
            drawn.flow(gateway, first, when=f"v_{task} = {number}" if number else None)
        return task, self._merge(drawn, *(last for _, last in blocks))

    def _parallel(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        fork, join = self._key("a"), self._key("j")
        drawn.both(fork, join)
        for _ in range(self.random.randint(2, 3)):
            first, last = self._block(drawn, depth, in_loop)
            drawn.flow(fork, first).flow(last, join)
        return fork, join

    def _loop(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        merge = self._merge(drawn)
        first, last = self._block(drawn, depth, in_loop=True)
        task, gateway = self._decide(drawn)
        after = self._merge(drawn)
        drawn.flow(merge, first).flow(last, task).xor(gateway, default=after)
        drawn.flow(gateway, after).flow(gateway, merge, when=f"v_{task} = 1")
        return merge, after

    def _timer(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        key = self._key("w")
        drawn.timer(key, self._duration())
        return key, key

    def _call(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        key = self._key("c")
        self.called.append(self._process(f"q{key}", depth))
        drawn.call(key, f"q{key}", self._marker())
        return key, self._watched(drawn, key)

    def _sub(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        inner = self._process(self._key("b"), depth)
        drawn.sub(inner)
        return inner.key, self._watched(drawn, inner.key)

    def _inclusive(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        task, fork = self._decide(drawn)
        join = self._key("i")
        blocks = [self._block(drawn, depth, in_loop) for _ in range(self.random.randint(2, 3))]
        drawn.some(fork, default=blocks[0][0]).some(join)
        for number, (first, last) in enumerate(blocks):
            drawn.flow(fork, first, when=f"v_{task} <= {number}" if number else None).flow(last, join)
        return task, join

    def _events(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        gateway, timer, message = self._key("x"), self._key("w"), self._key("n")
        drawn.node("eventBasedGateway", gateway).timer(timer, self._duration()).message(message, message)
        blocks = [self._block(drawn, depth, in_loop) for _ in range(2)]
        for event, (first, _) in zip((timer, message), blocks, strict=True):
            drawn.flow(gateway, event).flow(event, first)
        return gateway, self._merge(drawn, *(last for _, last in blocks))

    def _instances(self, drawn: Drawn, depth: int, in_loop: bool) -> tuple[str, str]:
        inner = self._process(self._key("b"), depth)
        drawn.sub(inner, (
            '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
            "<bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
        ))  # fmt: skip
        return inner.key, self._watched(drawn, inner.key)

    def _marker(self) -> str:
        chance = self.random.random()
        if chance < 0.1:
            return '<bpmn:standardLoopCharacteristics loopMaximum="2"/>'
        if chance < 0.2:
            return (
                '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
                "<bpmn:loopCardinality>2</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
            )
        return ""
