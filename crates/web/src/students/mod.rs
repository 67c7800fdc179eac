//! Students: one's own, by school and grade, and why one sees them.

use askama::Template;
use traction_office::roster::{self, Named, RosterQuery};

use crate::charts::words;
use crate::figures::table_of;
use crate::frame::{Frame, Section};
use crate::parts::{Choice, Empty, Filters, Link, Pages, Select, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Students on one page; the twins hold all that match.
const ON_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "students/list.html")]
struct ListPage {
    frame: Frame,
    lede: String,
    filters: Option<Filters>,
    table: Option<Table>,
    pages: Option<Pages>,
    empty: Empty,
    csv: String,
    json: String,
}

/// The page. Each reading is a look at student rows, and is in the access log.
///
/// # Errors
/// When whoever asks may see no student, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&["school", "grade", "page"])?;
    let page = asked.number::<usize>("page")?.unwrap_or(1).max(1);
    let first = (page - 1).saturating_mul(ON_A_PAGE);
    let whole = asked.form != Form::Html;
    let query = RosterQuery {
        school: asked.find("school").map(str::to_owned),
        grade: asked.find("grade").map(str::to_owned),
        skip: if whole { 0 } else { first },
        limit: (!whole).then_some(ON_A_PAGE),
    };
    let roster = roster::list(&asked.district, &query, asked.now)?;
    let year = roster.year.map(|year| year.to_string()).unwrap_or_default();
    let lede = format!(
        "{} in {year}. Your reason to see them: {}. This look is written down.",
        match roster.matching {
            1 => "1 student".to_owned(),
            many => format!("{} students", words::count(many as u64)),
        },
        roster.reason
    );
    let mut table = table_of(&roster.sheet);
    table.caption = "Students by name".to_owned();
    // The school's number is in the twins; the page has its name.
    if let Some(at) = roster.sheet.columns.iter().position(|column| column.key == "school_id") {
        table.columns.remove(at);
        table.rows.iter_mut().for_each(|row| {
            row.cells.remove(at - 1);
        });
    }
    let last = first.saturating_add(roster.sheet.rows.len());
    let page = ListPage {
        frame: asked.frame("Students", Section::Students)?,
        lede,
        filters: filters(asked, &roster.schools, &roster.grades),
        table: (!table.rows.is_empty()).then_some(table),
        pages: pages(asked, page, first, last, roster.matching),
        empty: Empty {
            says: "No student matches".to_owned(),
            because: "Nobody of yours is in this school and grade now.".to_owned(),
            way_on: Some(Link::to("/students", "All of them")),
        },
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![roster.sheet]))
}

fn filters(asked: &Asked, schools: &[Named], grades: &[Named]) -> Option<Filters> {
    let select = |name: &str, label: &str, all: &str, named: &[Named]| {
        let chosen = asked.text(name);
        let any = Choice { value: String::new(), text: all.to_owned(), chosen: chosen.is_empty() };
        let rest = named.iter().map(|(value, text)| Choice {
            value: value.clone(),
            text: text.clone(),
            chosen: value == chosen,
        });
        let choices = std::iter::once(any).chain(rest).collect();
        Select { name: name.to_owned(), label: label.to_owned(), choices }
    };
    let mut selects = Vec::new();
    if schools.len() > 1 {
        selects.push(select("school", "School", "All of your schools", schools));
    }
    if grades.len() > 1 {
        selects.push(select("grade", "Grade", "All grades", grades));
    }
    (!selects.is_empty()).then(|| Filters {
        action: "/students".to_owned(),
        search: None,
        selects,
        button: "Show".to_owned(),
    })
}

fn pages(asked: &Asked, page: usize, first: usize, last: usize, all: usize) -> Option<Pages> {
    if all <= ON_A_PAGE {
        return None;
    }
    let link = |page: usize, text: &str| Link::to(&asked.with("page", &page.to_string()), text);
    Some(Pages {
        shown: format!("Students {}–{last} of {all}", (first + 1).min(all)),
        before: (page > 1).then(|| link(page - 1, "The ones before")),
        after: (last < all).then(|| link(page + 1, "The next ones")),
    })
}
