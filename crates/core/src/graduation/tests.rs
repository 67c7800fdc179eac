//! Unit and property tests of the room.
