//! The list of schools: by name, cluster and type, in any order.

use askama::Template;
use traction_core::district::SchoolType;
use traction_office::glance::{self, SchoolEntry};
use traction_office::{Cell as SheetCell, Sheet};

use crate::charts::words;
use crate::figures::{instead, linked_table};
use crate::frame::{Frame, Section};
use crate::links::below;
use crate::parts::{Choice, Column, Empty, Filters, Link, Pages, Search, Select, Table};
use crate::server::{Answer, Asked, Form, Refusal};

/// Schools on one page of the list.
const ON_A_PAGE: usize = 100;
const KEYS: [&str; 5] = ["name", "cluster", "type", "sort", "page"];
/// The orders, as an address writes them; a minus before one turns it round.
const ORDERS: [&str; 5] = ["name", "type", "cluster", "grades", "students"];

#[derive(Template)]
#[template(path = "schools/list.html")]
struct ListPage {
    frame: Frame,
    lede: String,
    filters: Filters,
    table: Option<Table>,
    empty: Empty,
    pages: Option<Pages>,
    csv: String,
    json: String,
}

/// The list.
///
/// # Errors
/// When the order is not known, or the office cannot answer.
pub fn page(asked: &Asked) -> Result<Answer, Refusal> {
    asked.only(&KEYS)?;
    let all = glance::list_schools(&asked.district)?;
    let filters = filters(asked, &all);
    let many = all.len();
    let mut found: Vec<SchoolEntry> =
        all.into_iter().filter(|school| is_asked_for(asked, school)).collect();
    sort(asked, &mut found)?;
    let whole = sheet(&found);
    let page = asked.number::<usize>("page")?.unwrap_or(1).max(1);
    let first = (page - 1).saturating_mul(ON_A_PAGE).min(found.len());
    let last = (first + ON_A_PAGE).min(found.len());
    let ids: Vec<String> = found[first..last].iter().map(|school| school.id.clone()).collect();
    let mut shown = sheet(&found[first..last]);
    shown.title = "Schools".to_owned();
    let mut table = linked_table(&shown, |at| ids.get(at).map(|id| below("/schools", id)));
    // The school's number is in the twins; the page leads with the name.
    for row in &mut table.rows {
        if !row.cells.is_empty() {
            let crate::parts::Cell::Plain(name) = row.cells.remove(0) else { continue };
            row.head = name;
        }
    }
    table.columns = headings(asked);
    let lede = if found.len() == many {
        format!("{} schools.", words::count(many as u64))
    } else {
        format!("{} of {many} schools.", found.len())
    };
    let page = ListPage {
        frame: asked.frame("Schools", Section::Schools)?,
        lede,
        filters,
        table: (!table.rows.is_empty()).then_some(table),
        empty: nothing_found(many),
        pages: pages(asked, page, first, last, found.len()),
        csv: asked.twin(Form::Csv, ""),
        json: asked.twin(Form::Json, ""),
    };
    Ok(Answer::of(page, vec![whole]))
}

fn nothing_found(many: usize) -> Empty {
    if many == 0 {
        Empty {
            says: "No schools are loaded".to_owned(),
            because: "The table of schools names them.".to_owned(),
            way_on: Some(Link::to("/data/tables/schools", "What the table holds")),
        }
    } else {
        Empty {
            says: "No school matches".to_owned(),
            because: "Try a part of its name, or another cluster.".to_owned(),
            way_on: Some(Link::to("/schools", "All schools")),
        }
    }
}

fn is_asked_for(asked: &Asked, school: &SchoolEntry) -> bool {
    let name = asked.text("name").to_lowercase();
    let named = school.name.to_lowercase().contains(&name) || school.id.to_lowercase() == name;
    let cluster = asked.find("cluster").is_none_or(|code| school.cluster.as_deref() == Some(code));
    let kind = asked.find("type").is_none_or(|code| {
        school.school_type.is_some_and(|school_type| school_type.code() == code)
    });
    named && cluster && kind
}

