//! The command as its users meet it: sessions, guides, crashes.
#![allow(clippy::print_stdout)]

mod backups;
mod browser;
mod browser_pages;
mod browser_plan;
mod browser_roles;
mod budget;
mod command;
mod disclosure;
mod enrollment;
mod graduation;
mod guides;
mod kill;
mod lottery;
mod oidc;
mod plan;
mod sessions;
mod years;
