"""What a site agreed about people's records, and the one gate through which they are read."""
