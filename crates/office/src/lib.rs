//! The use cases, and the only door to a student record.
