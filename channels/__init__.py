"""How a person reaches the assistant; each channel has its pages beside it."""
