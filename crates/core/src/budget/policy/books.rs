//! What a formula says of the ledger and the calendar: which accounts are pay and whose, who decides
//! over them, where a school's money is from, when students are counted, how long a year is, how large
//! a class may be.

use std::collections::BTreeSet;

use super::file::{AccountFile, FormulaFile};
use super::parts::parse_month_and_day;
use super::read::Reader;
use super::{Formula, Fund, Tier};
use crate::budget::expression::{Expression, Kind};
use crate::district::GradeLevel;
use crate::exact::Exact;

/// What an account holds, and so how it grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// People's pay.
    Pay,
    /// What is paid on top of all pay.
    Benefits,
    /// Anything that is bought.
    Other,
    /// Money that comes in.
    Revenue,
}

/// Accounts of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// How their text begins.
    pub begins: String,
    /// What they hold.
    pub kind: AccountKind,
    /// Whose pay, where it is one job's.
    pub job: Option<String>,
    /// Who decides what they buy.
    pub tier: Option<Tier>,
}

/// Where the money of a school's plan is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyFrom {
    /// What the formula gives it, for a formula that pays for everything at a school.
    Formula,
    /// The ledger's lines of revenue.
    Revenue,
    /// Nothing says: the plan is taken to be balanced today.
    Balanced,
}

impl MoneyFrom {
    /// As a sentence has it.
    pub const fn words(self) -> &'static str {
        match self {
            MoneyFrom::Formula => "Money is what the formula gives the school",
            MoneyFrom::Revenue => "Money is the ledger’s revenue at the school",
            MoneyFrom::Balanced => {
                "Nothing says what money a school has: its plan is balanced today by assumption"
            }
        }
    }
}

/// How the school year is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Month and day on which students are counted.
    pub count_day: (i8, i8),
    /// Days on which a school teaches.
    pub school_days: Exact,
    /// Minutes of supervision in a teacher's day, where they are known.
    pub duty_minutes: Option<Expression>,
    /// Who says so.
    pub because: String,
}

impl Default for Calendar {
    /// 1 October and 180 days, as most states ask for.
    fn default() -> Self {
        Calendar {
            count_day: (10, 1),
            school_days: Exact::whole(180),
            duty_minutes: None,
            because: String::new(),
        }
    }
}

/// How many students a class of some grades has at most: what enrollment reads section thresholds
/// from once the formula is adopted. A ratio of students to teachers is none: a teacher of one
/// subject has several classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSize {
    /// The grades.
    pub grades: Vec<GradeLevel>,
    /// Most students.
    pub most: u32,
    /// Who says so.
    pub because: String,
}

impl Formula {
    /// Most students of a class by grade, where the formula says.
    pub fn list_class_sizes(&self) -> Vec<(GradeLevel, u32)> {
        let of = |size: &ClassSize| size.grades.iter().map(|g| (*g, size.most)).collect::<Vec<_>>();
        self.class_sizes.iter().flat_map(of).collect()
    }

    /// The accounts that a ledger's account is of: those with the longest beginning that fits.
    pub fn find_account(&self, account: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .filter(|known| begins(account, &known.begins))
            .max_by_key(|known| known.begins.len())
    }

    /// What an account holds; one that no entry names is something bought.
    pub fn kind_of(&self, account: &str) -> AccountKind {
        self.find_account(account).map_or(AccountKind::Other, |known| known.kind)
    }

    /// Whether a fund may only pay for some things. One that the formula does not know is taken to.
    pub fn is_restricted(&self, fund: &str) -> bool {
        self.find_fund(fund).is_none_or(Fund::is_restricted)
    }
}

impl Fund {
    /// Whether it may only pay for some things; where nothing says so, it is taken to.
    pub fn is_restricted(&self) -> bool {
        self.restricted.unwrap_or(true)
    }
}

