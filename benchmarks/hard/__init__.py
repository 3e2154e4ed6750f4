"""What is hard on a server, each step against what is promised of it."""
