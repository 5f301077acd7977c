"""What happens in a turn: conversation, guides, replies, settings, and the one place that puts the parts together."""
