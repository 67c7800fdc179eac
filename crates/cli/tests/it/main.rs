//! The command as its users meet it: sessions, guides, crashes.
#![allow(clippy::print_stdout)]

mod browser;
mod command;
mod guides;
mod kill;
mod oidc;
mod sessions;
