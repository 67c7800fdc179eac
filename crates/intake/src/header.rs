//! Which table a file holds, and which of its columns is which of ours, by name alone.

use traction_core::district::{Missing, Period, TABLES, Table};
use traction_core::finding::Finding;

use crate::binding::{Binding, Bound};
use crate::checks;

/// A name without letter case, spaces and punctuation.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Names by which a column of ours is also known: Ed-Fi's and CEDS's, where no other column of
/// the table has the same.
fn list_other_names(table: &Table, position: usize) -> Vec<String> {
    let names = |position: usize| {
        let spec = &table.columns[position];
        let edfi = spec.edfi.map(|path| bare(path.rsplit('.').next().unwrap_or(path)));
        let ceds = spec.ceds.map(bare);
        edfi.into_iter().chain(ceds).collect::<Vec<_>>()
    };
    let taken: Vec<String> = (0..table.columns.len())
        .filter(|other| *other != position)
        .flat_map(|other| {
            let mut all = names(other);
            all.push(bare(table.columns[other].name));
            all
        })
        .collect();
    names(position).into_iter().filter(|name| !taken.contains(name)).collect()
}

/// For each column of ours the positions of the file's columns that have its name: as written, or
/// else nearly so, or else by another standard's name.
fn list_matches(table: &Table, header: &[String]) -> Vec<Vec<usize>> {
    let bares: Vec<String> = header.iter().map(|name| bare(name)).collect();
    let find = |test: &dyn Fn(usize) -> bool| (0..header.len()).filter(|at| test(*at)).collect();
    (0..table.columns.len())
        .map(|position| {
            let ours = table.columns[position].name;
            let exact: Vec<usize> = find(&|at| header[at] == ours);
            if !exact.is_empty() {
                return exact;
            }
            let near = bare(ours);
            let nearly: Vec<usize> = find(&|at| bares[at] == near);
            if !nearly.is_empty() {
                return nearly;
            }
            let others = list_other_names(table, position);
            find(&|at| others.contains(&bares[at]))
        })
        .collect()
}

