//! Sessions: what is typed, what is printed, how it ends.

use serde_json::Value;

use super::command::{Desk, traction};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

#[test]
fn outside_a_district_the_error_says_where_to_go() {
    let said = Desk::empty().run("gaps").with_status(2);
    assert!(said.out.is_empty());
    assert!(said.err.starts_with("error: "), "{}", said.err);
    assert!(said.err.contains("\n\nhint: go into a district folder"), "{}", said.err);
    assert!(said.err.contains("traction new DIR"));
}

#[test]
fn a_district_is_found_from_a_folder_inside_it() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    let inside = desk.at("riverbend/mappings");
    let said = traction().args(["facts", "show"]).current_dir(inside).output();
    assert!(said.expect("the command starts").status.success());
}

#[test]
fn a_folder_that_is_a_district_is_not_made_again() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    let said = desk.run("new riverbend").with_status(2);
    assert!(said.err.contains("already is a district folder"), "{}", said.err);
    assert!(said.err.contains("hint: import into it"), "{}", said.err);
}

#[test]
fn a_wrong_nces_id_is_refused_before_anything_is_made() {
    let desk = Desk::empty();
    desk.run("new riverbend --nces-id 12").with_status(2);
    assert!(!desk.at("riverbend").exists());
}

#[test]
fn serve_answers_on_other_addresses_only_with_accounts_and_tls() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    let said = desk.run("-C riverbend serve --host 0.0.0.0").with_status(2);
    assert!(said.err.contains("nobody has an account"), "{}", said.err);
    assert!(said.err.contains("hint: make the first account"), "{}", said.err);
    let first = desk.run("-C riverbend people add lee@b.example --name Lee").with_status(2);
    assert!(first.err.contains("--admin"), "{}", first.err);
    let added = desk.run("-C riverbend people add ana@b.example --name Ana --admin").with_status(0);
    assert!(added.out.starts_with("/sign-in/password/"), "{}", added.out);
    let said = desk.run("-C riverbend serve --host 0.0.0.0").with_status(2);
    assert!(said.err.contains("would not be secret"), "{}", said.err);
    assert!(said.err.contains("--tls-cert FILE"), "{}", said.err);
    desk.write("not.pem", "nothing");
    let said = desk.run("-C riverbend serve --tls-cert ../not.pem --tls-key ../not.pem");
    assert!(said.with_status(2).err.contains("holds no certificate in PEM form"));
}

#[test]
fn the_help_of_gaps_is_worth_reading() {
    let said = Desk::empty().run("help gaps").with_status(0);
    for words in ["Wilson", "Newcombe", "Benjamini", "--group", "Examples:", "english_learner"] {
        assert!(said.out.contains(words), "{words}");
    }
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = Desk::empty().run(&format!("completions {shell}")).with_status(0);
        assert!(said.out.contains("traction"), "{shell}");
    }
}

#[test]
fn a_file_that_is_none_of_ours_blocks_and_says_what_to_do() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.write("lunch.csv", "menu,price\nsoup,2\n");
    let said = desk.run("-C riverbend import ../lunch.csv").with_status(1);
    assert!(said.out.contains("none of these files could be read"), "{}", said.out);
    assert!(said.out.contains("--suggest-mapping"), "{}", said.out);
}

#[test]
fn a_file_that_is_not_there_is_said_before_anything_is_read() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.write("schools.csv", "school_id,school_name\n0412,Alder Elementary\n");
    let said = desk.run("-C riverbend import ../schools.csv ../nothing.csv").with_status(2);
    assert!(said.err.contains("nothing.csv could not be read"), "{}", said.err);
    assert_eq!(json(&desk.run("-C riverbend facts log --format json").out)["rows"], json("[]"));
    desk.run("-C riverbend import ../schools.csv").with_status(0);
    let exported = desk.run("-C riverbend export schools").with_status(0);
    assert!(exported.out.contains("0412,Alder Elementary"), "leading zeros stay: {}", exported.out);
}

#[test]
fn a_file_of_few_rows_does_not_take_the_place_of_a_year() {
    let desk = Desk::with_town();
    let before = desk.run("-C riverbend facts show --format json").out;
    let attendance = desk.run("-C riverbend export attendance --year 2025").with_status(0).out;
    let fewer: Vec<&str> = attendance.lines().take(20).collect();
    desk.write("attendance.csv", &(fewer.join("\n") + "\n"));
    let said = desk.run("-C riverbend import ../attendance.csv").with_status(1);
    assert!(said.out.contains("YR003"), "{}", said.out);
    assert!(said.err.contains("0 kept as facts, 19 set aside"), "{}", said.err);
    assert_eq!(before, desk.run("-C riverbend facts show --format json").out);
    let said = desk.run("-C riverbend import --replace ../attendance.csv").with_status(0);
    assert!(said.err.contains("now has 19"), "{}", said.err);
}

