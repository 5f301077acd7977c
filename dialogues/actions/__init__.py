"""The custom actions: what the assistant does about an act. They run in the assistant's own process, or by `rasa run actions`."""
