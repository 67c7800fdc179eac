//! The pages of the room budget: a picture that moves by links, why in words, no student anywhere.

use std::fmt::Write as _;

use tempfile::TempDir;
use traction_office::{District, plan};
use traction_web::router;

use super::html::attributes;
use super::reader::Reader;
use super::town::{district, district_at, import_at, read, run};

/// The district with a timetable, staff and a ledger at its high school: sixty students in four
/// lessons of twenty, four teachers with three lessons each of five periods of an hour.
fn with_a_whole_school() -> (TempDir, District) {
    let (folder, district) = district_at("2026-11-02T09:00:00Z");
    let more = folder.path().join("more");
    std::fs::create_dir(&more).expect("a folder");
    let year = "2025-26";
    let mut sections =
        "school_year,section_id,course_id,school_id,term,periods,staff_id\n".to_owned();
    let mut seats = "school_year,section_id,student_id\n".to_owned();
    for section in 0..12 {
        let (teacher, period) = (section / 3, section / 3 + section % 3);
        writeln!(sections, "{year},S{section},C1,0610,year,{},T{teacher}", period % 5 + 1)
            .expect("text");
        for seat in 0..20 {
            let student = 40_000 + section % 3 * 20 + seat;
            writeln!(seats, "{year},S{section},{student}").expect("text");
        }
    }
    let mut bells = "school_year,school_id,day,period,start_time,end_time\n".to_owned();
    for period in 1..=5 {
        writeln!(bells, "{year},0610,all,{period},{:02}:00,{:02}:00", 8 + period, 9 + period)
            .expect("text");
    }
    let mut staff = "school_year,staff_id,last_surname,first_name\n".to_owned();
    let mut jobs = "school_year,staff_id,school_id,job,fte,fund\n".to_owned();
    for teacher in 0..4 {
        writeln!(staff, "{year},T{teacher},Teacher{teacher},Given").expect("text");
        writeln!(jobs, "{year},T{teacher},0610,teacher,1.0,general").expect("text");
    }
    let ledger = "school_year,version,line,school_id,account,fund,amount\n\
                  2025-26,adopted,1,0610,1000-110 Teacher salaries,general,360000.00\n\
                  2025-26,adopted,2,0610,1000-210 Benefits,general,90000.00\n\
                  2025-26,adopted,3,0610,1000-610 Supplies,general,10000.00\n";
    for (name, text) in [
        ("courses.csv", "course_id,course_title\nC1,Algebra I\n"),
        ("sections.csv", &sections),
        ("section_students.csv", &seats),
        ("bell_periods.csv", &bells),
        ("staff.csv", &staff),
        ("staff_assignments.csv", &jobs),
        ("budget_lines.csv", ledger),
    ] {
        std::fs::write(more.join(name), text).expect("a file");
    }
    import_at(&district, &more, "2026-11-03T09:00:00Z");
    (folder, district)
}

#[test]
fn the_picture_moves_by_links_alone_and_every_link_answers() {
    run(async {
        let router = router(district());
        let said = read(&router, "/budget/schools/0610").await;
        assert_eq!(said.status, 200, "{}", said.text);
        assert!(said.text.contains("One picture") && said.text.contains("Students"));
        let links = attributes(&said.text, "href");
        let moves: Vec<&String> = links.iter().filter(|link| link.contains("turns=")).collect();
        assert!(moves.len() >= 2, "{links:?}");
        for link in moves {
            let path = link
                .split('#')
                .next()
                .unwrap_or_default()
                .replace("&#38;", "&")
                .replace("&amp;", "&");
            let moved = read(&router, &path).await;
            assert_eq!(moved.status, 200, "{path}\n{}", moved.text);
            assert!(
                moved.text.contains("moved") || moved.text.contains("nothing was moved"),
                "{path}"
            );
        }
    });
}

#[test]
fn a_schools_page_tells_its_years_and_speaks_in_words() {
    run(async {
        let (_folder, district) = with_a_whole_school();
        let router = router(district);
        let page = read(&router, "/budget/schools/0610").await.text;
        for words in [
            "Does its plan last?",
            "Break-even",
            "February 1",
            "Students on count day",
            "Minutes a team could meet",
            "drawn from the bands of the enrollment projection",
        ] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        assert!(!page.contains("with_disability is"), "a name of the formula in a sentence");
        let ahead = read(&router, "/budget/ahead").await.text;
        for words in [
            "Who would move",
            "How many students each plan needs",
            "Money is what the formula gives",
        ] {
            assert!(ahead.contains(words), "{words}");
        }
        let book = read(&router, "/budget/workbook").await;
        assert_eq!(book.status, 200);
    });
}

/// The first link of a page with this label, ready to be asked for.
fn link(text: &str, label: &str) -> String {
    let at = text.find(label).unwrap_or_else(|| panic!("no {label}\n{text}"));
    let begin = text[..at].rfind("href=\"").unwrap_or_else(|| panic!("{label} is no link")) + 6;
    let end = begin + text[begin..].find('"').unwrap_or_default();
    let path = text[begin..end].split('#').next().unwrap_or_default();
    path.replace("&#38;", "&").replace("&amp;", "&")
}

