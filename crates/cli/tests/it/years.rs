//! Closed years, dated definitions and past days, as typed.

use super::command::Desk;

const RATE: &str = "-C riverbend gaps chronic_absence --format csv --to 2026";

/// The attendance of a year, with a tenth of its rows left out.
fn write_other_attendance(desk: &Desk) {
    let text = desk.run("-C riverbend export attendance --year 2026").with_status(0).out;
    let kept: Vec<&str> =
        text.lines().enumerate().filter(|(at, _)| at % 10 != 9).map(|(_, line)| line).collect();
    desk.write("other/attendance.csv", &(kept.join("\n") + "\n"));
}

#[test]
fn a_closed_year_refuses_a_changed_file_and_says_which_figures_would_move() {
    let desk = Desk::with_town();
    write_other_attendance(&desk);
    let figures = desk.run(RATE).with_status(0).out;
    let said = desk.run_args(&["-C", "riverbend", "year", "close", "2026", "--who", "Ana Lopez"]);
    assert!(said.with_status(0).err.contains("2025–26 is closed by Ana Lopez"));
    let again = desk.run("-C riverbend year close 2026").with_status(2);
    assert!(again.err.contains("is closed already"), "{}", again.err);

    let said = desk.run("-C riverbend import ../other").with_status(1);
    assert!(said.out.contains("YR002"), "{}", said.out);
    assert!(said.out.contains("figures would move: "), "{}", said.out);
    assert!(said.out.contains("Figures of closed years that these files would move"));
    assert!(said.err.contains("Refused attendance 2025–26: the year is closed."), "{}", said.err);
    assert_eq!(desk.run(RATE).out, figures);
    let shown = desk.run("-C riverbend facts show 2").with_status(0).out;
    assert!(shown.contains("YR002") && shown.contains("What it would have moved"), "{shown}");
    desk.run("-C riverbend verify").with_status(0);

    // Reopening takes a person and a reason, and is kept.
    desk.run("-C riverbend year reopen 2026").with_status(2);
    let nobody = ["-C", "riverbend", "year", "reopen", "2026", "--who", " ", "--reason", "x"];
    assert!(desk.run_args(&nobody).with_status(2).err.contains("a named person, for a reason"));
    let reopen =
        ["-C", "riverbend", "year", "reopen", "2026", "--who", "Bo Chen", "--reason", "corrected"];
    desk.run_args(&reopen).with_status(0);
    desk.run("-C riverbend import ../other");
    assert_ne!(desk.run(RATE).out, figures);
    let list = desk.run("-C riverbend year list").with_status(0).out;
    for words in ["Ana Lopez (analyst)", "Bo Chen (analyst)", "corrected", "reopened"] {
        assert!(list.contains(words), "{words}\n{list}");
    }
}

#[test]
fn a_students_other_sex_or_group_in_a_later_file_moves_no_closed_figure() {
    let desk = Desk::with_town();
    let words = "-C riverbend gaps chronic_absence --group sex=male --to 2026 --table groups \
                 --format csv";
    let figures = desk.run(words).with_status(0).out;
    for year in ["2022", "2023", "2024", "2025", "2026"] {
        let said = desk.run(&format!("-C riverbend year close {year}"));
        assert!(said.status == 0 || said.err.contains("there are no facts"), "{}", said.err);
    }
    let students = desk.run("-C riverbend export students").with_status(0).out;
    let turned = students.replace(",female,", ",?,").replace(",male,", ",female,");
    desk.write("students.csv", &turned.replace(",?,", ",male,"));
    let said = desk.run("-C riverbend import ../students.csv");
    assert!(said.status < 2 && said.err.contains("1 changed"), "{}", said.err);
    assert_eq!(desk.run(words).with_status(0).out, figures);
    // Nor does pruning take away what the figures stand on.
    desk.run("-C riverbend facts prune --keep-last 1").with_status(0);
    assert_eq!(desk.run(words).with_status(0).out, figures);
    desk.run("-C riverbend verify").with_status(0);
}

#[test]
fn a_new_version_of_a_definition_lists_what_it_moves_and_leaves_closed_years() {
    let desk = Desk::with_town();
    let shipped = include_str!("../../../../policy/measures/chronic_absence.toml");
    let stricter = shipped.replace(">= 0.10", ">= 0.05").replace("2026-11-01", "2020-01-01");
    desk.write("stricter.toml", &stricter);
    let before_2026 = desk.run(RATE).with_status(0).out;
    let before_2025 = desk.run(&RATE.replace("2026", "2025")).with_status(0).out;
    let diff = "-C riverbend measures diff chronic_absence --file ../stricter.toml";
    let said = desk.run(diff).with_status(0).out;
    assert!(said.contains("2025–26") && said.contains("2024–25"), "{said}");
    assert!(said.contains("days_absent / days_enrolled >= 0.05"), "{said}");
    // A trend is a figure of all its years: the ones before are closed with it.
    for year in 2015..=2024 {
        let said = desk.run(&format!("-C riverbend year close {year}"));
        assert!(said.status == 0 || said.err.contains("there are no facts"), "{}", said.err);
    }
    desk.run("-C riverbend year close 2025").with_status(0);
    let said = desk.run(diff).with_status(0).out;
    assert!(said.contains("2024–25 is closed and keeps the definition"), "{said}");
    assert!(!said.contains("federal          2024–25"), "{said}");
    desk.write("riverbend/policy/measures/stricter.toml", &stricter);
    assert_ne!(desk.run(RATE).with_status(0).out, before_2026);
    assert_eq!(desk.run(&RATE.replace("2026", "2025")).with_status(0).out, before_2025);
    let gap = "-C riverbend gaps chronic_absence --group economically_disadvantaged --from 2025 \
               --to 2026 --format json";
    let rule = desk.run(gap).with_status(0).out;
    assert!(rule.contains("2024–25, closed, by 2026-11-01"), "{rule}");
    let later = stricter.replace(">= 0.05", ">= 0.03").replace("2020-01-01", "2021-01-01");
    desk.write("riverbend/policy/measures/later.toml", &later);
    let days = "-C riverbend measures diff chronic_absence --from 2020-06-01 --to 2021-06-01";
    let said = desk.run(days).with_status(0).out;
    assert!(said.contains("from 2020-01-01 to 2021-01-01") && said.contains("2025–26"), "{said}");
    let same = "-C riverbend measures diff chronic_absence --from 2020-06-01 --to 2020-07-01";
    assert!(desk.run(same).with_status(0).out.contains("The same definition was in force"));
}

