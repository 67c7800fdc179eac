//! A counselor's caseload: a list of students, read from a file that the school has.

use std::collections::BTreeSet;

use jiff::Timestamp;
use traction_core::district::Student;
use traction_store::Want;
use traction_store::catalog::AccountChange;

use super::{change, find_entry, refused};
use crate::access::{Deed, Sight};
use crate::district::District;
use crate::error::OfficeError;
use crate::glance::table;

/// A caseload as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caseload {
    /// Students in it now.
    pub students: u64,
    /// Numbers on the list that no student of the district has; they are left out.
    pub unknown: Vec<String>,
}

/// Reads the numbers of students from a file's text: a table with a column `student_id`, or one
/// number a line.
///
/// # Errors
/// When there is none.
pub fn read_caseload(text: &str) -> Result<BTreeSet<String>, OfficeError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let head: Vec<String> = lines.peek().map(|line| cells(line)).unwrap_or_default();
    let is_id = |name: &String| {
        let name = name.to_lowercase().replace([' ', '-'], "_");
        matches!(name.as_str(), "student_id" | "studentid" | "student_number" | "student")
    };
    let at = head.iter().position(is_id);
    if at.is_some() {
        lines.next();
    } else if head.len() > 1 {
        return Err(refused(
            &format!("none of the columns {} is student_id", head.join(", ")),
            "name the column of students' numbers student_id, or keep one number a line",
        ));
    }
    let ids: BTreeSet<String> = lines
        .filter_map(|line| cells(line).into_iter().nth(at.unwrap_or(0)))
        .filter(|id| !id.is_empty())
        .collect();
    if ids.is_empty() {
        return Err(refused(
            "the list names no student",
            "one number a line, or a column student_id",
        ));
    }
    Ok(ids)
}

/// The cells of a line, without the quotes around them. Students' numbers hold no separators.
fn cells(line: &str) -> Vec<String> {
    let separator = ['\t', ';', ','].into_iter().find(|mark| line.contains(*mark)).unwrap_or(',');
    line.split(separator).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect()
}

/// Makes a list the caseload of an account, in place of the one before.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not; a list without a student of the
/// district.
pub fn set_caseload(
    district: &District,
    email: &str,
    list: &BTreeSet<String>,
    now: Timestamp,
) -> Result<Caseload, OfficeError> {
    district.why_do(Deed::KeepAccounts)?;
    let entry = find_entry(district, email)?;
    let known = known_students(district)?;
    let (kept, unknown): (Vec<&String>, Vec<&String>) =
        list.iter().partition(|id| known.contains(*id));
    if kept.is_empty() {
        return Err(refused(
            "none of these numbers is a student's of the district",
            "import the table of students first, or look at how the numbers are written",
        ));
    }
    let kept: BTreeSet<String> = kept.into_iter().cloned().collect();
    let what = format!("a caseload of {} students", kept.len());
    change(district, &entry, &AccountChange::Caseload(&kept), what, now)?;
    let unknown = unknown.into_iter().cloned().collect();
    Ok(Caseload { students: kept.len() as u64, unknown })
}

/// The students of an account's caseload, for those who keep accounts.
///
/// # Errors
/// [`OfficeError::NoReason`]; an account that there is not.
pub fn list_caseload(district: &District, email: &str) -> Result<BTreeSet<String>, OfficeError> {
    district.why_see(Sight::Accounts)?;
    let entry = find_entry(district, email)?;
    Ok(district.folder.catalog()?.list_caseload(entry.id)?)
}

fn known_students(district: &District) -> Result<BTreeSet<String>, OfficeError> {
    let students = table::<Student>();
    let want = Want::all(students).columns(["student_id"]);
    let facts = district.folder.snapshot()?.load(&[want])?;
    let Some(batch) = facts.find_standing(students) else { return Ok(BTreeSet::new()) };
    let ids = batch.column("student_id");
    Ok((0..batch.len()).filter_map(|row| ids.text(row).map(str::to_owned)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_schools_keep_it() {
        let ids = |text: &str| read_caseload(text).unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(ids("0081\n0082\n\n0081\n"), ["0081", "0082"]);
        assert_eq!(ids("student_id\n0081\n"), ["0081"]);
        assert_eq!(ids("Name,Student ID\r\n\"Ruiz\",\"0081\"\r\nCole,0082\r\n"), ["0081", "0082"]);
        assert_eq!(ids("\u{feff}Student Number;Grade\n0081;09\n"), ["0081"]);
        for text in ["", "student_id\n", "name,grade\nAna,09\n"] {
            assert!(read_caseload(text).is_err(), "{text}");
        }
    }
}
