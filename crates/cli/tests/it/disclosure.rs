//! Releases as typed: made, listed, written into a folder, and the folder attacked.

use std::fs;
use std::path::Path;

use super::command::{Desk, rows};

/// The number before a word in a line of notes.
fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or_default();
    let digits = before.rsplit(' ').find(|part| !part.is_empty()).unwrap_or_default();
    digits.replace(',', "").parse().unwrap_or_else(|_| panic!("no number before {word}: {text}"))
}

#[test]
fn a_release_counts_its_cells_in_one_way_wherever_it_is_shown() {
    let desk = Desk::with_town();
    let made = desk.run("-C riverbend disclosure release make --format csv").with_status(0).out;
    let of = |column: &str| -> u64 {
        rows(&made).iter().map(|row| row[column].parse::<u64>().expect("a number")).sum()
    };
    let (cells, withheld) = (of("cells"), of("withheld"));
    assert_eq!(cells, of("figures") + of("ranges") + withheld, "each cell is one of three");
    let list = desk.run("-C riverbend disclosure release list --format csv").with_status(0).out;
    let list = &rows(&list)[0];
    assert_eq!(list["cells"], cells.to_string());
    assert_eq!(list["withheld"], withheld.to_string());
    let said = desk.run("-C riverbend disclosure release attack").with_status(0).out;
    assert!(said.contains("A cell is a group in a place of which there are students"), "{said}");
    assert_eq!(number_before(&said, " cells,"), cells);
    assert_eq!(number_before(&said, " withheld; the attack"), withheld);

    let out = "-C riverbend disclosure release export ../published";
    let said = desk.run(out).with_status(0).out;
    assert_eq!(number_before(&said, " cells,"), cells);
    assert_eq!(number_before(&said, " withheld."), withheld);
    let manifest = fs::read_to_string(desk.at("published/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["counted"]["cells"], cells);
    assert_eq!(manifest["counted"]["withheld"], withheld);
}

#[test]
fn a_whole_release_goes_into_a_folder_and_the_attack_on_it_finds_nothing() {
    let desk = Desk::with_town();
    let none = desk.run("-C riverbend disclosure release export ../published").with_status(2);
    assert!(none.err.contains("nothing has been released yet"), "{}", none.err);
    assert!(!desk.at("published").exists());
    desk.run("-C riverbend disclosure release make").with_status(0);
    desk.run("-C riverbend disclosure release export ../published").with_status(0);
    let again = desk.run("-C riverbend disclosure release export ../published").with_status(2);
    assert!(again.err.contains("is not empty"), "{}", again.err);

    // Every table is there with what it means, by which rules, and its hash.
    let readme = fs::read_to_string(desk.at("published/README.md")).expect("a page for people");
    let manifest = fs::read_to_string(desk.at("published/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let tables = manifest["tables"].as_array().expect("tables");
    assert!(tables.len() > 15, "{}", tables.len());
    let mut withheld = 0;
    for table in tables {
        let file = table["file"].as_str().expect("a file");
        let text = fs::read_to_string(desk.at(&format!("published/{file}"))).expect("a table");
        assert!(readme.contains(file), "{file}");
        assert!(readme.contains(table["sha256"].as_str().expect("a hash")), "{file}");
        assert!(readme.contains(table["definition"]["citation"].as_str().expect("where from")));
        withheld += rows(&text).iter().filter(|row| row["students"] == "*").count();
        for row in rows(&text) {
            let n: Option<u64> = row["students"].parse().ok();
            assert!(n.is_none_or(|n| n == 0 || n >= 10), "{file}: {row:?}");
        }
    }
    assert!(withheld > 300, "{withheld}");
    for words in ["Small groups", "NCES 2011-603", "`students`", "ships 2026-11-01"] {
        assert!(readme.contains(words), "{words}");
    }

    // Away from the district, from the files alone.
    let said = desk.run("disclosure attack published").with_status(0).out;
    assert!(said.contains(": 0 numbers of students, or of those who count, can be"), "{said}");
    assert_eq!(number_before(&said, " cells,"), manifest["counted"]["cells"].as_u64().expect("n"));
    assert!(said.contains("All files are as they were written."), "{said}");
}

/// Prints, in one place that tells how many students it has, all but one of the withheld numbers of
/// its races: then the last one is what is left.
fn put_back(file: &Path) {
    let text = fs::read_to_string(file).expect("a table");
    let mut table: Vec<Vec<String>> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes())
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    let column = |name: &str| table[0].iter().position(|head| head == name).expect("a column");
    let (students, code) = (column("students"), column("code"));
    let is_withheld = |row: &[String], place: &str| {
        row[students] == "*"
            && row[code].starts_with(&format!("{place}/race_ethnicity="))
            && !row[code].contains("=!")
    };
    let places: Vec<String> = table
        .iter()
        .filter(|row| row[code].ends_with("/all") && row[students] != "*")
        .map(|row| row[code].trim_end_matches("/all").to_owned())
        .collect();
    let many = |place: &&String| table.iter().filter(|row| is_withheld(row, place)).count();
    let place =
        places.iter().find(|place| many(place) > 1).expect("two races are withheld").clone();
    let those: Vec<usize> =
        (0..table.len()).filter(|at| is_withheld(&table[*at], &place)).collect();
    for at in &those[1..] {
        table[*at][students] = "11".to_owned();
    }
    let mut writer = csv::Writer::from_path(file).expect("the table");
    table.iter().for_each(|row| writer.write_record(row).expect("a row"));
    writer.flush().expect("the table");
}

#[test]
fn the_attack_on_a_folder_finds_what_somebody_puts_back_into_it() {
    let desk = Desk::with_town();
    desk.run("-C riverbend disclosure release make --measure chronic_absence").with_status(0);
    desk.run("-C riverbend disclosure release export ../published").with_status(0);
    let file = fs::read_dir(desk.at("published"))
        .expect("the folder")
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|e| e == "csv"))
        .expect("a table");
    put_back(&file);
    let said = desk.run("disclosure attack published").with_status(1).out;
    assert!(said.contains("Not as it was written: "), "{said}");
    assert!(!said.contains(": 0 numbers of students"), "{said}");
}
