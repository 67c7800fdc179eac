//! Small published files, attacked.

use super::*;

fn table(text: &str) -> Published {
    let mut lines =
        text.lines().map(|line| line.split(',').map(|cell| cell.trim().to_owned()).collect());
    Published {
        name: "file.csv".to_owned(),
        header: lines.next().unwrap_or_default(),
        rows: lines.collect(),
    }
}

fn found(text: &str) -> BTreeMap<&'static str, u64> {
    attack_files(&[table(text)], &Reading::default(), 10).unwrap().found
}

const LONG: &str = "release_year,school,group,stat,value
2020,A,All Students,D,100
2020,A,Female,D,60
2020,A,Male,D,40
2020,B,All Students,D,50
2020,B,Female,D,20
2020,B,Male,D,30
2020,C,All Students,D,70
2020,C,Female,D,30
2020,C,Male,D,40
";

#[test]
fn one_masked_group_of_a_whole_is_counted_as_found_and_its_value_is_not_kept() {
    let text = format!("{LONG}2020,D,All Students,D,47\n2020,D,Female,D,41\n2020,D,Male,D,*");
    let outcome = attack_files(&[table(&text)], &Reading::default(), 10).unwrap();
    assert_eq!(outcome.count_found(), 1);
    assert_eq!(outcome.withheld, 1);
    assert_eq!(outcome.places, ["D, Male, students: a total less what is shown beside it"]);
    let words = outcome.places.join(" ");
    assert!(!words.contains(char::is_numeric), "no value: {words}");
}

#[test]
fn two_masked_groups_of_a_whole_are_not_found() {
    let text = format!("{LONG}2020,D,All Students,D,47\n2020,D,Female,D,*\n2020,D,Male,D,*");
    assert!(found(&text).is_empty());
}

#[test]
fn a_column_of_percents_in_which_only_ranges_stand_tells_no_tables_apart() {
    let of = |school: &str, all: u64, female: &str, male: &str| {
        format!(
            "{school},All Students,{all},5% or less\n{school},Female,{female},10% or less\n\
             {school},Male,{male},20% or less\n"
        )
    };
    let text = "school,group,students,percent\n".to_owned()
        + &of("A", 100, "60", "40")
        + &of("B", 50, "20", "30")
        + &of("C", 70, "30", "40")
        + &of("D", 47, "41", "*");
    assert_eq!(found(&text), BTreeMap::from([("a total less what is shown beside it", 1)]));
}

#[test]
fn a_percent_of_a_known_group_is_a_count() {
    let text = format!(
        "{LONG}2020,D,All Students,D,40\n2020,D,All Students,N,*\n2020,D,All Students,R,12.5"
    );
    assert_eq!(found(&text), BTreeMap::from([("percent × group size", 1)]));
}

#[test]
fn what_another_edition_shows_is_found() {
    let text = format!("{LONG}2020,D,All Students,D,*\n2021,D,All Students,D,8");
    assert_eq!(found(&text), BTreeMap::from([("shown in another edition or file", 1)]));
}

fn together(texts: &[&str], reading: &Reading) -> Outcome {
    let tables: Vec<Published> = texts.iter().map(|text| table(text)).collect();
    attack_files(&tables, reading, 10).unwrap()
}

#[test]
fn what_another_file_shows_or_leaves_in_a_total_is_found() {
    let one =
        format!("{LONG}2020,Dell,All Students,D,47\n2020,Dell,Female,D,*\n2020,Dell,Male,D,*");
    let none = "school,release_year,group,stat,value\nE,2020,All Students,D,40";
    assert_eq!(together(&[&one, none], &Reading::default()).count_found(), 0);
    let other =
        "school,release_year,group,stat,value\nDell,2020,All Students,D,47\nDell,2020,Female,D,44";
    let outcome = together(&[&one, other], &Reading::default());
    let ways: Vec<_> = outcome.found.into_iter().collect();
    let shown = ("shown in another edition or file", 1);
    assert_eq!(ways, [("a total less what is shown beside it", 1), shown]);
}

#[test]
fn files_of_two_years_are_not_editions_of_one() {
    let of = |year: &str, n: &str| {
        format!("year,school,group,n\n{year},A,All Students,40\n{year},A,Female,{n}")
    };
    let outcome = together(&[&of("2020", "*"), &of("2021", "12")], &Reading::default());
    assert_eq!((outcome.withheld, outcome.count_found()), (1, 0));
}

const SCHOOLS: &str = "school,group,n
District,All Students,150
District,Female,80
District,Male,70
A,All Students,100
A,Female,*
A,Male,*
B,All Students,50
B,Female,30
B,Male,20
";

#[test]
fn a_school_is_worked_out_from_its_district() {
    let reading = Reading { place: Some("school".into()), ..Reading::default() };
    let outcome = together(&[SCHOOLS], &reading);
    assert_eq!(outcome.wholes.len(), 1);
    assert_eq!(outcome.count_found(), 2, "the district less school B: {outcome:?}");
    // The whole in a file of its own.
    let (district, schools): (Vec<&str>, Vec<&str>) =
        SCHOOLS.lines().skip(1).partition(|line| line.starts_with("District"));
    let file = |rows: &[&str]| format!("school,group,n\n{}", rows.join("\n"));
    let outcome = together(&[&file(&schools), &file(&district)], &reading);
    assert_eq!(outcome.count_found(), 2);
}

#[test]
fn places_that_do_not_add_up_are_no_whole() {
    let wrong = SCHOOLS.replace("District,All Students,150", "District,All Students,151");
    let reading = Reading { place: Some("school".into()), ..Reading::default() };
    let error = attack_files(&[table(&wrong)], &reading, 1).unwrap_err().to_string();
    assert!(error.starts_with("the places in school do not add up to District"), "{error}");
    assert!(together(&[&wrong], &Reading::default()).wholes.is_empty());
}

#[test]
fn a_file_without_everyone_is_refused_with_words() {
    let error = attack_files(&[table("school,group,n\nA,Female,3")], &Reading::default(), 1);
    assert_eq!(
        error.unwrap_err().to_string(),
        "file.csv has no column in which one group is all students"
    );
}
