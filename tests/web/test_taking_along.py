"""What leaves the house: a package that verifies without it, a book that tells nobody's name, event logs."""

import io
import json
import re
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.roles import Actor, Grant
from persistence.queries.event_logs import KINDS
from tests.engine.test_issuing import ORDER
from tests.web.installation import Visitor, case_of
from tests.web.test_replay import decide
from web.audit import stand_alone
from web.chores import event_log
from web.pages import event_logs as event_logs_page
from web.services import Services
from web.worker import Worker

Come = Callable[[str], Visitor]
NAME, WORDS = "Скрытнины", "Отец Порфирий ушёл из дома, дети у соседки Аграфены"


@pytest.fixture(scope="module")
def case(app: Any, services: Services) -> str:
    duty = Visitor(app).come_in("duty_specialist")
    found = case_of(duty.register(family_name=NAME, what_happened=WORDS))
    senior = Visitor(app).come_in("senior_curator")
    decide(senior, found)
    curator = Actor("demo-senior_curator", "", (Grant("senior_curator", None),))
    services.issuing.issue_document(curator, found, ORDER)
    return found


@pytest.fixture(scope="module")
def package(app: Any, case: str) -> bytes:
    auditor = Visitor(app).come_in("auditor")
    token = auditor.get(f"/cases/{case}/export").find("//input[@name='csrf_token']/@value")[0]
    answer = auditor.client.post(f"/cases/{case}/export/package", data={"csrf_token": token})
    assert answer.status_code == 200
    return bytes(answer.data)


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def checked(folder: Path, told: dict[str, bytes], *words: str) -> tuple[int, str]:
    """What the package's own program says in a bare Python that knows nothing of this house."""
    path, program = folder / "package.zip", folder / "verify.py"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in told.items():
            made.writestr(name, content)
    program.write_bytes(Path("web/audit/stand_alone.py").read_bytes())
    done = subprocess.run([sys.executable, "-I", program, path, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_package_verifies_without_this_house(package: bytes, tmp_path: Path, services: Services) -> None:
    told = parts(package)
    assert {"verify.py", "README.txt", "index.html", "events.jsonl", "log.json", "manifest.json"} <= told.keys()
    assert NAME in told["index.html"].decode() and WORDS in told["events.jsonl"].decode()
    code, said = checked(tmp_path, told)
    assert (code, said.split()[0]) == (0, "OK"), said
    key = json.loads(told["log.json"])["public"]
    assert checked(tmp_path, told, "--key", key)[0] == 0
    assert checked(tmp_path, told, "--key", "ab" * 32)[0] == 1


def forged(told: dict[str, bytes], name: str, content: bytes) -> dict[str, bytes]:
    """A part changed, and the list of parts with it."""
    import hashlib

    manifest = json.loads(told["manifest.json"])
    manifest["files"][name] = hashlib.sha256(content).hexdigest()
    return {**told, name: content, "manifest.json": json.dumps(manifest).encode()}


def told_here(folder: Path, told: dict[str, bytes], capsys: Any) -> tuple[int, str]:
    """The same program, without starting a Python for it."""
    path = folder / "package.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in told.items():
            made.writestr(name, content)
    return stand_alone.main([str(path)]), capsys.readouterr().out


def test_whatever_is_changed_in_a_package_is_named(package: bytes, tmp_path: Path, capsys: Any) -> None:
    told = parts(package)
    assert any(name.startswith("files/") for name in told)
    for name in sorted(told):
        content = told[name]
        changed = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
        code, said = told_here(tmp_path, {**told, name: changed}, capsys)
        assert code == 1, name
        is_named = name in said or name.startswith("manifest") or "event" in said or "cannot be read" in said
        assert is_named, (name, said)
        gone = {other: content for other, content in told.items() if other != name}
        assert told_here(tmp_path, gone, capsys)[0] == 1, name


def test_events_that_were_made_anew_do_not_stand_in_the_signed_log(package: bytes, tmp_path: Path) -> None:
    told = parts(package)
    lines = told["events.jsonl"].decode().splitlines()
    swapped = json.loads(lines[0])
    swapped["private"]["record"]["family_name"] = "Другие"
    said = checked(tmp_path, forged(told, "events.jsonl", "\n".join([json.dumps(swapped), *lines[1:]]).encode()))[1]
    assert "event 1: its values are not those that were sealed" in said
    said = checked(tmp_path, forged(told, "events.jsonl", "\n".join(lines[:-1]).encode()))[1]
    assert "another last event" in said
    said = checked(tmp_path, forged(told, "events.jsonl", "\n".join([*lines[:2], *lines[3:]]).encode()))[1]
    assert "event 3" in said


def personal(services: Services, case: str) -> Iterator[str]:
    """Every text that people wrote in the case, and the names of everybody in it."""
    history = services.store.history(case)
    definition = services.store.definition(history[0].data["definition"])
    coded = {option.value for form in definition.forms.values() for field in form.fields for option in field.options}
    for event in (event for event in history if event.is_input):
        yield from (text for text in _texts(event.private) if text not in coded and not re.match(r"[\d:T+.\-]*$", text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


def pdf_texts(pdf: bytes) -> str:
    """What is in a PDF's streams and objects, as far as it is text: names in it would be hexadecimal or plain."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found).decode("latin-1")


def test_a_redacted_book_tells_nothing_that_a_person_wrote(visitor: Come, case: str, services: Services) -> None:
    auditor = visitor("auditor")
    page = auditor.client.get(f"/cases/{case}/export/book.html").data.decode()
    shown = auditor.get(f"/cases/{case}/export/book").answer.data.decode()
    pdf = auditor.client.get(f"/cases/{case}/export/book.pdf").data
    inside = pdf_texts(pdf)
    names = [name for name in page_names(services) if name in WORDS or name]
    hidden = {text for text in personal(services, case) if len(text) >= 4} | {NAME, "Порфирий", "Аграфен"}
    assert WORDS in hidden and NAME in hidden
    for text in hidden:
        assert text not in page and text not in shown, text
        for form in (text.encode("utf-16-be").hex(), text.encode("utf-16-be").hex().upper()):
            assert form not in inside, text
        assert text.encode().decode("latin-1") not in inside, text
    assert not [name for name in names if name in page]
    assert "Человек 1" in page
    assert "Решение по сигналу" in page


def page_names(services: Services) -> list[str]:
    from persistence.queries import people

    with services.database.reading() as reader:
        return [one.name for one in people.everybody(reader)]


def test_the_same_person_has_the_same_number_throughout(visitor: Come, case: str) -> None:
    page = visitor("auditor").get(f"/cases/{case}/export/book").text
    numbers = set(re.findall(r"Человек \d+", page))
    assert len(numbers) >= 2
    assert page.count("Человек 1") > 1


def test_a_whole_book_holds_everything(visitor: Come, case: str, app: Any, services: Services) -> None:
    auditor = visitor("auditor")
    page = auditor.get(f"/cases/{case}/export/book?whole=yes").text
    for chapter in ("Обзор", "Записи", "Решения и почему", "Сроки", "Отступления от методики", "История с хешами"):
        assert chapter in page, chapter
    assert NAME in page and WORDS in page
    assert services.store.history(case)[-1].kind in page
    assert auditor.client.get(f"/cases/{case}/export/book.pdf?whole=yes").data.startswith(b"%PDF")


def test_what_was_taken_is_written_down(visitor: Come, case: str, package: bytes) -> None:
    assert "Пакет собран" in visitor("auditor").get(f"/cases/{case}/looks").text


def test_only_who_may_take_cases_along_does(visitor: Come, case: str) -> None:
    for path in (f"/cases/{case}/export/book", f"/cases/{case}/export/book.pdf", "/audit/event-logs/cases.xes"):
        assert visitor("senior_curator").get(path).status in {403, 404}


@pytest.fixture(scope="module")
def logs(app: Any, case: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    auditor = Visitor(app).come_in("auditor")
    for ending in ("xes", "jsonocel"):
        answer = auditor.client.get(f"/audit/event-logs/cases.{ending}")
        assert answer.status_code == 200
        (folder / f"cases.{ending}").write_bytes(answer.data)
    return folder


@pytest.mark.parametrize("ending", ["xes", "jsonocel"])
def test_a_log_written_in_parts_tells_the_same_as_one_written_at_once(
    visitor: Come, case: str, services: Services, logs: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_logs_page, "AT_ONCE", 0)
    monkeypatch.setattr(event_log, "AT_ONCE", 1)
    auditor = visitor("auditor")
    assert auditor.get(f"/audit/event-logs/cases.{ending}").status == 404, "too many to wait for"
    page = auditor.get("/audit/event-logs")
    form = next(form for form in page.html.forms if ending in str(form.xpath(".//button/@value")))
    token = form.xpath(".//input[@name='csrf_token']/@value")[0]
    asked = auditor.post(form.get("action"), [("csrf_token", token), ("ending", ending)])
    assert "готовится" in asked.text
    worker = Worker(services)
    while worker.once():
        pass
    address = auditor.get("/audit/event-logs").find("//td//a/@href")[0]
    whole = auditor.client.get(address).get_data(as_text=True)
    at_once = (logs / f"cases.{ending}").read_text(encoding="utf-8")
    if ending == "xes":
        assert whole == at_once
    else:
        told, before = json.loads(whole), json.loads(at_once)
        assert told == before
    assert visitor("programme_director").get(address).status in {403, 404}
    assert visitor("project_head").get(address).status == 404, "it is the asker's alone"


def test_event_logs_tell_nobody_s_name(logs: Path, services: Services) -> None:
    for path in logs.iterdir():
        text = path.read_text(encoding="utf-8")
        assert NAME not in text and "demo-" not in text
        assert not [name for name in page_names(services) if name in text]


@pytest.mark.filterwarnings("ignore")
def test_a_judge_of_event_logs_reads_both(logs: Path, case: str, services: Services) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pm4py

        frame = pm4py.read_xes(str(logs / "cases.xes"))
        graph, starts, _ends = pm4py.discover_dfg(frame)
        ocel = pm4py.read_ocel2_json(str(logs / "cases.jsonocel"))
    written = sum(event.kind in KINDS for event in services.store.history(case))
    cases = frame["case:concept:name"].nunique()
    assert cases >= 1 and len(frame) >= written
    assert graph and starts
    assert {"schedule", "complete"} <= set(frame["lifecycle:transition"])
    assert len(ocel.events) == len(frame)
    kinds = set(ocel.objects["ocel:type"])
    assert kinds >= {"case", "task", "plan", "document"}
    assert (ocel.objects["ocel:type"] == "case").sum() == cases


def test_the_checker_says_so_when_it_is_given_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stand_alone.main([str(tmp_path)]) == 1
    assert "this is a folder: name the .zip file" in capsys.readouterr().out
