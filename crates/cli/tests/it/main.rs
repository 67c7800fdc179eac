//! The command as its users meet it: sessions, guides, crashes.
#![allow(clippy::print_stdout)]

mod browser;
mod browser_roles;
mod command;
mod guides;
mod kill;
mod oidc;
mod lottery;
mod sessions;
