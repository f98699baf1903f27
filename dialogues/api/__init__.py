"""The REST addresses of this room."""