/// Whether an account's text begins so, in small or capital letters.
pub fn begins(account: &str, with: &str) -> bool {
    account.to_lowercase().starts_with(&with.to_lowercase())
}

impl Reader<'_> {
    fn account(&mut self, read: &AccountFile) -> Option<Account> {
        let kinds = [
            ("pay", AccountKind::Pay),
            ("benefits", AccountKind::Benefits),
            ("other", AccountKind::Other),
            ("revenue", AccountKind::Revenue),
        ];
        let kind = self.one_of(&read.kind, &kinds)?;
        if let Some(job) = read.job.as_ref().filter(|_| kind != AccountKind::Pay) {
            self.wrong(job, "only pay is a job’s", "Take job out, or write kind = \"pay\"");
        }
        if read.begins.get_ref().trim().is_empty() {
            self.wrong(&read.begins, "every account begins with nothing", "Write \"1000-110\"");
        }
        Some(Account {
            begins: read.begins.get_ref().clone(),
            kind,
            job: read.job.as_ref().map(|job| job.get_ref().clone()),
            tier: self.tier(read.tier.as_ref())?,
        })
    }

    /// What the file says of class sizes: a grade at most once.
    pub(super) fn class_sizes(&mut self, read: &FormulaFile) -> Option<Vec<ClassSize>> {
        let mut seen: BTreeSet<GradeLevel> = BTreeSet::new();
        let mut sizes = Vec::new();
        for of in &read.class_size {
            let most = of.most_students.get_ref().parse::<u32>().ok().filter(|most| *most > 0);
            if most.is_none() {
                let what = "a class has a whole number of students, one or more";
                self.wrong(&of.most_students, what, "Write \"24\"");
            }
            let mut grades = Vec::new();
            for text in &of.grades {
                match GradeLevel::find(text.get_ref()) {
                    Some(grade) if seen.insert(grade) => grades.push(grade),
                    Some(_) => {
                        let what = format!("grade {} has two class sizes", text.get_ref());
                        self.wrong(text, what, "Name each grade once");
                    }
                    None => {
                        let what = format!("“{}” is no grade", text.get_ref());
                        self.wrong(text, what, "Write KG, 01, 02 … 12");
                    }
                }
            }
            sizes.push(most.map(|most| ClassSize { grades, most, because: of.because.clone() }));
        }
        sizes.into_iter().collect()
    }

    /// What the file says of ledger and calendar: accounts, money, calendar.
    pub(super) fn books(
        &mut self,
        read: &FormulaFile,
    ) -> Option<(Vec<Account>, MoneyFrom, Calendar)> {
        let accounts: Vec<_> = read.account.iter().map(|account| self.account(account)).collect();
        let money = match &read.money {
            None => Some(MoneyFrom::Balanced),
            Some(text) => {
                let known = [
                    ("formula", MoneyFrom::Formula),
                    ("revenue", MoneyFrom::Revenue),
                    ("balanced", MoneyFrom::Balanced),
                ];
                self.one_of(text, &known)
            }
        };
        let calendar = match &read.calendar {
            None => {
                let remedy = "Add [calendar] with count_day and school_days";
                self.look(0, "no [calendar]: 1 October and 180 days are used", remedy);
                Some(Calendar::default())
            }
            Some(calendar) => {
                let count_day = parse_month_and_day(self, &calendar.count_day);
                let days = self.amount(&calendar.school_days);
                if days.is_some_and(|days| days <= Exact::ZERO) {
                    let at = &calendar.school_days;
                    self.wrong(at, "a year has at least one school day", "Write \"180\"");
                }
                let duty = self.maybe(calendar.duty_minutes.as_ref(), Kind::Number);
                let because = calendar.because.clone();
                count_day.zip(days).zip(duty).map(|((count_day, school_days), duty_minutes)| {
                    Calendar { count_day, school_days, duty_minutes, because }
                })
            }
        };
        Some((accounts.into_iter().collect::<Option<_>>()?, money?, calendar?))
    }
}