#[test]
fn years_that_the_settings_listed_are_taken_into_the_catalog() {
    let desk = Desk::with_town();
    let settings = std::fs::read_to_string(desk.at("riverbend/traction.toml")).expect("settings");
    desk.write("riverbend/traction.toml", &format!("{settings}\nclosed_years = [2026, 2041]\n"));
    write_other_attendance(&desk);
    let said = desk.run("-C riverbend import ../other").with_status(1);
    assert!(said.out.contains("YR002"), "{}", said.out);
    let list = desk.run("-C riverbend year list").with_status(0).out;
    assert!(list.contains("traction.toml (analyst)"), "{list}");
    // The year without facts waits in the file.
    let settings = std::fs::read_to_string(desk.at("riverbend/traction.toml")).expect("settings");
    assert!(settings.ends_with("closed_years = [2041]\n"), "{settings}");
}

#[test]
fn answers_as_of_a_past_import_are_those_of_then() {
    let desk = Desk::with_town();
    let figures = desk.run(RATE).with_status(0).out;
    write_other_attendance(&desk);
    assert!(desk.run("-C riverbend import ../other").status < 2);
    assert_ne!(desk.run(RATE).out, figures);
    let said = desk.run(&format!("{RATE} --as-of 1")).with_status(0);
    assert_eq!(said.out, figures);
    let said = desk.run("-C riverbend facts log --as-of 1").with_status(0);
    assert!(said.err.contains("as of 1: facts, settings"), "{}", said.err);
    assert_eq!(said.out.lines().filter(|line| line.contains("analyst")).count(), 1, "{}", said.out);
    let said = desk.run("-C riverbend gaps --as-of 2001-01-01").with_status(2);
    assert!(said.err.contains("nothing had been imported by then"), "{}", said.err);
    let said = desk.run("-C riverbend import ../other --as-of 1").with_status(2);
    assert!(said.err.contains("the past cannot be changed"), "{}", said.err);
    assert!(desk.run("-C riverbend serve --as-of 1").with_status(2).err.contains("?as_of="));
}

#[test]
fn where_there_are_accounts_only_somebody_known_answers_for_a_year() {
    let desk = Desk::with_town();
    let year = |verb: &str, who: &str| {
        let mut words = vec!["-C", "riverbend", "year", verb, "2026"];
        if !who.is_empty() {
            words.extend(["--who", who]);
        }
        if verb == "reopen" {
            words.extend(["--reason", "corrected"]);
        }
        desk.run_args(&words)
    };
    let add = |email: &str, name: &str| {
        desk.run_args(&["-C", "riverbend", "people", "add", email, "--name", name, "--admin"])
    };
    add("ana@b.example", "Ana Ruiz").with_status(0);
    let said = year("close", "Ana Lopez").with_status(2);
    assert!(said.err.contains("nobody called Ana Lopez has an account here"), "{}", said.err);
    assert!(said.err.contains("hint: traction people list"), "{}", said.err);
    assert!(!desk.run("-C riverbend year list").out.contains("Ana Lopez"), "nothing was entered");

    // By name in any capitals, or by address; entered with both.
    let said = year("close", "ana ruiz").with_status(0);
    assert!(said.err.contains("is closed by Ana Ruiz (ana@b.example)"), "{}", said.err);
    assert!(year("reopen", "the board").with_status(2).err.contains("nobody called the board"));
    year("reopen", "ANA@b.example").with_status(0);
    add("ana2@b.example", "Ana Ruiz").with_status(0);
    let said = year("close", "Ana Ruiz").with_status(2);
    assert!(said.err.contains("several accounts are called Ana Ruiz"), "{}", said.err);
    assert!(said.err.contains("ana2@b.example, ana@b.example"), "{}", said.err);

    // Nobody named: it was somebody at this machine, and that is what is entered.
    let said = year("close", "").with_status(0);
    assert!(said.err.contains("analyst, at the machine’s own shell"), "{}", said.err);
    desk.run("-C riverbend people disable ana2@b.example").with_status(0);
    let said = year("reopen", "ana2@b.example").with_status(2);
    assert!(said.err.contains("the account of ana2@b.example is disabled"), "{}", said.err);
    year("reopen", "Ana Ruiz").with_status(0);
    let list = desk.run("-C riverbend year list").with_status(0).out;
    assert!(list.contains("Ana Ruiz (ana@b.example)"), "{list}");
}
