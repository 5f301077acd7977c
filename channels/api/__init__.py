"""The contract at the edge: what tests, kiosks and pages outside may rely on, word for word."""
