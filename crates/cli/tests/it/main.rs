//! The command as its users meet it: sessions, guides, crashes.
#![allow(clippy::print_stdout)]

mod backups;
mod browser;
mod browser_pages;
mod browser_roles;
mod command;
mod enrollment;
mod guides;
mod kill;
mod lottery;
mod oidc;
mod sessions;
mod years;
