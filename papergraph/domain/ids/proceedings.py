"""Proceedings on the societies' own sites: NeurIPS, MLSys, PMLR, CVF and ACL."""

import re

from papergraph.domain.ids.addresses import Address, trimmed
from papergraph.domain.ids.scheme import Scheme

# --- NeurIPS and MLSys: one software -------------------------------------------------------

_HASHED = re.compile(
    r"((?:19|20)[0-9]{2})/([0-9a-f]{32})(?:-(\w{1,60}))?", re.ASCII | re.IGNORECASE
)
_HASHED_PATH = re.compile(
    r"(?:paper_files/)?paper/([0-9]{4})/(?:hash|file)/([0-9a-f]{32})-[A-Za-z]+(?:-(\w+))?"
    r"(?:\.[a-z]+)?",
    re.ASCII | re.IGNORECASE,
)


def _hashed(value: re.Match[str], main: str) -> str:
    """``2022/960a…``, followed by ``-Track`` for a track other than the main one."""
    held, digest, track = value.groups()
    other = f"-{track}" if track and track.lower() != main.lower() else ""
    return f"{held}/{digest.lower()}{other}"


def _hashed_link(site: str, value: str, main: str) -> str:
    held, _, rest = value.partition("/")
    digest, _, track = rest.partition("-")
    ending = f"-{track or main}" if track or main else ""
    folder = "paper" if track.startswith("round") else "paper_files/paper"
    return f"https://{site}/{folder}/{held}/hash/{digest}-Abstract{ending}.html"


def _neurips_main(held: int) -> str:
    """The word that ends addresses of the main track: none before 2022."""
    return "Conference" if held >= 2022 else ""


def _neurips_normal(value: str) -> str | None:
    match = _HASHED.fullmatch(value.strip())
    return _hashed(match, _neurips_main(int(match[1]))) if match else None


def _neurips_find(address: Address) -> str | None:
    if not address.on("neurips.cc", "nips.cc"):
        return None
    match = _HASHED_PATH.fullmatch(trimmed(address.text))
    return _neurips_normal(_hashed(match, "")) if match else None


def _neurips_link(value: str) -> str:
    # "round1" and "round2" of 2021 (Datasets and Benchmarks) have a site of their own.
    own = "datasets-benchmarks-proceedings" if "-round" in value else "proceedings"
    return _hashed_link(f"{own}.neurips.cc", value, _neurips_main(int(value[:4])))


def _mlsys_main(held: int) -> str:
    return "" if held <= 2022 else "mlsys2023" if held == 2023 else "Conference"


def _mlsys_normal(value: str) -> str | None:
    match = _HASHED.fullmatch(value.strip())
    return _hashed(match, _mlsys_main(int(match[1]))) if match else None


def _mlsys_find(address: Address) -> str | None:
    if not address.on("proceedings.mlsys.org"):
        return None
    match = _HASHED_PATH.fullmatch(trimmed(address.text))
    return _mlsys_normal(_hashed(match, "")) if match else None


def _mlsys_link(value: str) -> str:
    return _hashed_link("proceedings.mlsys.org", value, _mlsys_main(int(value[:4])))


# --- PMLR ----------------------------------------------------------------------------------

_PMLR_VALUE = re.compile(r"[vr][0-9]{1,4}/[a-z][a-z0-9-]{0,60}[0-9]{2}[a-z]{0,2}")
_PMLR_PAGE = re.compile(
    r"(?:proceedings/papers/)?([vr][0-9]{1,4})/([a-z0-9-]+?)(?:/[\w-]+)?(?:\.html|\.pdf)?",
    re.ASCII | re.IGNORECASE,
)
_PMLR_RAW = re.compile(
    r"mlresearch/([vr][0-9]{1,4})/.{1,40}?/assets/([a-z0-9-]+)/[\w-]+\.pdf",
    re.ASCII | re.IGNORECASE,
)


def _pmlr_normal(value: str) -> str | None:
    written = value.strip().lower()
    return written if _PMLR_VALUE.fullmatch(written) else None


def _pmlr_find(address: Address) -> str | None:
    path = trimmed(address.text)
    if address.on("raw.githubusercontent.com", "github.com"):
        match = _PMLR_RAW.fullmatch(path)
    elif address.on("proceedings.mlr.press", "jmlr.org"):
        match = _PMLR_PAGE.fullmatch(path)
    else:
        return None
    return _pmlr_normal(f"{match[1]}/{match[2]}") if match else None


