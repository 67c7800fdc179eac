//! Reading the parts of a formula's file beside the lines: need, stipends, supports, levers,
//! growth, check-ins and plan B.

use super::file::{BandOfGrowth, FormulaFile, GrowthFile, LeverFile, Text};
use super::read::Reader;
use super::{
    Calendar, CheckIn, Counted, Formula, Growth, GrowthBand, Lever, MoneyFrom, Need, PlanB, Scale,
    Stipend, Support, Tradeoff,
};
use crate::budget::expression::{Kind, Names};
use crate::district::SchoolYear;
use crate::exact::Exact;

/// The most tiers that schools are put in.
const MOST_TIERS: u8 = 10;

impl Reader<'_> {
    /// A formula that holds only these parts.
    pub(super) fn parts(&mut self, read: &FormulaFile) -> Option<Formula> {
        let need = match &read.need {
            None => Some(None),
            Some(need) => self.expression(&need.is, Kind::Number).map(|is| {
                let tiers = need.tiers.unwrap_or(4).clamp(2, MOST_TIERS);
                Some(Need { name: need.name.clone(), is, tiers })
            }),
        };
        let stipends: Vec<Option<Stipend>> = read
            .stipend
            .iter()
            .map(|stipend| {
                self.has_exit(&stipend.dollars, &stipend.name, &stipend.exit);
                Some(Stipend {
                    name: stipend.name.clone(),
                    tier: stipend.tier,
                    job: stipend.job.clone(),
                    dollars: self.amount(&stipend.dollars)?,
                    strong_only: stipend.strong_only,
                    exit: stipend.exit.clone(),
                })
            })
            .collect();
        let supports: Vec<Option<Support>> = read
            .support
            .iter()
            .map(|support| {
                self.has_exit(&support.dollars, &support.name, &support.exit);
                let dollars = self.expression(&support.dollars, Kind::Number);
                let minutes = self.amount_or_zero(support.minutes_a_day.as_ref());
                let hours = self.amount_or_zero(support.teacher_hours.as_ref());
                Some(Support {
                    name: support.name.clone(),
                    schools: support.schools,
                    dollars: dollars?,
                    minutes_a_day: minutes?,
                    teacher_hours: hours?,
                    exit: support.exit.clone(),
                })
            })
            .collect();
        if read.need.is_none() && !(read.stipend.is_empty() && read.support.is_empty()) {
            self.wrong_in_file(
                "stipends and supports go to the schools that need most, and no rule says which",
                "Add [need] with name and is = \"…\"",
            );
        }
        let levers: Vec<Option<Lever>> = read.lever.iter().map(|lever| self.lever(lever)).collect();
        let tradeoff = self.tradeoff(read);
        let growth = match &read.growth {
            None => Some(None),
            Some(growth) => self.growth(growth).map(Some),
        };
        let check_ins: Vec<Option<CheckIn>> = read
            .check_in
            .iter()
            .map(|check_in| {
                let on = parse_month_and_day(self, &check_in.on)?;
                let known = [
                    ("members", Counted::Members),
                    ("applied", Counted::Applied),
                    ("registered", Counted::Registered),
                ];
                let count = match &check_in.count {
                    None => None,
                    Some(text) => Some(self.one_of(text, &known)?),
                };
                let (name, look) = (check_in.name.clone(), check_in.look.clone());
                Some(CheckIn { on, name, look, count })
            })
            .collect();
        let plan_b: Vec<Option<PlanB>> = read
            .plan_b
            .iter()
            .map(|line| {
                let share = self.amount(&line.share)?;
                if share <= Exact::ZERO || share > Exact::ONE {
                    self.wrong(
                        &line.share,
                        "a share lies above 0 and up to 1",
                        "Write \"0.5\" for half",
                    );
                }
                Some(PlanB { account: line.account.clone(), name: line.name.clone(), share })
            })
            .collect();
        let (accounts, money, calendar) = self.books(read)?;
        let class_sizes = self.class_sizes(read)?;
        Some(Formula {
            accounts,
            money,
            calendar,
            class_sizes,
            need: need?,
            stipends: stipends.into_iter().collect::<Option<_>>()?,
            supports: supports.into_iter().collect::<Option<_>>()?,
            levers: levers.into_iter().collect::<Option<_>>()?,
            tradeoff: tradeoff?,
            growth: growth?,
            check_ins: check_ins.into_iter().collect::<Option<_>>()?,
            plan_b: plan_b.into_iter().collect::<Option<_>>()?,
            ..Formula::empty()
        })
    }

    /// What goes to few schools must say how it ends.
    fn has_exit(&mut self, at: &Text, name: &str, exit: &str) {
        if exit.trim().is_empty() {
            self.wrong(
                at,
                format!("“{name}” goes to some schools only and says nothing about its end"),
                "Add exit = \"…\": on what day or at what level it stops, and what takes its place",
            );
        }
    }

    fn amount_or_zero(&mut self, text: Option<&Text>) -> Option<Exact> {
        text.map_or(Some(Exact::ZERO), |text| self.amount(text))
    }

    fn lever(&mut self, read: &LeverFile) -> Option<Lever> {
        self.has_exit(&read.id, &read.name, &read.exit);
        if read.citation.trim().is_empty() {
            self.wrong(
                &read.id,
                format!("the effect of “{}” has no source", read.name),
                "Add citation = \"…\"",
            );
        }
        let cost = self.expression(&read.cost, Kind::Number);
        let reaches = self.expression(&read.reaches, Kind::Number);
        let (low, middle, high) = &read.effect;
        let effect = (self.amount(low), self.amount(middle), self.amount(high));
        let central = self.maybe(read.central_positions.as_ref(), Kind::Number);
        let when = self.maybe(read.when.as_ref(), Kind::Flag);
        let effect = (effect.0?, effect.1?, effect.2?);
        if !(effect.0 <= effect.1 && effect.1 <= effect.2) {
            self.wrong(low, "the effect must rise from low to middle to high", "Put them in order");
        }
        Some(Lever {
            id: read.id.get_ref().clone(),
            name: read.name.clone(),
            cost: cost?,
            reaches: reaches?,
            effect,
            central_positions: central?,
            at_most: read.at_most.unwrap_or(1).clamp(1, 20),
            when: when?,
            gives: read.gives.clone(),
            citation: read.citation.clone(),
            exit: read.exit.clone(),
        })
    }

    fn tradeoff(&mut self, read: &FormulaFile) -> Option<Option<Tradeoff>> {
        let Some(read) = &read.tradeoff else { return Some(None) };
        let budget = self.amount(&read.budget);
        let central = match &read.central_positions {
            None => Some(None),
            Some(text) => self.amount(text).map(Some),
        };
        let high_need = match (&read.high_need, &read.high_need_share) {
            (Some(when), Some(share)) => {
                let when = self.expression(when, Kind::Flag);
                let share = self.amount(share);
                when.zip(share).map(Some)
            }
            (None, None) => Some(None),
            (Some(text), None) | (None, Some(text)) => {
                self.wrong(
                    text,
                    "high_need and high_need_share belong together",
                    "Give both, or neither",
                );
                None
            }
        };
        Some(Some(Tradeoff {
            budget: budget?,
            central_positions: central?,
            levers_a_school: read.levers_a_school,
            high_need: high_need?,
        }))
    }

    fn band(&mut self, read: &BandOfGrowth) -> Option<GrowthBand> {
        let (low, middle, high) =
            (self.amount(&read.low), self.amount(&read.middle), self.amount(&read.high));
        let band = GrowthBand { low: low?, middle: middle?, high: high? };
        if !(band.low <= band.middle && band.middle <= band.high) {
            self.wrong(
                &read.low,
                "a band must rise from low to middle to high",
                "Put them in order",
            );
        }
        Some(band)
    }

    fn growth(&mut self, read: &GrowthFile) -> Option<Growth> {
        let salaries = self.band(&read.salaries);
        let prices = self.band(&read.prices);
        let revenue = self.band(&read.revenue);
        let follows = self.amount(&read.follows_students);
        if read
            .scale
            .as_ref()
            .is_some_and(|scale| scale.dollars.iter().any(|d| *d <= 0) || scale.dollars.is_empty())
        {
            self.wrong_in_file(
                "the salary scale has no steps, or one without dollars",
                "List the dollars of each step",
            );
        }
        let leaving = read.scale.as_ref().and_then(|scale| scale.leaving.as_ref());
        let leaves = leaving.and_then(|text| self.amount(text)).unwrap_or(Exact::ZERO);
        if let Some(text) = leaving.filter(|_| leaves.is_negative() || leaves > Exact::ONE) {
            self.wrong(
                text,
                "the share of teachers who leave must be from 0 to 1",
                "Write 0.08 for eight of a hundred",
            );
        }
        let scale = read.scale.as_ref().map(|scale| Scale {
            name: scale.name.clone(),
            citation: scale.citation.clone(),
            first_step: scale.first_step,
            leaving: leaves,
            dollars: scale.dollars.clone(),
        });
        Some(Growth {
            salaries: salaries?,
            prices: prices?,
            revenue: revenue?,
            follows_students: follows?,
            scale,
        })
    }
}

