"""A real server that speaks the OpenAI API and answers with stored dialogues."""