/// The table that a file holds, by its stem (see [`crate::source::Input::stem`]) and header. A header
/// alone says so only where it holds at least half of the table's columns, and the table at least
/// half of its own: a list of students with something about each is not the table of students.
pub fn find_table_of(stem: &str, header: &[String]) -> Option<&'static Table> {
    let letters: String = bare(stem).chars().filter(|c| c.is_alphabetic()).collect();
    let named = TABLES.into_iter().find(|table| {
        let name = bare(table.name);
        letters == name || name.strip_suffix('s') == Some(&letters)
    });
    let fit = |table: &'static Table| {
        let matches = list_matches(table, header);
        let found = matches.iter().filter(|columns| !columns.is_empty()).count();
        let complete = table
            .columns
            .iter()
            .zip(&matches)
            .all(|(spec, columns)| !spec.required || !columns.is_empty());
        (found, complete)
    };
    if let Some(table) = named {
        let (found, complete) = fit(table);
        if complete || found * 2 > table.columns.len() {
            return Some(table);
        }
    }
    let mut best: Option<(usize, &'static Table)> = None;
    let mut tied = false;
    for table in TABLES {
        let (found, complete) = fit(table);
        if !complete || found * 2 < header.len() || found * 2 < table.columns.len() {
            continue;
        }
        match best {
            Some((most, _)) if found < most => {}
            Some((most, _)) if found == most => tied = true,
            _ => {
                best = Some((found, table));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, table)| table)
}

/// A school year that a file's name states in two years, such as `enrollments_2026-27`.
fn find_year(stem: &str) -> Option<String> {
    let parts: Vec<&str> = stem.split(|c: char| !c.is_ascii_digit()).collect();
    parts.windows(2).find_map(|pair| {
        let (first, second) = (pair[0], pair[1]);
        let begins = first.len() == 4 && matches!(second.len(), 2 | 4);
        let end: i32 = first.parse::<i32>().ok().filter(|_| begins)? + 1;
        let says = format!("{end:04}");
        says.ends_with(second).then(|| format!("{}-{:02}", end - 1, end.rem_euclid(100)))
    })
}

impl Binding {
    /// Binds a file to a table by the names of its columns. Letter case, spaces and punctuation
    /// do not count, and Ed-Fi's and CEDS's names are known. The findings say what was matched
    /// loosely, what is absent and what is not read; one of them is blocking when the file cannot
    /// be read as that table, and then there is no binding.
    pub fn by_header(
        table: &'static Table,
        file: &str,
        stem: &str,
        header: &[String],
    ) -> (Option<Binding>, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut binding = Binding::empty(table);
        let mut used = vec![false; header.len()];
        let mut whole = true;
        let matches = list_matches(table, header);
        for (position, (spec, columns)) in table.columns.iter().zip(&matches).enumerate() {
            match columns.as_slice() {
                [] => {
                    let year = (spec.name == "school_year" && table.period == Period::ByYear)
                        .then(|| find_year(stem))
                        .flatten();
                    let required = spec.required && year.is_none();
                    findings.push(checks::column_missing::finding(file, spec.name, required));
                    whole &= !required;
                    binding.columns[position] = match year {
                        Some(year) => Bound::constant(year),
                        None => Bound::nothing(Missing::NotCollected),
                    };
                }
                [column] => {
                    used[*column] = true;
                    if header[*column] != spec.name {
                        let theirs = &header[*column];
                        findings.push(checks::column_renamed::finding(file, theirs, spec.name));
                    }
                    binding.columns[position] = Bound::column(*column, &header[*column]);
                }
                [column, ..] => {
                    findings.push(checks::column_twice::finding(file, &header[*column]));
                    whole = false;
                    for column in columns {
                        used[*column] = true;
                    }
                }
            }
        }
        for (name, used) in header.iter().zip(&used) {
            if !used && !name.is_empty() {
                findings.push(checks::unknown_column::finding(file, name, table.name));
            }
        }
        (whole.then_some(binding), findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binding::Take;
    use traction_core::district::find_table;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_header_is_matched_whatever_its_case_spaces_and_standard() {
        let names =
            ["SchoolYear", "studentUniqueId", "School ID", "grade-level", "Entry Date", "x"];
        let table = find_table("enrollments").unwrap();
        let (binding, findings) = Binding::by_header(table, "e.csv", "e", &header(&names));
        let takes: Vec<Take> = binding.unwrap().columns.into_iter().map(|b| b.take).collect();
        assert_eq!(takes[..5], [0, 1, 2, 3, 4].map(Take::Column));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["FI010", "FI010", "FI010", "FI010", "FI010", "FI012", "FI012", "FI009"]);
    }

    #[test]
    fn a_table_is_known_by_name_or_by_header() {
        let enrollments = header(&["school_year", "student_id", "school_id", "grade_level"]);
        assert_eq!(find_table_of("enrollment 2026-27", &enrollments).unwrap().name, "enrollments");
        assert_eq!(find_table_of("export7", &enrollments).unwrap().name, "enrollments");
        let buses = header(&["student_id", "bus_route"]);
        assert!(find_table_of("bus_list", &buses).is_none(), "it would blank every student's name");
        let roster = header(&["sourcedId", "status", "classSourcedId", "userSourcedId", "role"]);
        assert!(find_table_of("enrollments", &roster).is_none());
        for table in TABLES {
            let names: Vec<&str> = table.columns.iter().map(|spec| spec.name).collect();
            assert_eq!(find_table_of("sheet1", &header(&names)).unwrap().name, table.name);
        }
    }

    #[test]
    fn a_required_column_that_is_absent_blocks_and_a_year_may_stand_in_the_name() {
        let names = header(&["student_id", "school_id", "days_enrolled", "days_absent"]);
        let table = find_table("attendance").unwrap();
        let (binding, findings) = Binding::by_header(table, "a.csv", "attendance", &names);
        assert!(binding.is_none());
        assert_eq!(findings[0].severity, traction_core::finding::Severity::Blocking);
        let (binding, _) = Binding::by_header(table, "a.csv", "attendance_2025-26", &names);
        assert_eq!(binding.unwrap().columns[0].take, Take::Constant("2025-26".into()));
    }

    #[test]
    fn a_name_that_occurs_twice_blocks() {
        let names = header(&["area_id", "area_name", "Area Name"]);
        let table = find_table("areas").unwrap();
        assert!(Binding::by_header(table, "a.csv", "areas", &names).0.is_some());
        let names = header(&["area_id", "area_name", "area_name"]);
        assert!(Binding::by_header(table, "a.csv", "areas", &names).0.is_none());
    }
}
