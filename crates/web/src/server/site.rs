//! What the server answers for: one district, and how it is reached.

use std::sync::Arc;

use traction_office::{District, people::Secret};

/// How the pages are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Only under names of this machine itself.
    pub loopback_only: bool,
    /// Over TLS, our own or that of a proxy before us.
    pub secure: bool,
    /// Behind a proxy on this machine that says whom it speaks for.
    pub behind_proxy: bool,
}

impl Reach {
    /// On this machine, by its loopback names.
    pub const LOOPBACK: Reach = Reach { loopback_only: true, secure: false, behind_proxy: false };
}

/// One served district.
#[derive(Debug, Clone)]
pub struct Site {
    /// The district, as whoever runs the server opened it.
    pub district: District,
    /// How it is reached.
    pub reach: Reach,
    /// Proves that a form came from a page of ours; new each time the server starts.
    pub(super) secret: Arc<Secret>,
}

impl Site {
    /// A district and how it is reached.
    pub fn of(district: District, reach: Reach) -> Site {
        Site { district, reach, secret: Arc::new(Secret::random()) }
    }
}
