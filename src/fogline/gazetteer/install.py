"""Downloads GeoNames country dumps and imports them; resumes a broken download and checks sizes."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fogline.errors import GazetteerError
from fogline.gazetteer.importers import ImportSummary, import_file

if TYPE_CHECKING:
    import httpx

GEONAMES = "https://download.geonames.org/export/dump/"
_TRIES = 4


def _fetch(client: "httpx.Client", url: str, part: Path) -> None:
    """One request for what is still missing; an answer without ranges starts the file anew."""
    import httpx  # loads slowly, and look-ups never need it

    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return
        if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise GazetteerError(f"{url}: the server answered {answer.status_code}; check the address or try later")
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
        with part.open("ab" if resumed else "wb") as file:
            for chunk in answer.iter_raw():
                file.write(chunk)
        length = answer.headers.get("Content-Length")
        expected = None if length is None else int(length) + (have if resumed else 0)
    if expected is not None and part.stat().st_size != expected:
        raise httpx.ReadError(f"{part.stat().st_size} of {expected} bytes")


def download(url: str, to: Path) -> Path:
    """Downloads a file, going on where an earlier try stopped; the result is a whole zip file.

    Raises GazetteerError when the server refuses or the file does not come whole in several tries.
    """
    import httpx

    part = to.with_suffix(to.suffix + ".part")
    to.parent.mkdir(parents=True, exist_ok=True)
    last = ""
    with httpx.Client(timeout=httpx.Timeout(30.0, connect=15.0), follow_redirects=True) as client:
        for _ in range(_TRIES):
            try:
                _fetch(client, url, part)
            except httpx.TransportError as error:
                last = str(error) or type(error).__name__
                continue
            except OSError as error:
                raise GazetteerError(f"{part}: {error.strerror}; free disk space and run the command again") from error
            if zipfile.is_zipfile(part):
                part.replace(to)
                return to
            part.unlink(missing_ok=True)
            last = "what came is not a whole zip file"
    raise GazetteerError(f"{url}: {last}; run the command again to go on with the download")


def install(home: Path, countries: Sequence[str], base_url: str = GEONAMES) -> Iterator[ImportSummary]:
    """Downloads and imports the dump of each country (ISO codes); what is there already is not fetched again."""
    for country in countries:
        file = home / "downloads" / f"{country}.zip"
        if not (file.exists() and zipfile.is_zipfile(file)):
            download(base_url.rstrip("/") + f"/{country}.zip", file)
        yield import_file(home, file)
