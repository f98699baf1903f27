"""What the site brings along: two project templates, topics and personas."""
