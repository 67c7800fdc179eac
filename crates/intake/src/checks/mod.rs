//! What can be wrong with a file: one check a file, each with its page in `docs/checks/`.

pub mod encoding_damage;
pub mod encoding_guessed;
pub mod error_cells;
pub mod file_unreadable;
pub mod formula_cells;
pub mod wrong_ending;
