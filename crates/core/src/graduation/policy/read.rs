//! Reading one diploma's file: every mistake, with its line and what to do.

mod marks;

use std::collections::BTreeSet;

use toml::Spanned;

use super::file::{
    DiplomaFile, ExamFile, LedgerFile, MatcherFile, RequirementFile, ShareFile, diploma_ledger,
};
use super::{
    Asks, Cohorts, Diploma, ExamMatcher, Grounds, Ledger, MOST_REQUIREMENTS, Marks, Matcher,
    MayShare, MiddleSchool, PolicyMistake, Repeats, Requirement,
};
use crate::district::{AcademicSubject, CourseLevel, SchoolYear};
use crate::near::find_nearest;
use crate::syntax::{line_of, read_toml};

/// The text, and what was found wrong in it so far.
struct Reading<'a> {
    text: &'a str,
    mistakes: Vec<PolicyMistake>,
}

impl Reading<'_> {
    fn line(&self, at: usize) -> usize {
        line_of(self.text, at)
    }

    fn wrong(&mut self, at: usize, what: impl Into<String>, remedy: impl Into<String>) {
        let line = self.line(at);
        self.mistakes.push(PolicyMistake { line, what: what.into(), remedy: remedy.into() });
    }

    fn year(&mut self, text: &Option<Spanned<String>>) -> Option<SchoolYear> {
        let spanned = text.as_ref()?;
        let written = spanned.get_ref();
        let read = SchoolYear::parse(written);
        if read.is_none() {
            let what = format!("“{written}” is not a school year");
            self.wrong(spanned.span().start, what, "write it like \"2026-27\"");
        }
        read
    }

    fn units(&mut self, at: usize, credits: f64, unit: f64) -> u32 {
        let units = credits / unit;
        if credits < 0.0 || !units.is_finite() || (units - units.round()).abs() > 1e-6 {
            let what = format!("{credits} credits are not a whole number of units of {unit}");
            self.wrong(at, what, "change the credits, or make `unit` smaller");
            return 0;
        }
        units.round() as u32
    }

    fn points(&mut self, marks: &Marks, mark: &Spanned<String>) -> f64 {
        if let Some(points) = marks.points.get(mark.get_ref()) {
            return *points;
        }
        let what = format!("the mark “{}” is not in [marks.points]", mark.get_ref());
        let known: Vec<&str> = marks.points.keys().map(String::as_str).collect();
        let remedy = match find_nearest(mark.get_ref(), known.iter().copied()) {
            Some(near) => format!("add it there, or write “{near}”"),
            None => format!("add it there; there are: {}", known.join(", ")),
        };
        self.wrong(mark.span().start, what, remedy);
        0.0
    }

    fn matcher(&mut self, read: &Spanned<MatcherFile>) -> Matcher {
        let at = read.span().start;
        let file = read.get_ref();
        let subject = file.subject.as_ref().and_then(|code| {
            let found = AcademicSubject::ALL.iter().copied().find(|s| s.code() == code);
            if found.is_none() {
                let known: Vec<&str> = AcademicSubject::ALL.iter().map(|s| s.code()).collect();
                self.unknown_word(at, "subject", code, &known);
            }
            found
        });
        let level = file.level.as_ref().and_then(|code| {
            let found = CourseLevel::ALL.iter().copied().find(|l| l.code() == code);
            if found.is_none() {
                let known: Vec<&str> = CourseLevel::ALL.iter().map(|l| l.code()).collect();
                self.unknown_word(at, "level", code, &known);
            }
            found
        });
        if let Some(sced) = &file.sced {
            let digits = sced.trim_end_matches('*');
            let whole = digits.len() == 5 && !sced.ends_with('*');
            let start = sced.ends_with('*') && (1..5).contains(&digits.len());
            if !digits.chars().all(|c| c.is_ascii_digit()) || !(whole || start) {
                let what = format!("“{sced}” is not a SCED code");
                self.wrong(at, what, "write five digits, or their beginning and a star: \"0205*\"");
            }
        }
        let says = [&file.course, &file.sced, &file.subject, &file.tag, &file.level]
            .iter()
            .any(|part| part.is_some());
        if !says && !file.any {
            self.wrong(
                at,
                "this names no course",
                "say course, sced, subject, tag, level or any = true",
            );
        }
        Matcher {
            course: file.course.clone(),
            sced: file.sced.clone(),
            subject,
            tag: file.tag.clone(),
            level,
            any: file.any,
        }
    }

    fn unknown_word(&mut self, at: usize, kind: &str, word: &str, known: &[&str]) {
        let remedy = match find_nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("there are: {}", known.join(", ")),
        };
        self.wrong(at, format!("there is no {kind} “{word}”"), remedy);
    }
}

