"""Whatever a text holds, reading it does not raise, and what is found lies in it."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from pjrt.gap.names import Names
from pjrt.gap.source import aliases, fields, prefixes, roles, versions
from pjrt.gap.source.index import Index
from pjrt.gap.source.languages import LANGUAGES, Language
from pjrt.gap.source.mentions import Reading

_PIECES = """
    PJRT_Client_Create PJRT_Client_Create_Args PJRT_Buffer_Type PJRT_Buffer_Type_F32 PJRT_FFI_Extension PJRT_Nothing
    PJRT_## "PJRT_" "PJRT_Client_Create" 'PJRT_Event_Await' PJRT_API_MINOR client_create .client ->client = == ( ) [ ]
    { } , ; : :: . -> fn def struct class let use import from #define // # /* */ (* *) args 90 "_Destroy" ^ + ++ do end
    nullptr
"""
TEXTS = st.lists(st.sampled_from([*_PIECES.split(), "\n", "\n    ", " "]), max_size=60).map(" ".join)


@cache
def index() -> Index:
    return Index(Names.load())


@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=400, deadline=None)
def test_reading_never_raises(text: str, language: Language) -> None:
    reading = Reading(text, language, index())
    for mention in reading.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip("\"'").endswith(mention.identifier)
    for touched in fields.touched(reading):
        assert 0 <= touched.start < touched.end <= len(text)
    known = aliases.Aliases()
    known.learn("a", reading, all=True, more=prefixes.suffixed(reading))
    known.prepare([reading])
    list(known.uses("b", reading))
    list(prefixes.prefixed(reading, prefixes.prefixers("a", reading)))
    roles.of("a", reading, index().names)
    versions.stated("a", text, reading.code, is_header=False)
