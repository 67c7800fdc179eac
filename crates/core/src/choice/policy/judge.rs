//! Judging a policy's text: what keeps it from being used, and what will not do what was meant.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;

use super::file::{ClassFile, PolicyFile, ReserveFile, RoundFile};
use super::{
    Class, Condition, Conditions, DefaultSchool, Distance, Feeding, Isolation, LaterRound,
    LinesBefore, Lottery, Mechanism, Named, Neighborhood, Policy, Problem, Reading, Register,
    Reserve, RoundDays, Siblings, Size, Step, Waitlist,
};
use crate::finding::Severity;
use crate::near::find_nearest;
use crate::syntax::{line_of, read_toml};

pub(super) struct Judge<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

/// Reads a policy's text and says everything that is worth saying about it.
pub fn check_policy(text: &str) -> Reading {
    let mut judge = Judge { text, problems: Vec::new() };
    let file: PolicyFile = match read_toml(text) {
        Ok(file) => file,
        Err(error) => {
            let line = error.span().map(|span| line_of(text, span.start));
            judge.problems.push(Problem {
                severity: Severity::Blocking,
                line,
                what: format!(
                    "The text cannot be read: {}.",
                    error.message().trim_end_matches('.')
                ),
                remedy: "Compare it with a policy that ships: traction choice example.".to_owned(),
            });
            return Reading { policy: None, problems: judge.problems };
        }
    };
    let policy = judge.read(file);
    judge.look(&policy);
    let mut problems = judge.problems;
    problems.sort_by_key(|problem| problem.line.unwrap_or(usize::MAX));
    let blocked = problems.iter().any(Problem::blocks);
    Reading { policy: (!blocked).then_some(policy), problems }
}

