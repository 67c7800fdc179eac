//! Proposed mappings of small made-up files, one for each thing that published files do.

use traction_intake::mapping::{Suggestion, parse_mapping, suggest};

/// The proposal for a file written out as lines, of which the first is the header.
fn propose(file: &str, lines: &[&str]) -> Suggestion {
    let cells = |line: &&str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
    let rows: Vec<Vec<String>> = lines[1..].iter().map(cells).collect();
    let proposed = suggest(file, &cells(&lines[0]), &rows);
    if !proposed.mapping.tables.is_empty() {
        let parsed = parse_mapping("proposed.toml", &proposed.text);
        assert_eq!(parsed, Ok(proposed.mapping.clone()), "{}", proposed.text);
    }
    proposed
}

#[test]
fn the_rows_of_totals_are_left_out_of_the_schools() {
    let proposed = propose(
        "counts_2019_20.csv",
        &[
            "school_number,school_name,school_year,grade,enrollment",
            "0,All Riverbend Schools,2019-20,1,900",
            "4,Lincoln Elementary,2019-20,1,60",
            "7,All Saints Lane School,2019-20,1,70",
            ",State Total,2019-20,1,9000",
            "9999,Riverbend District,2019-20,1,900",
        ],
    );
    assert_eq!(proposed.mapping.files, ["counts_*.csv"]);
    for table in &proposed.mapping.tables {
        let left: Vec<_> =
            table.leave_out.iter().map(|c| (c.column.as_str(), c.values.join(";"))).collect();
        let expected =
            [("school_number", "0;9999".to_owned()), ("school_name", "State Total".to_owned())];
        assert_eq!(left, expected, "{}", table.table.name);
    }
    insta::assert_snapshot!(proposed.text);
}

#[test]
fn a_percentage_of_something_else_is_no_attendance() {
    let proposed = propose(
        "moves_2015_2019.csv",
        &[
            "Academic Year,School Number,School Name,School Type,Mobility Pct,Mobility Cnt",
            "2015,0301,Lincoln Elementary,Elementary,17.1,37",
            "2016,0301,Lincoln Elementary,Elementary,18.0,39",
            "2015,0402,Riverbend Middle,Middle,9.7,61",
            "2016,0402,Riverbend Middle,Middle,10.2,64",
        ],
    );
    let tables: Vec<&str> = proposed.mapping.tables.iter().map(|t| t.table.name).collect();
    assert_eq!(tables, ["schools"]);
    insta::assert_snapshot!(proposed.text);
}

#[test]
fn results_added_up_by_school_and_group_say_why_no_table_holds_them() {
    let proposed = propose(
        "readiness_2019_20.csv",
        &[
            "district,student_group,num_tested,avg_scale_score,perc_proficient",
            "Riverbend,All Students,5577,265.3,0.37",
            "Riverbend,EL,625,256.6,0.15",
        ],
    );
    assert!(proposed.mapping.tables.is_empty());
    insta::assert_snapshot!(proposed.text);
}

#[test]
fn headers_run_together_and_a_flag_named_after_a_sex_are_read() {
    let proposed = propose(
        "panel.csv",
        &[
            "schoolid,childid,year,grade,math,female",
            "2020,271,0.5,2,1.146,1",
            "2020,271,1.5,3,1.134,1",
            "2021,272,0.5,2,2.300,0",
            "2021,272,1.5,3,2.439,0",
        ],
    );
    let tables: Vec<&str> = proposed.mapping.tables.iter().map(|t| t.table.name).collect();
    assert_eq!(tables, ["students"]);
    insta::assert_snapshot!(proposed.text);
}

#[test]
fn figures_that_are_mostly_withheld_are_still_figures() {
    let proposed = propose(
        "readiness_2019_20.csv",
        &[
            "school_number,school_name,student_group,avg_scale_score",
            "4,Lincoln Elementary,All Students,265.3",
            "4,Lincoln Elementary,EL,NA",
            "7,Riverbend Middle,All Students,NA",
            "7,Riverbend Middle,EL,NA",
        ],
    );
    assert!(proposed.text.contains("published results of an assessment"), "{}", proposed.text);
}