impl Diploma {
    /// Reads one diploma's file.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of its lines.
    pub fn parse(text: &str) -> Result<Diploma, Vec<PolicyMistake>> {
        let mut reading = Reading { text, mistakes: Vec::new() };
        let file: DiplomaFile = match read_toml(text) {
            Ok(file) => file,
            Err(error) => {
                let line = error.span().map_or(0, |span| reading.line(span.start));
                return Err(vec![shape_mistake(line, error.message())]);
            }
        };
        let diploma = build(&mut reading, file);
        if reading.mistakes.is_empty() {
            return Ok(diploma);
        }
        reading.mistakes.sort_by_key(|mistake| mistake.line);
        Err(reading.mistakes)
    }
}

/// What the TOML reader says, with a remedy for what people most often do.
fn shape_mistake(line: usize, message: &str) -> PolicyMistake {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let remedy = if let Some((word, known)) =
        quoted.split_first().filter(|_| message.starts_with("unknown field"))
    {
        match find_nearest(word, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known.join(", ")),
        }
    } else if message.starts_with("missing field") {
        format!("add a line `{} = …`", quoted.first().copied().unwrap_or("field"))
    } else if message.starts_with("invalid type") {
        "numbers stand without quotes, words with them".to_owned()
    } else {
        "compare with a file that ships, such as policy/graduation/plain_24.toml".to_owned()
    };
    PolicyMistake { line, what: message.lines().next().unwrap_or_default().to_owned(), remedy }
}

fn build(reading: &mut Reading<'_>, file: DiplomaFile) -> Diploma {
    let unit = *file.unit.get_ref();
    if unit <= 0.0 || !unit.is_finite() {
        reading.wrong(file.unit.span().start, "a unit must be more than nothing", "0.5 is usual");
    }
    let cohorts = Cohorts {
        from: reading.year(&file.entering_from),
        until: reading.year(&file.entering_until),
    };
    let marks = marks::build_marks(reading, &file.marks);
    let total = reading.units(file.total.span().start, *file.total.get_ref(), unit);
    let beside_day = reading.units(0, file.beside_day, unit);
    let summer = reading.units(0, file.summer, unit);
    let middle_school = match &file.middle_school {
        None => (MiddleSchool::Nothing, Vec::new()),
        Some(read) => {
            let rule = match read.counts_as.get_ref().as_str() {
                "credit" => MiddleSchool::Credit,
                "requirement_only" => MiddleSchool::RequirementOnly,
                "nothing" => MiddleSchool::Nothing,
                other => {
                    let known = ["credit", "requirement_only", "nothing"];
                    reading.unknown_word(read.counts_as.span().start, "rule", other, &known);
                    MiddleSchool::Nothing
                }
            };
            (rule, read.accepts.iter().map(|m| reading.matcher(m)).collect())
        }
    };
    let repeats = match file.repeats.as_ref().map(|r| (r.span().start, r.get_ref().as_str())) {
        None | Some((_, "term")) => Repeats::Term,
        Some((_, "course")) => Repeats::Course,
        Some((at, other)) => {
            reading.unknown_word(at, "rule", other, &["term", "course"]);
            Repeats::Term
        }
    };
    let grounds =
        Grounds { citation: file.citation, verified: file.verified, note: file.note.clone() };
    if !grounds.verified && grounds.note.is_empty() {
        reading.wrong(0, "what is not verified needs a note", "say in `note` what is unsure");
    }
    let ledgers = build_ledgers(file.ledger);
    let mut requirements: Vec<Requirement> = Vec::new();
    let mut ids = BTreeSet::new();
    for read in &file.requirement {
        let at = read.span().start;
        if !ids.insert(read.get_ref().id.clone()) {
            let what = format!("two requirements are called “{}”", read.get_ref().id);
            reading.wrong(at, what, "give each its own id");
        }
        let known: Vec<&str> = ledgers.iter().map(|ledger| ledger.id.as_str()).collect();
        if !known.contains(&read.get_ref().ledger.as_str()) {
            reading.unknown_word(at, "[[ledger]]", &read.get_ref().ledger, &known);
        }
        requirements.push(build_requirement(reading, at, read.get_ref(), unit, &marks, &grounds));
    }
    if requirements.is_empty() {
        reading.wrong(0, "nothing is required", "add at least one [[requirement]]");
    }
    if requirements.len() > MOST_REQUIREMENTS {
        let what = format!("{} requirements are more than {MOST_REQUIREMENTS}", requirements.len());
        reading.wrong(0, what, "put courses that fill one requirement into one `accepts`");
    }
    let sharing = build_sharing(reading, &file.may_share, &requirements, unit);
    Diploma {
        name_es: if file.name_es.is_empty() { file.name.clone() } else { file.name_es },
        id: file.id,
        name: file.name,
        place: file.place,
        version: file.version,
        adopted: file.adopted,
        cohorts,
        grounds,
        unit,
        year_course: file.year_course,
        total,
        periods: file.periods,
        beside_day,
        summer,
        college_hours: file.college_hours * unit / file.year_course,
        section_fte: file.section_fte,
        marks,
        middle_school,
        repeats,
        repeatable: file.repeatable.iter().map(|m| reading.matcher(m)).collect(),
        never_give_up: file.never_give_up.iter().map(|m| reading.matcher(m)).collect(),
        ready_average: file.ready_average,
        same_courses: file.same_courses,
        ledgers,
        requirements,
        sharing,
    }
}