impl Judge<'_> {
    pub(super) fn say(
        &mut self,
        severity: Severity,
        span: Option<Range<usize>>,
        what: String,
        remedy: &str,
    ) {
        let line = span.filter(|s| s.end > 0).map(|span| line_of(self.text, span.start));
        self.problems.push(Problem { severity, line, what, remedy: remedy.to_owned() });
    }

    fn block(&mut self, span: Range<usize>, what: String, remedy: &str) {
        self.say(Severity::Blocking, Some(span), what, remedy);
    }

    /// The line on which a piece of text first stands, for what has no span any more.
    pub(super) fn span_of(&self, piece: &str) -> Option<Range<usize>> {
        self.text.find(piece).map(|start| start..start + piece.len())
    }

    fn one_of<T: Copy>(&mut self, word: &Spanned<String>, what: &str, known: &[(&str, T)]) -> T {
        let found = known.iter().find(|(id, _)| id == word.as_ref());
        if let Some((_, value)) = found {
            return *value;
        }
        let ids: Vec<&str> = known.iter().map(|(id, _)| *id).collect();
        self.unknown(word, what, &ids);
        known[0].1
    }

    fn unknown(&mut self, word: &Spanned<String>, what: &str, known: &[&str]) {
        let remedy = match find_nearest(word.as_ref(), known.iter().copied()) {
            Some(near) => format!("Did you mean {near}?"),
            None => format!("Write one of: {}.", known.join(", ")),
        };
        self.block(word.span(), format!("There is no {what} “{}”.", word.as_ref()), &remedy);
    }

    fn conditions(&mut self, when: &[Spanned<String>]) -> Conditions {
        let known: Vec<&str> = Condition::ALL.iter().map(|condition| condition.id()).collect();
        when.iter()
            .filter_map(|word| {
                let found = Condition::find(word.as_ref());
                if found.is_none() {
                    self.unknown(word, "condition", &known);
                }
                found
            })
            .collect()
    }

    fn without_spanish(&mut self, span: Range<usize>, name: &str) {
        self.say(
            Severity::Warning,
            Some(span),
            format!("“{name}” has no Spanish name."),
            "Add name_es: letters in Spanish would print the English name.",
        );
    }

    fn named(&mut self, id: &Spanned<String>, en: String, es: Option<String>) -> Named {
        if es.is_none() {
            self.without_spanish(id.span(), id.as_ref());
        }
        Named { id: id.as_ref().clone(), es: es.unwrap_or_else(|| en.clone()), en }
    }

    fn class(&mut self, class: Spanned<ClassFile>) -> Class {
        let class = class.into_inner();
        let when = self.conditions(&class.when);
        Class { name: self.named(&class.id, class.name, class.name_es), when }
    }

    fn reserve(&mut self, reserve: Spanned<ReserveFile>) -> Reserve {
        let span = reserve.span();
        let reserve = reserve.into_inner();
        let when = self.conditions(&reserve.when);
        if reserve.when.is_empty() {
            let what =
                format!("The reserve “{}” is for nobody in particular.", reserve.id.as_ref());
            self.block(reserve.id.span(), what, "Say in `when` who is a member.");
        }
        let size = match (&reserve.share, &reserve.seats) {
            (Some(share), None) => {
                if !(0.0..=1.0).contains(share.as_ref()) {
                    let what = format!("{} is no share of the seats.", share.as_ref());
                    self.block(share.span(), what, "Write a number from 0 to 1, such as 0.5.");
                }
                Size::Share(*share.as_ref())
            }
            (None, Some(seats)) => {
                let Ok(count) = u32::try_from(*seats.as_ref()) else {
                    let what = format!("{} is no number of seats.", seats.as_ref());
                    self.block(seats.span(), what, "Write a whole number from 0.");
                    return self.reserve_of(reserve, when, Size::Seats(0));
                };
                Size::Seats(count)
            }
            _ => {
                let what = format!("How large “{}” is, is not said once.", reserve.id.as_ref());
                self.block(span, what, "Write either share = 0.5 or seats = 20.");
                Size::Seats(0)
            }
        };
        self.reserve_of(reserve, when, size)
    }

    fn reserve_of(&mut self, reserve: ReserveFile, when: Conditions, size: Size) -> Reserve {
        let name = self.named(&reserve.id, reserve.name, reserve.name_es);
        Reserve { name, when, at: reserve.at, size }
    }

    fn day(&mut self, text: &Spanned<String>) -> Date {
        text.as_ref().parse().unwrap_or_else(|_| {
            let what = format!("“{}” is no day.", text.as_ref());
            self.block(text.span(), what, "Write it as 2027-01-29.");
            Date::ZERO
        })
    }

    fn round(&mut self, round: Spanned<RoundFile>) -> RoundDays {
        let span = round.span();
        let round = round.into_inner();
        let days = RoundDays {
            closes: self.day(&round.closes),
            offers: self.day(&round.offers),
            answer_by: self.day(&round.answer_by),
            name: round.name,
            name_es: round.name_es,
        };
        if days.closes >= days.offers || days.offers >= days.answer_by {
            let what = format!("The days of “{}” are out of order.", days.name);
            self.block(
                span,
                what,
                "Applications close, then offers are made, then answers are due.",
            );
        }
        days
    }

    /// The first round, and those after it.
    fn rounds(
        &mut self,
        rounds: Vec<Spanned<RoundFile>>,
        waitlist: Waitlist,
    ) -> (RoundDays, Vec<LaterRound>) {
        let mut rounds = rounds.into_iter();
        // Letters name the round where there are several.
        if rounds.len() > 1 {
            for round in rounds.as_slice() {
                if round.as_ref().name_es.is_none() {
                    self.without_spanish(round.span(), &round.as_ref().name);
                }
            }
        }
        let Some(first) = rounds.next() else {
            let remedy = "Add [[round]] with closes, offers and answer_by.";
            self.say(Severity::Blocking, None, "There is no round.".to_owned(), remedy);
            let day = Date::ZERO;
            let days = RoundDays {
                name: String::new(),
                name_es: None,
                closes: day,
                offers: day,
                answer_by: day,
            };
            return (days, Vec::new());
        };
        let file = first.as_ref();
        for word in [&file.unplaced, &file.holders, &file.lines_before].into_iter().flatten() {
            let what = "The first round has none before it to go on from.".to_owned();
            self.block(word.span(), what, "Take the line out.");
        }
        let first = self.round(first);
        let mut before = first.clone();
        let mut later = Vec::new();
        for round in rounds {
            let round = self.later(round, &before, waitlist);
            before.clone_from(&round.days);
            later.push(round);
        }
        (first, later)
    }

    fn later(
        &mut self,
        round: Spanned<RoundFile>,
        before: &RoundDays,
        waitlist: Waitlist,
    ) -> LaterRound {
        let span = round.span();
        let file = round.as_ref();
        let name = file.name.clone();
        let words = [file.unplaced.clone(), file.holders.clone(), file.lines_before.clone()];
        let mut word = |at: usize, key: &str, known: &[(&str, bool)]| match &words[at] {
            Some(word) => self.one_of(word, &format!("way to say {key}"), known),
            None => {
                let what = format!("“{name}” does not say {key}.");
                let [one, other] = [known[0].0, known[1].0];
                let remedy = format!("Write {key} = \"{one}\" or \"{other}\".");
                self.block(span.clone(), what, &remedy);
                known[0].1
            }
        };
        let unplaced_carried = word(0, "unplaced", &[("carried", true), ("apply_again", false)]);
        let holders_may_move = word(1, "holders", &[("may_move", true), ("stay", false)]);
        let ends = word(2, "lines_before", &[("end", true), ("come_first", false)]);
        let days = self.round(round);
        if days.closes < before.answer_by {
            let what = format!(
                "“{}” closes before the answers of “{}” are due, so nobody knows what is left.",
                days.name, before.name
            );
            self.block(span.clone(), what, "Let it close on that day or later.");
        }
        if !ends && !waitlist.keep {
            let what =
                format!("“{}” lets lines come first, and there are no waitlists.", days.name);
            self.block(span.clone(), what, "Write lines_before = \"end\", or keep waitlists.");
        }
        if !ends && unplaced_carried && waitlist.keep {
            let what = format!(
                "“{}” carries over who has no seat, and they stand first in line already.",
                days.name
            );
            let remedy = "Write unplaced = \"apply_again\", or lines_before = \"end\".";
            self.block(span, what, remedy);
        }
        let lines_before = if ends { LinesBefore::End } else { LinesBefore::ComeFirst };
        LaterRound { days, unplaced_carried, holders_may_move, lines_before }
    }

    fn precedence(&mut self, steps: &[Spanned<String>], reserves: &[Reserve]) -> Vec<Step> {
        if steps.is_empty() {
            return (0..reserves.len() as u8).map(Step::Reserve).chain([Step::Open]).collect();
        }
        let mut found = Vec::new();
        let mut known: Vec<&str> = reserves.iter().map(|r| r.name.id.as_str()).collect();
        known.push("open");
        for word in steps {
            let at = known.iter().position(|id| id == word.as_ref());
            let step = match at {
                None => {
                    self.unknown(word, "reserve", &known);
                    continue;
                }
                Some(at) if at == reserves.len() => Step::Open,
                Some(at) => Step::Reserve(at as u8),
            };
            if found.contains(&step) {
                let what = format!("“{}” stands twice in the precedence.", word.as_ref());
                self.block(word.span(), what, "Name each reserve, and open, once.");
            } else {
                found.push(step);
            }
        }
        let all = (0..reserves.len() as u8).map(Step::Reserve).chain([Step::Open]);
        for step in all.filter(|step| !found.contains(step)).collect::<Vec<_>>() {
            let missing = match step {
                Step::Open => "open",
                Step::Reserve(at) => known[usize::from(at)],
            };
            let span = steps[0].span();
            let what = format!("“{missing}” is missing from the precedence.");
            self.block(span, what, "Name each reserve, and open, once: the order decides much.");
        }
        found
    }

    fn read(&mut self, file: PolicyFile) -> Policy {
        let mechanisms = Mechanism::ALL.map(|mechanism| (mechanism.id(), mechanism));
        let mechanism = self.one_of(&file.mechanism, "mechanism", &mechanisms);
        let lotteries = [("single", Lottery::Single), ("per_program", Lottery::PerProgram)];
        let lottery = self.one_of(&file.lottery, "kind of lottery", &lotteries);
        let registers = [("sealed", Register::Sealed), ("open", Register::Open)];
        let register = self.one_of(&file.register, "kind of register", &registers);
        let isolation = file.isolated.map(|isolated| {
            let span = isolated.span();
            let read = isolated.into_inner();
            let positive = |x: f64| x.is_finite() && x > 0.0;
            let more_than =
                match (read.more_than_miles, read.more_than_minutes, read.minutes_per_mile) {
                    (Some(miles), None, None) if positive(miles) => Distance::Miles(miles),
                    (None, Some(minutes), Some(per_mile))
                        if positive(minutes) && positive(per_mile) =>
                    {
                        Distance::Minutes { minutes, per_mile }
                    }
                    _ => {
                        self.block(
                            span.clone(),
                            "How far is isolated, is not said once.".to_owned(),
                            "Write more_than_miles = 2.0, or more_than_minutes = 20 with \
                             minutes_per_mile = 5.",
                        );
                        Distance::Miles(1.0)
                    }
                };
            if read.program_types.is_empty() {
                let what = "Isolated is far from programs of no type.".to_owned();
                self.block(span, what, "Name them: program_types = [\"magnet\"].");
            }
            Isolation { program_types: read.program_types, more_than }
        });
        let feeder = file.feeder.map(|feeder| {
            let span = feeder.span();
            let read = feeder.into_inner();
            let by_list =
                self.one_of(&read.by, "way to say feeder", &[("cluster", false), ("list", true)]);
            if by_list == read.from.is_empty() {
                let what = "Feeders are said by a list, and the list is elsewhere.".to_owned();
                self.block(
                    span,
                    what,
                    "With by = \"list\" write [[feeder.from]]; with \"cluster\" none.",
                );
            }
            match by_list {
                true => Feeding::List(read.from.into_iter().map(|f| (f.school, f.to)).collect()),
                false => Feeding::Cluster,
            }
        });
        let neighborhood = file.neighborhood.map(|neighborhood| {
            let span = neighborhood.span();
            let read = neighborhood.into_inner();
            let by_miles = self.one_of(
                &read.by,
                "way to say neighborhood",
                &[("zone", false), ("miles", true)],
            );
            match (by_miles, read.miles) {
                (false, None) => Neighborhood::Zone,
                (true, Some(miles)) if miles.is_finite() && miles > 0.0 => {
                    Neighborhood::Miles(miles)
                }
                _ => {
                    let what = "What a neighborhood is, is not said once.".to_owned();
                    self.block(
                        span,
                        what,
                        "Write by = \"zone\", or by = \"miles\" with miles = 1.0.",
                    );
                    Neighborhood::Zone
                }
            }
        });
        let classes: Vec<Class> = file.classes.into_iter().map(|class| self.class(class)).collect();
        let reserves: Vec<Reserve> =
            file.reserves.into_iter().map(|reserve| self.reserve(reserve)).collect();
        let precedence = self.precedence(&file.precedence, &reserves);
        let waitlist = match file.waitlist {
            None => Waitlist { keep: false, days_to_answer: 7 },
            Some(read) => {
                let days = u16::try_from(*read.days_to_answer.as_ref()).ok().filter(|d| *d > 0);
                if days.is_none() {
                    let what =
                        format!("{} days are no time to answer.", read.days_to_answer.as_ref());
                    self.block(read.days_to_answer.span(), what, "Write a whole number from 1.");
                }
                Waitlist { keep: read.keep, days_to_answer: days.unwrap_or(1) }
            }
        };
        let (round, later) = self.rounds(file.rounds, waitlist);
        let mut need = Vec::new();
        for line in file.need {
            let line = line.into_inner();
            let condition = self.conditions(std::slice::from_ref(&line.when));
            if !(line.adds.as_ref().is_finite() && *line.adds.as_ref() >= 0.0) {
                let what = format!("{} cannot be added to a weight.", line.adds.as_ref());
                self.block(line.adds.span(), what, "Write a number from 0.");
            }
            need.extend(condition.list().map(|condition| (condition, *line.adds.as_ref())));
        }
        Policy {
            id: file.id,
            name: file.name,
            version: file.version,
            about: file.about,
            mechanism,
            lottery,
            register,
            isolation,
            feeder,
            neighborhood,
            classes,
            reserves,
            precedence,
            siblings: file.siblings.map_or(
                Siblings { same_school: false, share_number: false },
                |read| Siblings { same_school: read.same_school, share_number: read.share_number },
            ),
            default_school: file.default_school.map(|read| DefaultSchool {
                program_type: read.program_type,
                makes_room: read.makes_room,
            }),
            waitlist,
            round,
            later,
            need,
        }
    }
}