#[test]
fn a_list_about_students_does_not_blank_their_names() {
    let desk = Desk::with_town();
    let before = desk.run("-C riverbend facts show --format json").out;
    let students = desk.run("-C riverbend export students").with_status(0).out;
    let ids: Vec<&str> = students.lines().skip(1).filter_map(|l| l.split(',').next()).collect();
    let rows: Vec<String> = ids.iter().map(|id| format!("{id},7")).collect();
    let buses = format!("student_id,bus_route\n{}\n", rows.join("\n"));
    // By its header it is nothing that we know; by its name it is the table of students.
    desk.write("bus_list.csv", &buses);
    desk.run("-C riverbend import ../bus_list.csv").with_status(1);
    assert_eq!(before, desk.run("-C riverbend facts show --format json").out);
    desk.write("students.csv", &buses);
    let said = desk.run("-C riverbend import ../students.csv").with_status(1);
    assert!(said.out.contains("YR004"), "{}", said.out);
    assert_eq!(before, desk.run("-C riverbend facts show --format json").out);
    desk.run("-C riverbend import --replace ../students.csv").with_status(0);
    assert_ne!(before, desk.run("-C riverbend facts show --format json").out);
}

#[test]
fn a_bad_row_is_set_aside_and_the_rest_are_kept() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.write("schools.csv", "school_id,school_name\n1,Alder\n2,Birch\n");
    desk.write(
        "attendance.csv",
        "school_year,student_id,school_id,days_enrolled,days_absent\n\
         2025-26,0081,1,180,18\n\
         2025-26,0082,2,180,many\n\
         2025-26,0083,2,180,2.5\n",
    );
    let said = desk.run("-C riverbend import ../schools.csv ../attendance.csv").with_status(0);
    assert!(said.err.contains("5 rows read; 4 kept as facts, 1 set aside."), "{}", said.err);
    let all =
        desk.run("-C riverbend import --findings --format json ../schools.csv ../attendance.csv");
    let found = all.with_status(0).out;
    assert!(found.contains("days_absent"), "{found}");
    assert!(!found.contains("many"), "a cell that is no code or id is not quoted: {found}");
}

#[test]
fn the_same_files_twice_change_nothing() {
    let desk = Desk::with_town();
    let before = desk.run("-C riverbend facts show --format json").with_status(0).out;
    let said = desk.run("-C riverbend import ../exports");
    assert!(said.status < 2, "{}", said.err);
    assert!(said.err.contains("the facts are the same as before"), "{}", said.err);
    let after = desk.run("-C riverbend facts show --format json").with_status(0).out;
    assert_eq!(before, after);
    let diff = desk.run("-C riverbend facts diff").with_status(0).out;
    assert!(diff.contains("No table or year differs."), "{diff}");
}

#[test]
fn a_dry_run_changes_nothing() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.write("schools.csv", "school_id,school_name\n0412,Alder Elementary\n");
    let said = desk.run("-C riverbend import --dry-run ../schools.csv").with_status(0);
    assert!(said.err.contains("nothing was changed"), "{}", said.err);
    assert_eq!(json(&desk.run("-C riverbend facts show --format json").out)["rows"], json("[]"));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let (one, other) = (Desk::with_town(), Desk::empty());
    other.run("sample exports --size town --seed 7").with_status(0);
    other.run_args(&["new", "riverbend", "--name", "Riverbend Unified"]).with_status(0);
    super::command::copy_folder(&other.at("exports/mappings"), &other.at("riverbend/mappings"));
    assert!(other.run("-C riverbend import ../exports").status < 2);
    for words in [
        "-C riverbend facts show --format json",
        "-C riverbend gaps --format json",
        "-C riverbend gaps chronic_absence --group economically_disadvantaged --format json",
        "-C riverbend gaps chronic_absence --format csv",
        "-C riverbend export students",
    ] {
        let (a, b) = (one.run(words).with_status(0), other.run(words).with_status(0));
        // The day of the import is an input, and the one that two runs may not share.
        let without_day = |text: &str| -> Vec<String> {
            text.lines().filter(|l| !l.contains("imported_on")).map(str::to_owned).collect()
        };
        assert_eq!(without_day(&a.out), without_day(&b.out), "{words}");
        assert!(!a.out.is_empty(), "{words}");
    }
}

