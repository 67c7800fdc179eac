//! Schools: the list, and each school's own page.

mod list;
mod place;
mod school;

pub use list::page as list_page;
pub use school::page;
