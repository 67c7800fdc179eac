//! The traction command.
fn main() {}
