//! Judging a policy's text: what keeps it from being used, and what will not do what was meant.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;

use super::file::{ClassFile, PolicyFile, ReserveFile, RoundFile, line_of};
use super::{
    Class, Condition, Conditions, DefaultSchool, Distance, Feeding, Isolation, Lottery,
    MOST_WRITTEN_RESERVES, Mechanism, Named, Neighborhood, Policy, Problem, Reading, Register,
    Reserve, RoundDays, Siblings, Size, Step, Waitlist,
};
use crate::choice::model::MOST_CLASSES;
use crate::finding::Severity;
use crate::near::find_nearest;

struct Judge<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

/// Reads a policy's text and says everything that is worth saying about it.
pub fn check_policy(text: &str) -> Reading {
    let mut judge = Judge { text, problems: Vec::new() };
    let file: PolicyFile = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let line = error.span().map(|span| line_of(text, span.start));
            judge.problems.push(Problem {
                severity: Severity::Blocking,
                line,
                what: format!("The text cannot be read: {}.", error.message().trim_end_matches('.')),
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
    fn say(&mut self, severity: Severity, span: Option<Range<usize>>, what: String, remedy: &str) {
        let line = span.filter(|s| s.end > 0).map(|span| line_of(self.text, span.start));
        self.problems.push(Problem { severity, line, what, remedy: remedy.to_owned() });
    }

    fn block(&mut self, span: Range<usize>, what: String, remedy: &str) {
        self.say(Severity::Blocking, Some(span), what, remedy);
    }

    /// The line on which a piece of text first stands, for what has no span any more.
    fn span_of(&self, piece: &str) -> Option<Range<usize>> {
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

    fn named(&mut self, id: &Spanned<String>, en: String, es: Option<String>) -> Named {
        if es.is_none() {
            self.say(
                Severity::Warning,
                Some(id.span()),
                format!("“{}” has no Spanish name.", id.as_ref()),
                "Add name_es: letters in Spanish would print the English name.",
            );
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
            let what = format!("The reserve “{}” is for nobody in particular.", reserve.id.as_ref());
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
        };
        if days.closes >= days.offers || days.offers >= days.answer_by {
            let what = format!("The days of “{}” are out of order.", days.name);
            self.block(span, what, "Applications close, then offers are made, then answers are due.");
        }
        days
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
            let by_list = self.one_of(&read.by, "way to say feeder", &[("cluster", false), ("list", true)]);
            if by_list == read.from.is_empty() {
                let what = "Feeders are said by a list, and the list is elsewhere.".to_owned();
                self.block(span, what, "With by = \"list\" write [[feeder.from]]; with \"cluster\" none.");
            }
            match by_list {
                true => Feeding::List(read.from.into_iter().map(|f| (f.school, f.to)).collect()),
                false => Feeding::Cluster,
            }
        });
        let neighborhood = file.neighborhood.map(|neighborhood| {
            let span = neighborhood.span();
            let read = neighborhood.into_inner();
            let by_miles =
                self.one_of(&read.by, "way to say neighborhood", &[("zone", false), ("miles", true)]);
            match (by_miles, read.miles) {
                (false, None) => Neighborhood::Zone,
                (true, Some(miles)) if miles.is_finite() && miles > 0.0 => Neighborhood::Miles(miles),
                _ => {
                    let what = "What a neighborhood is, is not said once.".to_owned();
                    self.block(span, what, "Write by = \"zone\", or by = \"miles\" with miles = 1.0.");
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
                    let what = format!("{} days are no time to answer.", read.days_to_answer.as_ref());
                    self.block(read.days_to_answer.span(), what, "Write a whole number from 1.");
                }
                Waitlist { keep: read.keep, days_to_answer: days.unwrap_or(1) }
            }
        };
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
            rounds: file.rounds.into_iter().map(|round| self.round(round)).collect(),
            need,
        }
    }

    /// What follows from the rules together.
    fn look(&mut self, policy: &Policy) {
        self.look_at_classes(policy);
        self.look_at_reserves(policy);
        for (condition, defined, table) in [
            (Condition::Isolated, policy.isolation.is_some(), "[isolated]"),
            (Condition::Feeder, policy.feeder.is_some(), "[feeder]"),
            (Condition::Neighborhood, policy.neighborhood.is_some(), "[neighborhood]"),
            (Condition::ByRight, policy.default_school.is_some(), "[default_school]"),
        ] {
            let span = self.span_of(&format!("\"{}\"", condition.id()));
            if policy.uses(condition) && !defined {
                let what = format!("“{}” is used and nowhere defined.", condition.id());
                self.say(Severity::Blocking, span, what, &format!("Add {table} to the text."));
            } else if defined && !policy.uses(condition) && condition != Condition::ByRight {
                let span = self.span_of(table);
                let what = format!("{table} is defined and nothing uses it.");
                self.say(Severity::Note, span, what, "Use it in a class or reserve, or take it out.");
            }
        }
        if !policy.mechanism.is_strategy_proof() {
            let span = self.span_of(policy.mechanism.id());
            self.say(
                Severity::Warning,
                span,
                "With this mechanism a family can lose by listing schools in the order in which it \
                 likes them (Abdulkadiroğlu & Sönmez 2003)."
                    .to_owned(),
                "Use deferred_acceptance, or tell families so in words.",
            );
        }
        if policy.lottery == Lottery::PerProgram {
            let span = self.span_of("per_program");
            self.say(
                Severity::Note,
                span,
                "With one number for each program more applicants end up with seats that they would \
                 gladly swap (Abdulkadiroğlu, Pathak & Roth 2009)."
                    .to_owned(),
                "A single lottery gives more first choices; compare the two before adopting.",
            );
        }
        let open = policy.register == Register::Open;
        if open && policy.uses(Condition::LowIncome) {
            let span = self.span_of("register");
            self.say(
                Severity::Warning,
                span,
                "An open register shows who is of low income to anybody who knows a family's list."
                    .to_owned(),
                "Write register = \"sealed\"; auditors whom you name still compute everything again.",
            );
        }
        if policy.rounds.is_empty() {
            let what = "There is no round.".to_owned();
            let remedy = "Add [[round]] with closes, offers and answer_by.";
            self.say(Severity::Blocking, None, what, remedy);
        }
        for pair in policy.rounds.windows(2) {
            if pair[1].closes <= pair[0].offers {
                let span = self.span_of(&format!("\"{}\"", pair[1].name));
                let what = format!("“{}” closes before “{}” has made offers.", pair[1].name, pair[0].name);
                self.say(Severity::Blocking, span, what, "Let one round end before the next closes.");
            }
        }
    }

    fn look_at_classes(&mut self, policy: &Policy) {
        let classes = &policy.classes;
        if classes.is_empty() {
            let what = "There is no priority class.".to_owned();
            self.say(Severity::Blocking, None, what, "Add at least [[class]] id = \"everyone\".");
            return;
        }
        if classes.len() > MOST_CLASSES {
            let what = format!("There are {} classes, and at most {MOST_CLASSES}.", classes.len());
            self.say(Severity::Blocking, None, what, "Join some of them.");
        }
        for (at, class) in classes.iter().enumerate() {
            let span = self.span_of(&format!("id = \"{}\"", class.name.id));
            if classes[..at].iter().any(|before| before.name.id == class.name.id) {
                let what = format!("Two classes are called “{}”.", class.name.id);
                self.say(Severity::Blocking, span.clone(), what, "Give one of them another id.");
            }
            if let Some(before) = classes[..at].iter().find(|b| b.when.hold_in(class.when.0)) {
                let what = format!(
                    "Nobody can be in “{}”: whoever could is in “{}” already.",
                    class.name.id, before.name.id
                );
                self.say(Severity::Blocking, span, what, "Move it up, or take it out.");
            }
        }
        if classes.last().is_some_and(|last| last.when != Conditions::default()) {
            let last = classes.last().map(|class| class.name.id.clone()).unwrap_or_default();
            let span = self.span_of(&format!("id = \"{last}\""));
            let what = "The last class does not take everybody.".to_owned();
            self.say(Severity::Blocking, span, what, "End with a class without `when`.");
        }
    }

    fn look_at_reserves(&mut self, policy: &Policy) {
        if policy.reserves.len() > MOST_WRITTEN_RESERVES {
            let what = format!(
                "There are {} reserves, and at most {MOST_WRITTEN_RESERVES}.",
                policy.reserves.len()
            );
            self.say(Severity::Blocking, None, what, "Join some of them.");
        }
        let share = |reserve: &Reserve| match reserve.size {
            Size::Share(share) => share,
            Size::Seats(_) => 0.0,
        };
        for (at, reserve) in policy.reserves.iter().enumerate() {
            let span = self.span_of(&format!("id = \"{}\"", reserve.name.id));
            if policy.reserves[..at].iter().any(|before| before.name.id == reserve.name.id) {
                let what = format!("Two reserves are called “{}”.", reserve.name.id);
                self.say(Severity::Blocking, span.clone(), what, "Give one of them another id.");
            }
            let kinds: Vec<&str> = match reserve.at.is_empty() {
                true => vec![""],
                false => reserve.at.iter().map(String::as_str).collect(),
            };
            for kind in kinds {
                let there = |r: &&Reserve| r.at.is_empty() || kind.is_empty() || r.at.iter().any(|k| k == kind);
                let sum: f64 = policy.reserves[..=at].iter().filter(there).map(share).sum();
                let before: f64 = policy.reserves[..at].iter().filter(there).map(share).sum();
                if sum > 1.0 + 1e-9 && before <= 1.0 + 1e-9 {
                    let of = if kind.is_empty() { "a program" } else { kind };
                    let what = format!(
                        "The reserves of {of} add up to {:.0}% of its seats.",
                        100.0 * sum
                    );
                    self.say(Severity::Blocking, span.clone(), what, "Make them smaller.");
                }
            }
            // A reserve before the open seats is used up by those who would have come in anyway.
            let place = |step| policy.precedence.iter().position(|s| *s == step);
            let first = place(Step::Reserve(at as u8)) < place(Step::Open);
            if first && share(reserve) > 0.0 {
                let what = format!(
                    "“{}” is filled before the open seats, so members with good numbers use it up \
                     and the others compete for open seats (Dur, Kominers, Pathak & Sönmez 2018).",
                    reserve.name.id
                );
                let remedy = "To do the most for its members put it after \"open\" in the precedence.";
                self.say(Severity::Note, span, what, remedy);
            }
        }
    }
}
