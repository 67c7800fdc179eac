//! What the server answers for: one district, and how it is reached.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
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
    /// How long the whole of a form may take to arrive.
    pub form_within: Duration,
    /// Proves that a form came from a page of ours; new each time the server starts.
    pub(super) secret: Arc<Secret>,
    /// Pages that are made at once; the others wait.
    pub(super) hands: Arc<Semaphore>,
}

/// Long enough for a pasted file on a slow line.
const FORM_WITHIN: Duration = Duration::from_secs(20);
/// Pages that are made at once: more than a machine has cores, fewer than fill its memory.
const HANDS: usize = 32;

impl Site {
    /// A district and how it is reached.
    pub fn of(district: District, reach: Reach) -> Site {
        let (secret, hands) = (Arc::new(Secret::random()), Arc::new(Semaphore::new(HANDS)));
        Site { district, reach, form_within: FORM_WITHIN, secret, hands }
    }
}
