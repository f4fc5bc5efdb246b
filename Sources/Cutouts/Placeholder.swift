// Placeholder: removed with the first file of this room.
