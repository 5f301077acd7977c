"""The one tree of errors. Each says what to tell the person (a key of data/phrases), and whether trying again can help.

AssistantError
├── HearingError          sound could not be turned into words
│   ├── UnreadableAudio       the body is no sound that can be decoded
│   ├── RecordingTooLong      longer than is taken in one go
│   └── RecognizerAbsent      no recogniser is installed or loadable
├── SpeakingError         words could not be turned into sound
│   └── SpeakerAbsent         no voice is installed or loadable
├── DialogueError         the conversation could not answer
│   ├── ModelAbsent           no trained dialogue model
│   ├── TrainingFailed        the model could not be trained (assistant/training.py)
│   └── StoreCannotForget     a store that deletes nothing is named (assistant/trackers.py)
├── GuideError            a guide or place file is wrong
├── RecordsError          what has to be remembered could not be read or written
└── ChannelError          what came in at the edge cannot be used
"""


class AssistantError(Exception):
    """Base of every error of the assistant.

    `message` is for staff and logs and never holds what a person said.
    """

    code = "assistant_error"
    phrase = "error_general"
    """Key of the sentence in data/phrases that tells the person."""
    status = 500
    """HTTP status at the edge."""
    retryable = False
    """Whether the same request may succeed when it is made again."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class HearingError(AssistantError):
    """Sound could not be turned into words."""

    code = "hearing_failed"
    phrase = "error_hearing"
    retryable = True


class UnreadableAudio(HearingError):
    """The body is not sound in a format that can be decoded, or holds no samples."""

    code = "unreadable_audio"
    status = 400
    retryable = False


class RecordingTooLong(HearingError):
    """The recording is longer than is taken in one go."""

    code = "recording_too_long"
    phrase = "error_too_long"
    status = 413
    retryable = False


class RecognizerAbsent(HearingError):
    """No recogniser is installed or loadable."""

    code = "recognizer_absent"
    phrase = "error_no_ears"
    status = 503
    retryable = False


class SpeakingError(AssistantError):
    """Words could not be turned into sound."""

    code = "speaking_failed"
    phrase = "error_speaking"
    retryable = True


class SpeakerAbsent(SpeakingError):
    """No voice is installed or loadable."""

    code = "speaker_absent"
    phrase = "error_no_voice"
    status = 503
    retryable = False


class DialogueError(AssistantError):
    """The conversation could not answer."""

    code = "dialogue_failed"
    phrase = "error_dialogue"
    retryable = True


class ModelAbsent(DialogueError):
    """No trained dialogue model is there; `linban train` makes one."""

    code = "model_absent"
    status = 503
    retryable = False


class GuideError(AssistantError):
    """A guide or place file is wrong; the message names file, line and field."""

    code = "guide_invalid"


class RecordsError(AssistantError):
    """The database of records is locked, full, damaged or away."""

    code = "records_unavailable"
    status = 503
    retryable = True


class ChannelError(AssistantError):
    """What came in at the edge cannot be used."""

    code = "bad_request"
    phrase = "error_request"
    status = 400