/// The diploma's own count, and those that the file adds.
fn build_ledgers(read: Vec<LedgerFile>) -> Vec<Ledger> {
    let own = Ledger {
        id: diploma_ledger(),
        name: "Diploma".to_owned(),
        name_es: "Diploma".to_owned(),
        required: true,
    };
    let added = read.into_iter().map(|ledger| Ledger {
        name_es: ledger.name_es.unwrap_or_else(|| ledger.name.clone()),
        id: ledger.id,
        name: ledger.name,
        required: ledger.required,
    });
    std::iter::once(own).chain(added).collect()
}

fn build_requirement(
    reading: &mut Reading<'_>,
    at: usize,
    file: &RequirementFile,
    unit: f64,
    marks: &Marks,
    whole: &Grounds,
) -> Requirement {
    let id = &file.id;
    let kinds = [file.credits.is_some(), file.exams.is_some(), file.average.is_some(), file.shown];
    if kinds.iter().filter(|kind| **kind).count() != 1 {
        let what = format!("“{id}” must ask for one thing");
        reading.wrong(at, what, "say one of credits, exams, average, shown = true");
    }
    let asks = if let Some(credits) = &file.credits {
        if file.accepts.is_empty() {
            let what = format!("no course counts for “{id}”");
            reading.wrong(at, what, "list courses in `accepts`, such as { subject = \"science\" }");
        }
        Asks::Credit {
            units: reading.units(credits.span().start, *credits.get_ref(), unit),
            accepts: file.accepts.iter().map(|m| reading.matcher(m)).collect(),
            except: file.except.iter().map(|m| reading.matcher(m)).collect(),
            minimum_points: file.minimum_mark.as_ref().map(|mark| reading.points(marks, mark)),
        }
    } else if let Some(count) = file.exams {
        if (file.ways.len() as u32) < count || file.ways.iter().any(Vec::is_empty) {
            let what =
                format!("“{id}” asks for {count} examinations and lists {}", file.ways.len());
            reading.wrong(at, what, "list at least as many `ways`, each with a result");
        }
        let ways = file.ways.iter().map(|way| way.iter().map(exam).collect()).collect();
        Asks::Exams { count, ways }
    } else if let Some(minimum) = file.average {
        Asks::Average { minimum }
    } else {
        Asks::Shown
    };
    let option = match (&file.choice, &file.option) {
        (Some(choice), Some(option)) => Some((choice.clone(), option.clone())),
        (None, None) => None,
        _ => {
            let what = format!("“{id}” names a choice without an option, or the other way round");
            reading.wrong(at, what, "say both `choice` and `option`, or neither");
            None
        }
    };
    let grounds = Grounds {
        citation: file.citation.clone().unwrap_or_else(|| whole.citation.clone()),
        verified: file.verified.unwrap_or(whole.verified),
        note: file.note.clone().unwrap_or_else(|| whole.note.clone()),
    };
    if !grounds.verified && grounds.note.is_empty() {
        let what = format!("“{id}” is not verified and has no note");
        reading.wrong(at, what, "say in `note` what is unsure");
    }
    Requirement {
        id: id.clone(),
        name: file.name.clone(),
        name_es: file.name_es.clone().unwrap_or_else(|| file.name.clone()),
        area: file.area.clone().unwrap_or_else(|| file.name.clone()),
        ledger: file.ledger.clone(),
        option,
        asks,
        cohorts: Cohorts {
            from: reading.year(&file.entering_from),
            until: reading.year(&file.entering_until),
        },
        grounds,
    }
}

