"""What makes a kiosk of a blank card: the files for its first partition, from a few answers."""