/// A month and day written `10-01`, or a problem.
pub(super) fn parse_month_and_day(reader: &mut Reader<'_>, text: &Text) -> Option<(i8, i8)> {
    let found = text.get_ref().split_once('-').and_then(|(month, day)| {
        let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
        jiff::civil::Date::new(2028, month, day).ok().map(|_| (month, day))
    });
    if found.is_none() {
        let what = format!("“{}” is not a day of the year", text.get_ref());
        reader.wrong(text, what, "Write \"10-01\"");
    }
    found
}

impl Formula {
    /// A formula without anything, to be filled.
    fn empty() -> Formula {
        Formula {
            id: String::new(),
            name: String::new(),
            year: SchoolYear::ending(0),
            version: String::new(),
            authority: String::new(),
            citation: String::new(),
            source: String::new(),
            verified: false,
            note: String::new(),
            actual_salaries: false,
            files: Vec::new(),
            inputs: Vec::new(),
            numbers: Vec::new(),
            prices: Vec::new(),
            funds: Vec::new(),
            lines: Vec::new(),
            accounts: Vec::new(),
            money: MoneyFrom::Balanced,
            calendar: Calendar::default(),
            class_sizes: Vec::new(),
            need: None,
            stipends: Vec::new(),
            supports: Vec::new(),
            levers: Vec::new(),
            tradeoff: None,
            growth: None,
            check_ins: Vec::new(),
            plan_b: Vec::new(),
            names: Names::default(),
            order: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
