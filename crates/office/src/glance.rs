//! The district at a glance: how many, which files are in, what is missing, what to mend.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use traction_core::disclosure::{Protection, Reason, Shown};
use traction_core::district::{
    Batch, Cluster, Enrollment, GradeLevel, Noun, School, SchoolType, SchoolYear, TABLES, Table,
};
use traction_store::{Snapshot, Want};

use crate::access::Sight;
use crate::district::District;
use crate::error::OfficeError;
use crate::facts::ImportLine;

/// One table that is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableIn {
    /// Table name.
    pub table: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// Rows in all years.
    pub rows: u64,
    /// School years that it covers, earliest first; none for a standing table.
    pub years: Vec<SchoolYear>,
}

/// One table that is not in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableMissing {
    /// Table name.
    pub table: &'static str,
    /// What one row is.
    pub doc: &'static str,
    /// What it would make answerable.
    pub enables: &'static str,
}

/// One school, as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SchoolEntry {
    /// The district's number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its levels.
    pub school_type: Option<SchoolType>,
    /// Its cluster's id.
    pub cluster: Option<String>,
    /// Its cluster's name.
    pub cluster_name: Option<String>,
    /// Lowest and highest grade.
    pub grades: Option<(GradeLevel, GradeLevel)>,
    /// Whether it has closed.
    pub closed: bool,
    /// Students with an enrollment there in the latest year.
    pub students: Shown<u64>,
}

/// The district at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Glance {
    /// The district's name.
    pub name: String,
    /// The latest school year with enrollments.
    pub latest_year: Option<SchoolYear>,
    /// Students with an enrollment in that year.
    pub students: Shown<u64>,
    /// Schools in the school table that have not closed.
    pub schools: u64,
    /// Tables that are in.
    pub tables: Vec<TableIn>,
    /// Tables that are not.
    pub missing: Vec<TableMissing>,
    /// The newest import, for those who may see the files.
    pub last_import: Option<ImportLine>,
    /// The fingerprint of the facts.
    pub fingerprint: String,
    /// The day of the newest import.
    pub loaded_on: Option<Date>,
}

/// What was counted for glances last, and of which facts. It is the same for everybody.
#[derive(Debug, Default)]
pub(crate) struct Glanced(Mutex<Option<Arc<Base>>>);

#[derive(Debug)]
struct Base {
    /// The facts and the rule of protection that it was counted with.
    key: (String, Protection),
    year: Option<SchoolYear>,
    students: Shown<u64>,
    schools: Vec<SchoolEntry>,
}

/// Looks at a district.
///
/// # Errors
/// The catalog's and the parts' errors.
pub fn glance(district: &District) -> Result<Glance, OfficeError> {
    let snapshot = district.snapshot()?;
    let mut tables = Vec::new();
    let mut missing = Vec::new();
    for table in TABLES {
        let slots: Vec<_> =
            snapshot.list_slots().into_iter().filter(|s| s.slot.table == table).collect();
        let doc = table.doc.trim();
        if slots.is_empty() {
            let enables = traction_intake::enables::find_purpose(table);
            missing.push(TableMissing { table: table.name, doc, enables });
        } else {
            tables.push(TableIn {
                table: table.name,
                doc,
                rows: slots.iter().map(|slot| slot.rows).sum(),
                years: slots.iter().filter_map(|slot| slot.slot.year).collect(),
            });
        }
    }
    // Everybody may know when the files came; only some, which files and by whom.
    let newest = crate::facts::list_by_then(district)?.into_iter().next();
    let loaded_on = newest.as_ref().map(|line| line.day);
    let last_import = newest.filter(|_| district.why_see(Sight::Files).is_ok());
    let base = base(district, &snapshot)?;
    Ok(Glance {
        name: district.name().to_owned(),
        latest_year: base.year,
        students: base.students.clone(),
        schools: base.schools.iter().filter(|school| !school.closed).count() as u64,
        loaded_on,
        last_import,
        tables,
        missing,
        fingerprint: snapshot.fingerprint(),
    })
}

/// The district's schools, by name.
///
/// # Errors
/// The catalog's and the parts' errors.
pub fn list_schools(district: &District) -> Result<Vec<SchoolEntry>, OfficeError> {
    Ok(base(district, &district.snapshot()?)?.schools.clone())
}

