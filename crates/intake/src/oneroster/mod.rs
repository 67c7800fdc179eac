//! OneRoster.
mod columns;
