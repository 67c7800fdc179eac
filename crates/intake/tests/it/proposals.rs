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
