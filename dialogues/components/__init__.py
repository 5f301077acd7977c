"""What understanding needs beyond Rasa's own components: sound, meaning, and the search over the guides."""
