"""Pages go out compressed: on a bad line most of a page's bytes are its markup.

A compressed page that holds a secret and a stranger's text could tell the secret by its length. Here the length is
blurred by a name of random length in the header of the archive (as Django does), the token of forms is signed anew
every second, and what is searched for never stands in an address.
"""

import gzip
import io
import os

from flask import Flask, request
from werkzeug.wrappers import Response

LEAST = 1024
BLUR = 100


def install(app: Flask) -> None:
    """Compress every page for whoever takes it so; to be installed first, since it has to see the answer last."""

    @app.after_request
    def pack(answer: Response) -> Response:
        if answer.mimetype != "text/html" or answer.direct_passthrough or answer.content_encoding:
            return answer
        answer.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0 and len(answer.get_data()) >= LEAST:
            answer.set_data(_packed(answer.get_data()))
            answer.content_encoding = "gzip"
        return answer


def _packed(page: bytes) -> bytes:
    """The page compressed, under a meaningless name of any length."""
    name = "x" * (1 + os.urandom(1)[0] % BLUR)
    packed = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=6, fileobj=packed, mtime=0) as archive:
        archive.write(page)
    return packed.getvalue()
