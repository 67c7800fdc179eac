//! The pages: server-rendered, each with its CSV and JSON twin.
//!
//! [`serve_site`] answers for one district. A page is a typed struct and a template
//! beside it; [`figures`] turns reports into the charts and tables of [`charts`] and [`parts`],
//! and [`server`] says which page stands where and what every answer carries.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod budget;
pub mod charts;
mod choice;
mod disclosure;
mod enrollment;
pub mod figures;
mod files;
pub mod frame;
mod gaps;
mod graduation;
mod home;
pub mod links;
mod measures;
pub mod parts;
mod people;
mod plan;
mod provider;
mod schools;
pub mod server;
pub mod static_files;
mod students;

pub use choice::render_letter;
pub use server::{Bounds, Reach, Site, Tls, TlsError, router, serve_site, site_router};
