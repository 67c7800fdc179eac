//! Enrollment: what is projected for the district and each school, and how far past ones were off.

mod district;
mod fans;
mod school;
mod tested;
mod versions;
mod waiting;

pub use district::page;
pub use school::page as school_page;
pub use tested::page as backtest_page;
pub use versions::{keep, page as versions_page};
pub use waiting::page as funnel_page;

use traction_office::OfficeError;

use crate::parts::{Empty, Link};
use crate::server::Refusal;

/// What stands in place of a projection while nothing is counted; other errors stay refusals.
fn nothing_counted(error: OfficeError) -> Result<Empty, Refusal> {
    match error {
        OfficeError::NotYet { .. } => Ok(Empty {
            says: "Nothing can be projected yet".to_owned(),
            because: "A projection is made from student rows or from published counts by school \
                      and grade."
                .to_owned(),
            way_on: Some(Link::to("/data", "What is loaded")),
        }),
        error => Err(error.into()),
    }
}
