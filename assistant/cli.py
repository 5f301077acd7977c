"""The `linban` command. Each command loads only what it needs."""

import asyncio
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from assistant import settings as environment
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.today import today
from channels.wechat import commands

if TYPE_CHECKING:
    from voice.download import Progress
    from voice.models import ModelStore

# TensorFlow and its friends write pages at import; nobody at a kiosk reads them.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
warnings.filterwarnings("ignore")

app = typer.Typer(
    help="邻伴 Linban: leads a person through a public service, step by step.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
guides = typer.Typer(help="The guides in data/guides.", no_args_is_help=True)
models = typer.Typer(help="The speech models.", no_args_is_help=True)
app.add_typer(commands.wechat, name="wechat")
app.add_typer(guides, name="guides")
app.add_typer(models, name="models")


def main() -> None:
    """Runs the command line. An error of the assistant is one line, without a trace."""
    try:
        app()
    except AssistantError as error:
        _fail(error.message)


def _fail(message: str) -> NoReturn:
    typer.echo(f"linban: {message}", err=True)
    sys.exit(1)


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


def _settings() -> Settings:
    chosen = environment.read()
    # Components of the pipeline and the guides read these; one place decides.
    os.environ["LINBAN_HOME"], os.environ["LINBAN_DATA"] = str(chosen.home), str(chosen.data)
    os.environ["LINBAN_PLACE"] = chosen.place
    return chosen


@app.command()
def serve() -> None:
    """Start the service: trains where needed, warms up, opens the port, and says where to go."""
    from assistant.training import train

    chosen = _settings()
    asyncio.run(_serve(chosen, train(chosen, _say)))


_LARGEST_FRAME = 4 * 1024 * 1024
"""A frame of the voice socket that is larger closes it; the largest utterance has 2 MB."""


async def _serve(chosen: Settings, model: Path) -> None:
    import uvicorn

    from assistant.app import create_app, open_house

    application = create_app(chosen, await open_house(chosen, model, _say), _say)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host=chosen.host,
            port=chosen.port,
            ws="wsproto",
            ws_max_size=_LARGEST_FRAME,
            log_level="warning",
            access_log=False,
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started and not task.done():  # noqa: ASYNC110  uvicorn offers no event for it
        await asyncio.sleep(0.05)
    if server.started:
        address = f"http://{'127.0.0.1' if chosen.host == '0.0.0.0' else chosen.host}:{chosen.port}"  # noqa: S104  compared, not bound
        _say(f"邻伴 Linban is ready: kiosk {address}/kiosk  web {address}/")
    await task


@app.command("train")
def train_command(force: Annotated[bool, typer.Option(help="Train even where nothing has changed.")] = False) -> None:
    """Train the dialogue model where the dialogues have changed."""
    from assistant.training import train

    _say(str(train(_settings(), _say, force)))


@app.command("try")
def try_command(
    text: Annotated[str | None, typer.Argument(help="A sentence; without one, type as many as you like.")] = None,
) -> None:
    """Type a sentence and watch each stage: act, aspect, services, action, reply."""
    from assistant.trying import watch

    asyncio.run(watch(_settings(), text, _say))


@app.command()
def hear(file: Annotated[Path, typer.Argument(help="A recording: WAV, MP3, AMR, Opus.")]) -> None:
    """What the recogniser makes of a recording."""
    from assistant.app import ears
    from voice.audio import decode
    from voice.hearing import Hearing

    if not file.is_file():
        _fail(f"there is no file {file}")
    transcript = asyncio.run(Hearing(ears(_settings())).hear(decode(file.read_bytes())))
    _say(transcript.text or "(heard nothing)")
    _say(
        f"  confidence {transcript.confidence:.2f}, {transcript.engine}, {transcript.seconds:.2f} s for {transcript.audio_seconds:.2f} s"
    )
    for other in transcript.alternatives:
        _say(f"  or: {other.text} ({other.confidence:.2f})")


@app.command()
def say(
    text: str,
    output: Annotated[Path, typer.Option("-o", "--output", help="The WAV to write.")],
    rate: Annotated[str, typer.Option(help="slow, normal or fast")] = "normal",
    voice: Annotated[str, typer.Option(help="low or standard")] = "low",
) -> None:
    """Speak a text into a WAV file, marked as made by a machine."""
    from assistant.app import USUAL_VOICE, mouth, other_voices
    from assistant.phrases import phrases
    from voice.audio import labelled
    from voice.pace import Pace
    from voice.speaking import Speaking

    if rate not in tuple(Pace):
        _fail(f"--rate is “{rate}”: write slow, normal or fast")
    usual = mouth(_settings())
    clip = asyncio.run(Speaking(usual, others=other_voices(usual), name=USUAL_VOICE).speak(text, Pace(rate), voice))
    output.write_bytes(labelled(clip.to_wav(), phrases().word("made_by_machine")))
    _say(f"{output}: {clip.seconds:.1f} s")


@guides.command("check")
def guides_check() -> None:
    """Everything wrong in the guides and places, with file, line, field and what to do; exit code 1 where there is an error."""
    from assistant.guides.checking import check
    from assistant.places.checking import check as check_places

    data = _settings().data
    found = [*check(data, today()), *check_places(data, today())]
    errors = [fault for fault in found if fault.severity == "error"]
    warnings = [fault for fault in found if fault.severity == "warning"]
    for fault in (*errors, *warnings):
        _say(str(fault))
    _say(f"{len(errors)} to mend" if errors else "all guides are in order")
    if warnings:
        _say(f"{len(warnings)} to look at")
    raise typer.Exit(1 if errors else 0)


@guides.command("list")
def guides_list() -> None:
    """Every guide, a line each."""
    from assistant.guides.catalogue import sound_catalogue

    for guide in sound_catalogue(_settings().data / "guides"):
        _say(f"{guide.id:24} {guide.spoken_name}  {guide.name}")


@guides.command("show")
def guides_show(service: str) -> None:
    """One guide as it is spoken."""
    from assistant.guides.catalogue import sound_catalogue
    from assistant.guides.outline import outline

    known = sound_catalogue(_settings().data / "guides")
    if service not in known:
        _fail(f"there is no guide “{service}”; `linban guides list` shows all")
    for line in outline(known[service]):
        _say(line)


@guides.command("report")
def guides_report(
    html: Annotated[Path | None, typer.Option(help="Write it as one HTML page, for a clerk.")] = None,
) -> None:
    """How complete, how fresh and how well checked the guides are, and what falls due next."""
    from assistant.guides.report import page, report

    if html is not None:
        html.write_text(page(_settings().data, today()), encoding="utf-8")
        _say(str(html))
        return
    for line in report(_settings().data, today()):
        _say(line)


@guides.command("graph")
def guides_graph(
    service: str,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="An .svg to look at, or a .mmd with mermaid text.")
    ] = None,
) -> None:
    """A picture of the way through a guide; without -o, mermaid text."""
    from assistant.guides.catalogue import sound_catalogue
    from assistant.guides.graph import mermaid, svg

    known = sound_catalogue(_settings().data / "guides")
    if service not in known:
        _fail(f"there is no guide “{service}”; `linban guides list` shows all")
    if output is None:
        _say(mermaid(known[service]).rstrip())
        return
    if output.suffix not in (".svg", ".mmd"):
        _fail(f"--output is “{output.name}”: write a name that ends with .svg or .mmd")
    draw = svg if output.suffix == ".svg" else mermaid
    output.write_text(draw(known[service]), encoding="utf-8")
    _say(str(output))