#[test]
fn every_figure_says_where_it_comes_from() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend gaps chronic_absence --group homeless --format json");
    let report = json(&said.with_status(0).out);
    assert_eq!(report["measure"]["id"], "chronic_absence");
    assert!(report["measure"]["citation"].as_str().is_some_and(|text| !text.is_empty()));
    assert!(report["provenance"]["rows_counted"].as_u64().is_some_and(|rows| rows > 0));
    let parts = report["provenance"]["parts"].as_array().expect("parts");
    let attendance = parts.iter().find(|part| part["table"] == "attendance").expect("attendance");
    assert_eq!(attendance["hash"].as_str().map(str::len), Some(64));
    assert!(attendance["files"][0].as_str().is_some_and(|file| file.ends_with(".csv")));
    assert!(attendance["imported_on"].as_str().is_some_and(|day| day.len() == 10));
}

#[test]
fn flips_are_listed_and_the_look_is_logged() {
    let desk = Desk::with_town();
    let words =
        "-C riverbend measures chronic_absence --flips federal enrolled_45_days --format csv";
    let said = desk.run(words).with_status(0);
    assert!(said.out.starts_with("student_id,"), "{}", said.out);
}

#[test]
fn a_measure_that_there_is_not_gets_the_nearest_name() {
    let desk = Desk::with_town();
    let said = desk.run("-C riverbend gaps chronic_abscence").with_status(2);
    assert!(said.err.contains("hint: did you mean chronic_absence?"), "{}", said.err);
}

#[test]
fn a_measure_without_its_tables_says_which_are_missing() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    let said = desk.run("-C riverbend gaps chronic_absence").with_status(2);
    assert!(said.err.contains("attendance"), "{}", said.err);
}

#[test]
fn a_closed_year_refuses_another_file() {
    let desk = Desk::with_town();
    desk.run("-C riverbend year close 2025").with_status(0);
    let before = desk.run("-C riverbend facts show --format json").out;
    let attendance = desk.run("-C riverbend export attendance --year 2025").with_status(0).out;
    let fewer: Vec<&str> = attendance.lines().take(20).collect();
    desk.write("attendance.csv", &(fewer.join("\n") + "\n"));
    let said = desk.run("-C riverbend import ../attendance.csv").with_status(1);
    assert!(said.err.contains("Refused attendance 2024–25"), "{}", said.err);
    assert_eq!(before, desk.run("-C riverbend facts show --format json").out);
}

#[test]
fn a_flipped_byte_is_found_and_named() {
    let desk = Desk::with_town();
    let folder = desk.at("riverbend/facts/schools/all");
    let part = std::fs::read_dir(folder).expect("parts").flatten().next().expect("a part").path();
    let mut bytes = std::fs::read(&part).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&part, bytes).expect("written");
    let said = desk.run("-C riverbend facts verify").with_status(1);
    let name = part.file_name().expect("a name").to_string_lossy();
    assert!(said.out.contains(&*name), "{}", said.out);
}

#[test]
fn exports_import_again_as_the_same_facts() {
    let desk = Desk::with_town();
    desk.run("-C riverbend export --dir ../out").with_status(0);
    desk.run("new twin").with_status(0);
    let said = desk.run("-C twin import ../out");
    assert!(said.status < 2, "{}", said.err);
    let fingerprint = |words: &str| json(&desk.run(words).out)["notes"][0].clone();
    assert_eq!(
        fingerprint("-C riverbend facts show --format json"),
        fingerprint("-C twin facts show --format json")
    );
}

#[test]
fn a_template_is_an_export_without_rows() {
    let desk = Desk::empty();
    desk.run("new riverbend").with_status(0);
    desk.write("schools.csv", "school_id,school_name\n0412,Alder Elementary\n");
    desk.run("-C riverbend import ../schools.csv").with_status(0);
    let template = desk.run("template schools").with_status(0).out;
    let export = desk.run("-C riverbend export schools").with_status(0).out;
    assert_eq!(export.lines().next(), template.lines().next());
    assert_eq!(template.lines().count(), 1);
}

#[test]
fn a_file_of_requirements_is_answered_with_line_and_remedy() {
    let desk = Desk::empty();
    let good = desk.run("graduation diplomas --help").with_status(0);
    assert!(good.out.contains("diploma"), "{}", good.out);
    std::fs::write(desk.at("ours.toml"), "id = \"x\"\nname = \"X\"\nversoin = \"1\"\n")
        .expect("a file");
    let said = desk.run("graduation check-policy ours.toml --format json").with_status(1);
    let found = json(&said.out);
    assert_eq!(found["rows"][0]["line"], 3, "{}", said.out);
    assert_eq!(found["rows"][0]["remedy"], "did you mean `version`?");
    let said = desk.run("graduation check-policy nowhere.toml").with_status(2);
    assert!(said.err.contains("nowhere.toml"), "{}", said.err);
}
