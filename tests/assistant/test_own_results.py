"""Results of actions: our own are taken as they are, those from another process are checked."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from assistant.actions import InProcessActions

NONSENSE = {"events": "not a list", "responses": []}


async def test_an_action_of_ours_is_answered():
    """What an action returns reaches Rasa with its events and its responses."""
    actions = InProcessActions()
    call = {"next_action": "action_greet", "sender_id": "s", "tracker": {"sender_id": "s", "slots": {}, "events": []}}
    result = await actions.request(json=call)
    assert RemoteAction("action_greet", actions)._validate_action_result(result)
    assert result["responses"][0]["custom"]["say"]


def test_a_result_from_another_process_is_still_checked():
    """An action server that answers nonsense is found out, as in stock Rasa."""
    with pytest.raises(ValidationError):
        RemoteAction("action_greet", InProcessActions())._validate_action_result(NONSENSE)


async def test_a_service_without_a_guide_is_asked_for_again():
    """A guide may be taken away after the model was trained: the person is asked again, instead of hearing of an error."""
    gone = {"text": "x", "intent": {"name": "ask_service"}, "entities": [{"entity": "service", "value": "gone"}]}
    tracker = {"sender_id": "s", "slots": {}, "events": [], "latest_message": gone}
    result = await InProcessActions().request(json={"next_action": "action_open_service", "tracker": tracker})
    assert result["responses"][0]["custom"]["understood"]["act"] == "unclear"
