"""The engine: a release becomes a model. It runs on the training machine and shares only files with the site."""
