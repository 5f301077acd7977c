"""The routes of the contract. Each turns what came in into a value of the house, and the answer back."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.encoders import jsonable_encoder
from starlette.concurrency import run_in_threadpool

from assistant.errors import ChannelError
from assistant.guides.model import Guide
from assistant.models import Source, Utterance
from assistant.places.locality import Locality, local_info
from channels.api.parts import Parts, parts
from channels.api.schemas import (
    ChatReply,
    ChatRequest,
    ErrorOut,
    GuideLine,
    HealthOut,
    HeardOut,
    HypothesisOut,
    Session,
    SpeakRequest,
)
from channels.api.suiting import answered
from voice.audio import decode, labelled
from voice.earcons import NOTES, earcon
from voice.pace import Pace

router = APIRouter(
    prefix="/api", responses={400: {"model": ErrorOut}, 422: {"model": ErrorOut}, 503: {"model": ErrorOut}}
)

House = Annotated[Parts, Depends(parts)]

_SOUND = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("audio/wav", "audio/mpeg", "audio/amr", "audio/ogg", "audio/webm")
        },
    }
}


_WAV: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": {}}}}


class UnknownGuide(ChannelError):
    """There is no guide with this id."""

    code = "unknown_guide"
    phrase = "error_unknown_guide"
    status = 404


class UnknownSession(ChannelError):
    """Nothing is kept of this session."""

    code = "unknown_session"
    status = 404


class NothingToSay(ChannelError):
    """Punctuation alone makes no sound."""

    code = "nothing_to_say"
    phrase = "error_nothing_to_say"
    status = 422


class UnknownTone(ChannelError):
    """There is no tone of this name."""

    code = "unknown_tone"
    status = 404


@router.post("/chat", response_model=ChatReply)
async def chat(request: ChatRequest, house: House) -> ChatReply:
    """One utterance in, one reply out. A session that is not known yet begins a new conversation.

    The same `request` again is answered with the same reply, without a second turn.
    """
    utterance = Utterance(request.session, request.text, Source(request.source), request.channel, request.confidence)
    reply = await house.repeats.once(
        request.session, request.request, lambda: answered(utterance, house.talks, house.fits)
    )
    if reply.understood.act == "delete_my_data":
        house.repeats.forget(request.session)
    return ChatReply.of(reply)


@router.delete("/sessions/{session}", status_code=204, responses={404: {"model": ErrorOut}})
async def forget(session: Session, house: House) -> Response:
    """Deletes everything kept of a session."""
    house.fits.forget(session)
    house.repeats.forget(session)
    if not await house.talks.forget(session):
        raise UnknownSession("nothing is kept of this session")
    return Response(status_code=204)


@router.post("/hear", response_model=HeardOut, openapi_extra=_SOUND, responses={413: {"model": ErrorOut}})
async def hear(request: Request, house: House) -> HeardOut:
    """Sound in (WAV, MP3, AMR, Opus; at most a minute), words out. Nothing is kept of the sound (P-08)."""
    body = await request.body()
    with house.hearing.entered():
        transcript = await house.hears.hear(await run_in_threadpool(decode, body))
    others = [HypothesisOut(text=other.text, confidence=other.confidence) for other in transcript.alternatives]
    return HeardOut(
        text=transcript.text,
        confidence=transcript.confidence,
        alternatives=others,
        engine=transcript.engine,
        seconds=transcript.seconds,
    )


@router.post("/speak", response_class=Response, responses=_WAV)
async def speak(request: SpeakRequest, house: House) -> Response:
    """Words in, a WAV out, marked as made by a machine (P-24). Text without anything to say is refused."""
    with house.speaking.entered():
        clip = await house.speaks.speak(request.text, Pace(request.rate), request.voice, request.volume)
    if not len(clip.samples):
        raise NothingToSay("the text holds nothing that can be said")
    return Response(labelled(clip.to_wav(), "".join(house.say("made_by_machine"))), media_type="audio/wav")


@router.get("/earcons/{name}", response_class=Response, responses={404: {"model": ErrorOut}, **_WAV})
async def tones(name: str) -> Response:
    """A short tone that says what the machine is doing: ready, heard, working or trouble (V-16)."""
    if name not in NOTES:
        raise UnknownTone("there are ready, heard, working and trouble")
    return Response(earcon(name).to_wav(), media_type="audio/wav", headers={"Cache-Control": "max-age=86400"})


@router.get("/guides", response_model=list[GuideLine])
async def guides(house: House, q: Annotated[str, Query(max_length=100)] = "") -> list[GuideLine]:
    """All guides, or those in which the words of `q` occur, best first."""
    known = house.guides()
    chosen = [known[service] for service in house.search(q) if service in known] if q.strip() else list(known)
    return [GuideLine(id=g.id, name=g.name, spoken_name=g.spoken_name, category=g.category) for g in chosen]


@router.get("/guides/{service}", responses={404: {"model": ErrorOut}})
async def guide(service: str, house: House) -> dict[str, Any]:
    """One guide with everything in it; `here` is what the place of this service adds, null where none is set."""
    known, place = house.guides(), house.place()
    if service not in known:
        raise UnknownGuide("there is no guide with this id")
    whole: dict[str, Any] = jsonable_encoder(asdict(known[service]))
    return {**whole, "here": _here(known[service], place)}


def _here(guide: Guide, place: Locality | None) -> dict[str, Any] | None:
    if place is None:
        return None
    added: dict[str, Any] = jsonable_encoder(asdict(local_info(guide, place)))
    return added


@router.get("/health", response_model=HealthOut)
async def health(house: House) -> HealthOut:
    """Every part with its state. A part that is absent does not stop the others."""
    return HealthOut.model_validate(house.health())