def _pmlr_link(value: str) -> str:
    return f"https://proceedings.mlr.press/{value}.html"


# --- CVF -----------------------------------------------------------------------------------

_CVF_VALUE = re.compile(
    r"([A-Z]{3,6})([0-9]{4})(W?)/(?:([\w.-]{1,100})/)?([\w.-]{1,400}_paper)", re.ASCII
)
_CVF_PAGE = re.compile(
    r"content(?:/([A-Z]{3,6}?)([0-9]{4})(W?)|_([A-Z]{3,6}?)(W?)_([0-9]{4}))"
    r"/(?:([\w.-]+)/)?(?:html|papers)/(?:([\w.-]+)/)?([\w.-]+_paper)\.(?:html|pdf)",
    re.ASCII | re.IGNORECASE,
)


def _cvf_normal(value: str) -> str | None:
    match = _CVF_VALUE.fullmatch(value.strip())
    if match is None or bool(match[3]) != bool(match[4]) or not (match[4] or "w").strip("."):
        return None
    return match[0]


def _cvf_find(address: Address) -> str | None:
    if not address.on("openaccess.thecvf.com"):
        return None
    match = _CVF_PAGE.fullmatch(trimmed(address.text))
    if match is None:
        return None
    conference = (match[1] or match[4]).upper() + (match[2] or match[6])
    workshops = (match[3] or match[5] or "").upper()
    workshop = match[7] or match[8]
    return _cvf_normal(f"{conference}{workshops}/{workshop + '/' if workshop else ''}{match[9]}")


def _cvf_link(value: str) -> str:
    match = _CVF_VALUE.fullmatch(value)
    assert match is not None
    conference, held, workshops, workshop, name = match.groups()
    site = "https://openaccess.thecvf.com"
    inside = f"{workshop}/" if workshop else ""
    if int(held) >= 2021:
        return f"{site}/content/{conference}{held}{workshops}/{inside}html/{name}.html"
    folder = f"{conference}{workshops}_{held}"
    if int(held) <= 2018 and conference != "ECCV":
        folder = folder.lower()
    return f"{site}/content_{folder}/html/{inside}{name}.html"


# --- ACL Anthology -------------------------------------------------------------------------

_ACL_NEW = r"[0-9]{4}\.[a-z0-9]+-[a-z0-9]+\.[0-9]{1,4}"
_ACL_OLD = r"[A-Z][0-9]{2}-[0-9]{4,5}"
_ACL_VALUE = re.compile(rf"{_ACL_NEW}|{_ACL_OLD}", re.IGNORECASE)
_ACL_PAGE = re.compile(
    rf"(?:(?:anthology/)?(?:papers/)?(?:[A-Z]/)?(?:[A-Z][0-9]{{2}}/)?)?({_ACL_NEW}|{_ACL_OLD})"
    r"(?:v[0-9]{1,2})?(?:\.pdf|\.bib|\.xml|\.endf)?(?:/.*)?",
    re.IGNORECASE,
)


def _acl_normal(value: str) -> str | None:
    written = value.strip()
    if not _ACL_VALUE.fullmatch(written):
        return None
    return written.lower() if written[0].isdigit() else written.upper()


def _acl_find(address: Address) -> str | None:
    if not address.on("aclanthology.org", "aclanthology.info", "aclweb.org"):
        return None
    match = _ACL_PAGE.fullmatch(trimmed(address.text))
    return _acl_normal(match[1]) if match else None


def _acl_link(value: str) -> str:
    return f"https://aclanthology.org/{value}/"


NEURIPS = Scheme("neurips", "published", _neurips_normal, _neurips_find, _neurips_link)
MLSYS = Scheme("mlsys", "published", _mlsys_normal, _mlsys_find, _mlsys_link)
PMLR = Scheme("pmlr", "published", _pmlr_normal, _pmlr_find, _pmlr_link)
CVF = Scheme("cvf", "published", _cvf_normal, _cvf_find, _cvf_link)
ACL = Scheme("acl", "published", _acl_normal, _acl_find, _acl_link)
