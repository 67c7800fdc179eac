//! A district folder as one file, and one file as a district folder.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use traction_store::{BackedUp, Restored, Steps};

use crate::access::{Person, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::facts::log_student_rows;

/// Writes the folder into one zip file: `to` itself, or a file named after the district and the
/// moment where `to` is a folder. Every student row leaves with it, so the look is written into
/// the access log.
///
/// # Errors
/// [`OfficeError::NoReason`]; a file of that name; a part that is missing or damaged; the disk's
/// errors.
pub fn back_up(district: &District, to: &Path, now: Timestamp) -> Result<BackedUp, OfficeError> {
    district.may_change()?;
    district.why_see(Sight::Files)?;
    crate::look::why_all_students(district)?;
    if !to.is_dir() && to.extension().is_none_or(|extension| extension != "zip") {
        return Err(OfficeError::Refused {
            what: format!("there is no folder {}", to.display()),
            hint: "if it is a disk, mount it; for a file, end its name in .zip".to_owned(),
        });
    }
    let to = if to.is_dir() { to.join(file_name(district, now)) } else { to.to_path_buf() };
    let rows = district.folder.snapshot()?.list_slots().iter().map(|entry| entry.rows).sum();
    let done = district.folder.back_up(&to, &Steps::default())?;
    log_student_rows(district, "backup of the whole folder", rows, now)?;
    Ok(done)
}

/// The folder's name and the moment, as a file's name on any system.
fn file_name(district: &District, now: Timestamp) -> PathBuf {
    let path = std::path::absolute(district.path()).unwrap_or_else(|_| district.path().into());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let moment = now.to_zoned(TimeZone::system()).strftime("%Y-%m-%dT%H%M%S").to_string();
    format!("{}-{moment}.zip", name.as_deref().unwrap_or("district")).into()
}

/// Makes a district folder of a backup, every hash verified first.
///
/// # Errors
/// Something of that name; a file that is no backup, or a damaged one; the disk's errors.
pub fn restore(
    backup: &Path,
    to: &Path,
    person: Person,
) -> Result<(District, Restored), OfficeError> {
    let restored = traction_store::restore(backup, to, &Steps::default())?;
    Ok((District::open(to, person)?, restored))
}
