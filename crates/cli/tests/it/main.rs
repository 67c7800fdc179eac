//! The command as its users meet it: sessions, guides, crashes.

mod browser;
mod command;
mod guides;
mod kill;
mod sessions;
