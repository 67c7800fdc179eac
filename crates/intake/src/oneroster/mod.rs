//! OneRoster 1.1 and 1.2 as CSV, read and written.
//!
//! A bundle is a folder or a zip of files that refer to one another by `sourcedId`. [`open_bundle`]
//! reads what the files need to know of each other, judges the bundle as a whole, and gives one
//! feed for each table; the rows themselves are streamed. [`write_bundle`] writes what a student
//! information system would.
//!
//! Rules. A person or school goes by its `identifier` when no other has the same, else by its
//! `sourcedId`; a federal id of twelve digits is not such an identifier. Records that are
//! `tobedeleted` or `inactive` are passed over, and counted. A student is a member of the schools
//! listed for them (1.1: `orgSourcedIds`; 1.2: their primary role), from the first day of their
//! first class there. Race is one of the federal seven: Hispanic first, then two or more. End
//! dates are exclusive in the standard; ours are the last day. A bundle of changes (`delta`) is
//! refused, and so is one with a file that is plainly another file.

mod bundle;
pub mod checks;
mod columns;
mod feeds;
mod ids;
mod joined;
mod roll;
mod roster;
mod sessions;
mod sheet;
mod write;

pub use bundle::{Bundle, is_bundle, open_bundle};
pub use columns::{Part, Version};
pub use write::{BundleOptions, WriteError, Written, write_bundle, write_folder};