/// Counts the roll and the schools, once for each state of the facts.
fn base(district: &District, snapshot: &Snapshot) -> Result<Arc<Base>, OfficeError> {
    let rule = crate::disclosure::protection_now(district)?;
    let key = (snapshot.fingerprint(), rule);
    let lock = || district.glanced.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(base) = lock().as_ref().filter(|base| base.key == key) {
        return Ok(Arc::clone(base));
    }
    let roll = Roll::load(snapshot)?;
    let schools = schools_of(snapshot, &roll, &rule)?;
    let base = Arc::new(Base { key, year: roll.year, students: roll.count_all(), schools });
    *lock() = Some(Arc::clone(&base));
    Ok(base)
}

fn schools_of(
    snapshot: &Snapshot,
    roll: &Roll,
    rule: &Protection,
) -> Result<Vec<SchoolEntry>, OfficeError> {
    let facts = snapshot.load(&[Want::all(table::<School>()), Want::all(table::<Cluster>())])?;
    let clusters = rows::<Cluster>(facts.find_standing(table::<Cluster>()));
    let listed = rows::<School>(facts.find_standing(table::<School>()));
    // Schools stand beside all of them together, less which a withheld one could be had.
    let counts: Vec<u64> =
        listed.iter().map(|school| roll.count_at(school.school_id.as_str())).collect();
    let together = rule.partition(roll.members.len() as u64, &counts);
    let mut schools: Vec<SchoolEntry> = listed
        .into_iter()
        .enumerate()
        .map(|(place, school)| {
            let cluster = school.cluster_id.ok().map(|id| id.0);
            let named = clusters.iter().find(|c| Some(&c.cluster_id.0) == cluster.as_ref());
            let students = match together.group(place) {
                Shown::Suppressed(_) => Shown::Suppressed(Reason::Protected),
                other => other.map(|()| counts[place]),
            };
            SchoolEntry {
                name: school.school_name,
                school_type: school.school_type.ok(),
                cluster_name: named.map(|cluster| cluster.cluster_name.clone()),
                cluster,
                grades: school.low_grade.ok().zip(school.high_grade.ok()),
                closed: school.closed_on.is_ok(),
                students: match (roll.year, students) {
                    (None, _) => Shown::NotCollected,
                    (Some(_), students) => students,
                },
                id: school.school_id.0,
            }
        })
        .collect();
    schools.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(schools)
}

/// The table of a noun.
pub(crate) fn table<N: Noun>() -> &'static Table {
    traction_core::district::find_table(N::TABLE.name)
        .unwrap_or_else(|| unreachable!("every noun's table is listed"))
}

/// The nouns of a batch that was loaded.
pub(crate) fn rows<N: Noun>(batch: Option<&Batch>) -> Vec<N> {
    batch.and_then(|batch| N::list(batch).ok()).unwrap_or_default()
}

/// Who was enrolled where in the latest year: pairs of school and student, sorted.
struct Roll {
    year: Option<SchoolYear>,
    members: Vec<(String, String)>,
}

impl Roll {
    fn load(snapshot: &Snapshot) -> Result<Self, OfficeError> {
        let enrollments = table::<Enrollment>();
        let year = snapshot
            .list_slots()
            .into_iter()
            .filter(|entry| entry.slot.table == enrollments)
            .filter_map(|entry| entry.slot.year)
            .max();
        let Some(latest) = year else { return Ok(Roll { year, members: Vec::new() }) };
        let want = Want::all(enrollments).years([latest]).columns(["school_id", "student_id"]);
        let facts = snapshot.load(&[want])?;
        let mut members = Vec::new();
        if let Some(batch) = facts.find(enrollments, latest) {
            let (schools, students) = (batch.column("school_id"), batch.column("student_id"));
            members = (0..batch.len())
                .filter_map(|row| Some((schools.text(row)?.into(), students.text(row)?.into())))
                .collect();
        }
        members.sort_unstable();
        members.dedup();
        Ok(Roll { year, members })
    }

    fn count_at(&self, school: &str) -> u64 {
        let start = self.members.partition_point(|(s, _)| s.as_str() < school);
        let end = self.members.partition_point(|(s, _)| s.as_str() <= school);
        (end - start) as u64
    }

    fn count_all(&self) -> Shown<u64> {
        if self.year.is_none() {
            return Shown::NotCollected;
        }
        let mut students: Vec<&str> = self.members.iter().map(|(_, s)| s.as_str()).collect();
        students.sort_unstable();
        students.dedup();
        Shown::Value(students.len() as u64)
    }
}