#[test]
fn a_second_press_keeps_the_first_and_each_can_be_taken_back() {
    run(async {
        let (_folder, district) = with_a_whole_school();
        let router = router(district);
        let page = read(&router, "/budget/schools/0610").await.text;
        let one = read(&router, &link(&page, "aria-label=\"Less: Average class size")).await.text;
        assert_eq!(one.matches("take back").count(), 1);
        let two = link(&one, "aria-label=\"More: Minutes to plan alone");
        assert!(two.contains("class_size") && two.contains("planning"), "{two}");
        let two = read(&router, &two).await.text;
        for words in ["Average class size from", "Minutes to plan alone from", "Together this "] {
            assert!(two.contains(words), "{words}\n{two}");
        }
        assert_eq!(two.matches("take back").count(), 2);
        assert_eq!(two.matches("a year.</strong>").count(), 2, "each move has its price");
        let undone = read(&router, &link(&two, "Undo the last")).await.text;
        assert_eq!(undone.matches("take back").count(), 1);
        assert!(undone.contains("Average class size from"));
        let back = read(&router, &link(&two, "Back to how it is")).await.text;
        assert_eq!(back.matches("take back").count(), 0);
        // The form without a script carries on what stands.
        assert!(two.contains("name=\"turns\" value=\"class_size:"), "{two}");
    });
}

#[test]
fn what_makes_no_sense_in_the_picture_is_refused_in_words() {
    run(async {
        let router = router(district());
        for (path, status, words) in [
            ("/budget/schools/9999", 404, "no school"),
            ("/budget/schools/0610?move=luck&to=3", 400, "no quantity “luck”"),
            ("/budget/schools/0610?move=students&to=many", 400, "must be a number"),
            ("/budget/schools/0610?turns=hold:luck", 400, "no quantity “luck”"),
            ("/budget/schools/0610?turns=luck", 400, "neither a move"),
            ("/budget?formula=nobodys", 404, "no formula called “nobodys”"),
            ("/budget/trade?budget=-4", 400, "from 0 up"),
            ("/budget/ahead?seed=x", 400, "must be a number"),
        ] {
            let said = read(&router, path).await;
            assert_eq!(said.status.as_u16(), status, "{path}\n{}", said.text);
            assert!(said.text.contains(words), "{path}: {words}\n{}", said.text);
        }
    });
}

#[test]
fn every_page_of_the_room_answers_and_names_no_student() {
    run(async {
        let router = router(district());
        for path in [
            "/budget",
            "/budget/ahead",
            "/budget/trade",
            "/budget/fair",
            "/budget/funds",
            "/budget/positions",
            "/budget/positions?school=0610",
            "/budget/keep",
            "/budget/compare?old=weights_and_ratios&new=nyc_fsf_fy2019",
            "/budget/schools/0410",
            "/budget/schools/0410?turns=hold:class_size&move=students&to=80",
        ] {
            for ending in ["", ".json"] {
                let (page, query) = path.split_once('?').unwrap_or((path, ""));
                let said = read(&router, &format!("{page}{ending}?{query}")).await;
                assert_eq!(said.status, 200, "{path}\n{}", said.text);
                assert!(!said.text.contains("last_surname"), "{path}");
            }
        }
    });
}

fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::system()).date()
}

#[test]
fn changed_inputs_come_back_on_the_page_are_kept_and_adopted() {
    let begun = today();
    let (_folder, district) = with_a_whole_school();
    let router = router(district.clone());
    run(async {
        let mut reader = Reader::new(&router);
        let inputs = read(&router, "/budget/keep.csv?table=inputs").await.text;
        let changed = inputs.replacen(",60,", ",95,", 1);
        assert_ne!(inputs, changed, "{inputs}");
        let form = |inputs| [("formula", "weights_and_ratios"), ("inputs", inputs)];
        let to = "/budget/propose";
        let said = reader.fill_in("/budget/keep", to, &form("a,b\n1,2\n")).await;
        let words = "What was pasted has no columns school_id and school_name";
        assert!(said.text.contains(words), "{}", said.text);
        let said = reader.fill_in("/budget/keep", to, &form(&changed)).await;
        assert_eq!(said.status, 303, "{}", said.text);
        let page = reader.get("/budget/keep").await.text;
        assert!(page.contains("Kept as proposal 1.") && page.contains("a pasted table"), "{page}");
        let one = [("proposal", "1")];
        let said = reader.fill_in("/budget/keep", "/budget/adopt", &one).await;
        assert_eq!(said.status, 303, "{}", said.text);
        let page = reader.get("/budget/keep").await.text;
        assert!(page.contains("Proposal 1 is adopted"), "{page}");
        let words = "schools have their figures for 2026–27 from today: 4 their dollars, 4 their \
                     positions";
        assert!(page.contains(words), "{page}");
        // A year that these students cannot be the counts of is told beside its field.
        let early = [("formula", "weights_and_ratios"), ("inputs", ""), ("year", "2024")];
        let said = reader.fill_in("/budget/keep", to, &early).await;
        assert!(said.text.contains("allocate no budget for 2023–24"), "{}", said.text);
    });
    // The day is on the planning calendar, school by school.
    let calendar = plan::calendar(&district, 2027, begun, None).expect("a calendar");
    for figure in ["budget", "staffing"] {
        let times = calendar.lead_times.iter().find(|times| times.figure.id == figure);
        let times = times.expect("a figure of the planning year");
        let received = times.schools.iter().filter_map(|school| school.received_on);
        assert!(received.into_iter().all(|on| (begun..=today()).contains(&on)), "{times:?}");
        assert_eq!(times.received, 4);
    }
}
