"""One pace for one person, whichever way they answer: what was measured while they spoke holds for their taps too."""

from dataclasses import replace

from assistant.models import Reply, Utterance
from channels.api.parts import Talks
from voice.endpointing import Manner
from voice.likeness import bare
from voice.pace import Fits, Pace

_PACE_ACTS = ("slower", "faster")


async def answered(utterance: Utterance, talks: Talks, fits: Fits, manner: Manner | None = None) -> Reply:
    """The reply, at the pace that suits the person; `manner` is how they spoke, where they did. Raises DialogueError.

    What they ask for starts from the pace they have heard, and is kept.
    """
    session, before = utterance.session, fits.known(utterance.session)
    reply = await talks.reply(replace(utterance, pace=str(before.pace)) if before else utterance)
    if reply.understood.act == "delete_my_data":
        fits.forget(session)
    elif reply.understood.act in _PACE_ACTS or (before is None and reply.usual_pace != Pace.NORMAL):
        # A pace that is not known here was chosen before, and has outlived what was measured.
        fits.choose(session, Pace(reply.usual_pace))
    elif manner is not None:
        fit = fits.learn(session, len(bare(utterance.text)), manner)
        if reply.pace == reply.usual_pace:
            return replace(reply, pace=str(fit.pace), usual_pace=str(fit.pace))
    return reply
