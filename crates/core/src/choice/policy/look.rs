//! What follows from a policy's rules together: classes that nobody can be in, reserves that do
//! little, words that are used and not defined.

use super::judge::Judge;
use super::{
    Condition, Conditions, Lottery, MOST_WRITTEN_RESERVES, Mechanism, Policy, Register, Reserve,
    Size, Step,
};
use crate::choice::model::MOST_CLASSES;
use crate::finding::Severity;

impl Judge<'_> {
    /// What follows from the rules together.
    pub(super) fn look(&mut self, policy: &Policy) {
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
                self.say(
                    Severity::Note,
                    span,
                    what,
                    "Use it in a class or reserve, or take it out.",
                );
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
        if policy.lottery == Lottery::PerProgram
            && policy.mechanism == Mechanism::SerialDictatorship
        {
            let span = self.span_of("per_program");
            self.say(
                Severity::Blocking,
                span,
                "In a serial dictatorship all choose in one order; with one number for each program \
                 there is none, and a family would choose its turn by its first choice."
                    .to_owned(),
                "Write lottery = \"single\".",
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
                let there = |r: &&Reserve| {
                    r.at.is_empty() || kind.is_empty() || r.at.iter().any(|k| k == kind)
                };
                let sum: f64 = policy.reserves[..=at].iter().filter(there).map(share).sum();
                let before: f64 = policy.reserves[..at].iter().filter(there).map(share).sum();
                if sum > 1.0 + 1e-9 && before <= 1.0 + 1e-9 {
                    let of = if kind.is_empty() { "a program" } else { kind };
                    let what =
                        format!("The reserves of {of} add up to {:.0}% of its seats.", 100.0 * sum);
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
                let remedy =
                    "To do the most for its members put it after \"open\" in the precedence.";
                self.say(Severity::Note, span, what, remedy);
            }
        }
    }
}
