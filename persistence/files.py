"""Files of cases: sealed with the case's key, named by the checksum of what they hold, written once."""

from sqlalchemy import Connection, bindparam, select

from engine.errors import Damaged, NotFound
from engine.stores import File
from persistence import history
from persistence.prepared import Prepared, Row
from persistence.tables import Key, file
from persistence.vault import Seal, Vault

INSERT = Prepared(file.insert())
_this = (
    file.c.case_id == bindparam("case_id", type_=Key),
    file.c.checksum == bindparam("checksum", type_=Key),
)
HAS = Prepared(select(file.c.size).where(*_this))
_READ = Prepared(select(file.c.media, file.c.sealed).where(*_this))


def row(case_id: str, kept: File, seal: Seal) -> Row:
    """The row to store."""
    checksum = kept.checksum
    sealed = seal.lock(kept.content, _place(case_id, checksum))
    return {"case_id": case_id, "checksum": checksum, "media": kept.media, "size": len(kept.content), "sealed": sealed}


def read(connection: Connection, vault: Vault, case_id: str, checksum: str) -> File:
    """A file opened; raises NotFound (also once the case's key was destroyed), Damaged."""
    found, seal = _READ.one(connection, case_id=case_id, checksum=checksum), history.seal_of(connection, vault, case_id)
    if found is None or seal is None:
        raise NotFound()
    kept = File(found[0], seal.unlock(bytes(found[1]), _place(case_id, checksum)))
    if kept.checksum != checksum:
        raise Damaged("file", f"{case_id} {checksum}")
    return kept


def _place(case_id: str, checksum: str) -> str:
    return f"{case_id}|file|{checksum}"
