"""What is being asked: the Rasa project, its NLU components and its actions."""