fn sort(asked: &Asked, schools: &mut [SchoolEntry]) -> Result<(), Refusal> {
    let order = asked.find("sort").unwrap_or("name");
    let (key, falling) = match order.strip_prefix('-') {
        Some(key) => (key, true),
        None => (order, false),
    };
    if !ORDERS.contains(&key) {
        return Err(Refusal::unclear(&format!(
            "The list can be in the order of {}, not of “{key}”.",
            words::list(&ORDERS)
        )));
    }
    schools.sort_by(|a, b| {
        let by = match key {
            "type" => a.school_type.map(SchoolType::code).cmp(&b.school_type.map(SchoolType::code)),
            "cluster" => a.cluster_name.cmp(&b.cluster_name),
            "grades" => grades_rank(a).cmp(&grades_rank(b)),
            "students" => a.students.value().cmp(&b.students.value()),
            _ => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        };
        let by = if falling { by.reverse() } else { by };
        by.then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(())
}

fn grades_rank(school: &SchoolEntry) -> Option<(Option<i8>, Option<i8>)> {
    school.grades.map(|(low, high)| (low.number(), high.number()))
}

fn headings(asked: &Asked) -> Vec<Column> {
    let order = asked.find("sort").unwrap_or("name");
    let titles = ["School", "Type", "Cluster", "Grades", "Students"];
    ORDERS
        .iter()
        .zip(titles)
        .map(|(key, title)| {
            let column =
                if *key == "students" { Column::numbers(title) } else { Column::words(title) };
            let (sorted, next) = if order == *key {
                (Some("ascending"), format!("-{key}"))
            } else if order.strip_prefix('-') == Some(*key) {
                (Some("descending"), (*key).to_owned())
            } else {
                (None, (*key).to_owned())
            };
            column.sorting(&asked.with("sort", &next), sorted)
        })
        .collect()
}

fn sheet(schools: &[SchoolEntry]) -> Sheet {
    let columns = [
        "school_id|Number",
        "school_name|School",
        "school_type|Type",
        "cluster|Cluster",
        "grades|Grades",
        "students|Students|n",
    ];
    let mut sheet = Sheet::of("schools", "Schools", &columns);
    for school in schools {
        let closed = if school.closed { " (closed)" } else { "" };
        let students: SheetCell = match school.students.value() {
            Some(count) => (*count).into(),
            None => instead(&school.students).into(),
        };
        sheet.push(vec![
            school.id.as_str().into(),
            format!("{}{closed}", school.name).into(),
            school.school_type.map(|kind| kind.label()).into(),
            school.cluster_name.clone().or_else(|| school.cluster.clone()).into(),
            grades_words(school).into(),
            students,
        ]);
    }
    sheet
}

/// "KG–05", or nothing where the file does not say.
pub(super) fn grades_words(school: &SchoolEntry) -> String {
    match school.grades {
        Some((low, high)) if low == high => low.code().to_owned(),
        Some((low, high)) => format!("{}–{}", low.code(), high.code()),
        None => String::new(),
    }
}

fn filters(asked: &Asked, schools: &[SchoolEntry]) -> Filters {
    let mut clusters: Vec<(String, String)> = schools
        .iter()
        .filter_map(|school| {
            let code = school.cluster.clone()?;
            Some((code.clone(), school.cluster_name.clone().unwrap_or(code)))
        })
        .collect();
    clusters.sort();
    clusters.dedup();
    let mut types: Vec<(String, String)> = schools
        .iter()
        .filter_map(|school| school.school_type)
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()))
        .collect();
    types.sort();
    types.dedup();
    let select = |name: &str, label: &str, all: &str, choices: Vec<(String, String)>| {
        let chosen = asked.text(name);
        let any = Choice { value: String::new(), text: all.to_owned(), chosen: chosen.is_empty() };
        let rest = choices.into_iter().map(|(value, text)| Choice {
            chosen: value == chosen,
            value,
            text,
        });
        Select {
            name: name.to_owned(),
            label: label.to_owned(),
            choices: std::iter::once(any).chain(rest).collect(),
        }
    };
    Filters {
        action: "/schools".to_owned(),
        search: Some(Search {
            name: "name".to_owned(),
            label: "Name or number".to_owned(),
            value: asked.text("name").to_owned(),
        }),
        selects: vec![
            select("cluster", "Cluster", "All clusters", clusters),
            select("type", "Type", "All types", types),
        ],
        button: "Find".to_owned(),
    }
}

fn pages(asked: &Asked, page: usize, first: usize, last: usize, all: usize) -> Option<Pages> {
    if all <= ON_A_PAGE {
        return None;
    }
    let link = |page: usize, text: &str| Link::to(&asked.with("page", &page.to_string()), text);
    Some(Pages {
        shown: format!("Schools {}–{last} of {all}", (first + 1).min(all)),
        before: (page > 1).then(|| link(page - 1, "The ones before")),
        after: (last < all).then(|| link(page + 1, "The next ones")),
    })
}