fn exam(file: &ExamFile) -> ExamMatcher {
    ExamMatcher {
        assessment: file.assessment.clone(),
        subject: file.subject.clone(),
        minimum_score: file.minimum_score,
    }
}

fn build_sharing(
    reading: &mut Reading<'_>,
    file: &[Spanned<ShareFile>],
    requirements: &[Requirement],
    unit: f64,
) -> Vec<MayShare> {
    let mut sharing = Vec::new();
    let ids: Vec<&str> = requirements.iter().map(|r| r.id.as_str()).collect();
    for read in file {
        let at = read.span().start;
        let share = read.get_ref();
        let mut place = |id: &str| {
            let found = ids.iter().position(|known| *known == id);
            if found.is_none() {
                reading.unknown_word(at, "requirement", id, &ids);
            }
            found
        };
        let (Some(first), Some(second)) = (place(&share.first), place(&share.second)) else {
            continue;
        };
        let credit = |at: usize| matches!(requirements[at].asks, Asks::Credit { .. });
        if first == second || !credit(first) || !credit(second) {
            reading.wrong(
                at,
                "these two cannot share credit",
                "name two different credit requirements",
            );
        } else if requirements[first].ledger != requirements[second].ledger {
            let remedy = "leave this out: credit counts once in each ledger anyway";
            reading.wrong(at, "these two are in different ledgers", remedy);
        } else {
            let units = share.credits.map_or(u32::MAX, |credits| reading.units(at, credits, unit));
            sharing.push(MayShare { first: first.min(second), second: first.max(second), units });
        }
    }
    sharing
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = include_str!("../../../../../policy/graduation/plain_24.toml");

    fn mistakes(text: &str) -> Vec<PolicyMistake> {
        Diploma::parse(text).unwrap_err()
    }

    #[test]
    fn a_mistake_names_its_line_and_what_to_do() {
        let text = PLAIN.replacen("subject = \"mathematics\"", "subject = \"mathematic\"", 1);
        let line = text.lines().position(|l| l.contains("\"mathematic\"")).unwrap() + 1;
        let found = mistakes(&text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, line);
        assert_eq!(
            found[0].to_string(),
            format!("line {line}: there is no subject “mathematic”; did you mean “mathematics”?")
        );
    }

    #[test]
    fn every_mistake_is_told_at_once_in_the_order_of_lines() {
        let text = PLAIN.replacen("credits = 4.0", "credits = 4.3", 1).replacen(
            "minimum_mark = \"D\"",
            "minimum_mark = \"E\"",
            1,
        ) + "\n[[may_share]]\nfirst = \"english\"\nsecond = \"englich\"\n";
        let found = mistakes(&text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.is_sorted_by_key(|m| m.line));
        assert!(found[0].what.contains("4.3 credits"));
        assert!(found.iter().any(|m| m.remedy.contains("add it there")));
        assert!(found[2].remedy.contains("english"));
    }

    #[test]
    fn a_word_that_no_file_has_is_answered_with_the_nearest() {
        let found = mistakes(&PLAIN.replacen("adopted =", "adoptd =", 1));
        assert_eq!(found[0].remedy, "did you mean `adopted`?");
        let found = mistakes(&PLAIN.replacen("unit = 0.5", "unit = \"0.5\"", 1));
        assert!(found[0].line > 1 && found[0].remedy.contains("without quotes"), "{found:?}");
        let found = mistakes(&PLAIN.replacen("version =", "versin =", 1));
        assert!(found[0].line > 0, "{found:?}");
    }

    #[test]
    fn a_requirement_asks_for_one_thing_and_says_which_courses_count() {
        let extra = "\n[[requirement]]\nid = \"x\"\nname = \"X\"\ncredits = 1.0\naverage = 2.0\n";
        let found = mistakes(&format!("{PLAIN}{extra}"));
        assert!(found.iter().any(|m| m.what.contains("one thing")));
        assert!(found.iter().any(|m| m.what.contains("no course counts")));
    }
}