@guides.command("rehearse")
def guides_rehearse(
    services: Annotated[list[str] | None, typer.Argument(help="ids of guides; all where none is given")] = None,
    out: Annotated[Path, typer.Option("-o", help="folder for the twins")] = Path("tests/dialogue/guides"),
) -> None:
    """Walk every branch of a guide and write down what is said: its twin, to be read and then kept by a test."""
    from assistant.conversation import Conversation
    from assistant.guides.catalogue import sound_catalogue
    from assistant.rehearsing import rehearsed, written
    from assistant.training import train

    chosen = _settings()
    known = sound_catalogue(chosen.data / "guides")
    missing = [service for service in services or () if service not in known]
    if missing:
        _fail(f"there is no guide “{missing[0]}”; `linban guides list` shows all")
    out.mkdir(parents=True, exist_ok=True)

    async def rehearse() -> None:
        conversation = await Conversation.load(train(chosen, _say), chosen.endpoints, logged=False)
        for guide in known:
            if not services or guide.id in services:
                written(await rehearsed(conversation, guide), out / f"{guide.id}.yml")
                _say(f"{guide.id}: written to {out / guide.id}.yml")

    asyncio.run(rehearse())


@guides.command("schema")
def guides_schema() -> None:
    """Write data/schema/*.schema.json, by which an editor completes and explains the fields of a file."""
    from assistant.guides.schema import write_schemas

    for path in write_schemas(_settings().data):
        _say(str(path))


@models.command("list")
def models_list() -> None:
    """The speech models, each with its state."""
    for model in _model_store().list():
        _say(f"{model.name:28} {model.state:9} {model.detail}".rstrip())


@models.command("fetch")
def models_fetch() -> None:
    """Fetch the Chinese Vosk model from its publisher; goes on where an earlier try broke off."""
    _say(f"fetched {_model_store().fetch(report=_downloaded).name}")


@models.command("verify")
def models_verify() -> None:
    """Check every file of every model against what was installed; exit code 1 where one is damaged."""
    models = _model_store().verify()
    for model in models:
        _say(f"{model.name:28} {model.state:9} {model.detail}".rstrip())
    raise typer.Exit(1 if any(model.state == "damaged" for model in models) else 0)


def _model_store() -> "ModelStore":
    from voice.models import ModelStore

    chosen = _settings()
    return ModelStore(chosen.home, chosen.fetch_from)


def _downloaded(progress: "Progress") -> None:
    total = f" of {progress.total_bytes >> 20}" if progress.total_bytes else ""
    typer.echo(f"\r  {progress.done_bytes >> 20}{total} MB", nl=False)


if __name__ == "__main__":
    main()
