//! What each table makes answerable, to say what is missing when it is not there.

use traction_core::district::{TABLES, Table};

use crate::known::Known;
use crate::sink::MissingTable;

/// What a table enables, in words that follow "Without it you cannot …".
pub fn find_purpose(table: &Table) -> &'static str {
    match table.name {
        "schools" => "name schools, compare levels, or place schools on a map",
        "clusters" => "follow students through a cluster of feeder schools",
        "areas" => "compare neighbourhoods or measure distance to school",
        "students" => {
            "show students by name to the people who may see them, or find graduation cohorts"
        }
        "student_groups" => {
            "compare student groups: no gap by race, income, language or disability"
        }
        "enrollments" => "count students, project enrollment, or follow them from year to year",
        "attendance" => "measure attendance or chronic absence",
        "discipline_actions" => "measure suspensions and expulsions",
        "assessments" => "measure achievement or growth",
        "courses" => "audit graduation requirements or access to advanced courses",
        "transcripts" => "audit who is on track to graduate, or mend schedules",
        "staff" => "see experience, degrees and turnover of staff",
        "staff_assignments" => "see staffing by school, or who works where for which share",
        "positions" => "see vacancies, or join the budget to positions",
        "post_graduation_plans" => "see whether every senior has a plan after graduation",
        "sections" => "see class sizes, seats and shared planning time",
        "section_students" => "see who is in which class, or mend one student's schedule",
        "programs" => "assign seats in a choice round",
        "applications" => "assign seats in a choice round",
        "choices" => "assign seats in a choice round",
        "budget_lines" => "see money by school, or test whether a school's plan is sustainable",
        "bell_periods" => "see who is free together, or re-time the day",
        "surveys" => "compare what families, students and staff say",
        "school_enrollment" => "compare with published counts where student rows are not given",
        "school_attendance" => "compare with published attendance where student rows are not given",
        "enrollment_events" => "project openings, closings, mergers, boundaries or new seats",
        "school_offers" => "project entrants from the seats that a choice round gave away",
        "kindergarten_pool" => "project kindergarten from births or counts of children",
        "registrations" => "see where each expected student is, against the same day last year",
        _ => "use what it would hold",
    }
}

/// The tables that neither an import nor the district has.
pub fn list_missing(imported: &[&str], district: &Known) -> Vec<MissingTable> {
    TABLES
        .into_iter()
        .filter(|table| !imported.contains(&table.name) && !district.has(table))
        .map(|table| MissingTable { table: table.name, enables: find_purpose(table) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_says_what_it_is_for() {
        for table in TABLES {
            assert_ne!(find_purpose(table), "use what it would hold", "{}", table.name);
        }
    }

    #[test]
    fn what_nobody_has_is_missing() {
        let mut district = Known::none();
        district.set_mut(TABLES[0], None);
        let missing = list_missing(&["students"], &district);
        assert_eq!(missing.len(), TABLES.len() - 2);
        assert!(missing.iter().all(|m| m.table != "schools" && m.table != "students"));
    }
}
