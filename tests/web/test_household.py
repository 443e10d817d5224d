"""The people of a case, put together from every record that names them."""

from web.overview import Relative, _joined
from web.paper import Line


def person(name: str, **lines: str) -> Relative:
    return Relative(name, tuple(Line(label, answer) for label, answer in lines.items()))


def test_what_an_older_record_tells_beyond_is_shown_too() -> None:
    newest = [person("Кира", школа="Лицей № 2")]
    older = [person("Назарова Кира", рождения="05.03.2014", школа="Детский сад")]
    assert _joined(newest, older) == [person("Назарова Кира", школа="Лицей № 2", рождения="05.03.2014")]


def test_twelve_people_of_one_surname_are_twelve() -> None:
    names = "Мария Пётр Анна Иван Ольга Фёдор Вера Степан Дарья Егор Алиса Роман".split()
    family = [
        person(f"Константинопольск{'ая' if number % 2 == 0 else 'ий'} {name}") for number, name in enumerate(names)
    ]
    assert _joined(_joined([], family[:6]), family[6:]) == family
    assert _joined(family, family) == family


def test_a_surname_declined_otherwise_is_the_same_person() -> None:
    assert len(_joined([person("Назаров Антон")], [person("Назаровы Антон Петрович")])) == 1
