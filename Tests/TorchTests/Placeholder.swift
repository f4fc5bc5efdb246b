// Placeholder: removed with the first test of this room.
