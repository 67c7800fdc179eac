//! Reading one formula's file: everything is checked, and every problem is told at once.

use jiff::civil::Date;

use super::file::{
    BandFile, BoundFile, FormulaFile, FundFile, InputFile, LineFile, NumberFile, PriceFile,
    RecipeFile, TermFile, Text,
};
use super::{
    Bound, Fold, Formula, Fund, Gives, Gravity, Hold, Input, Line, NumberRule, Price, Problem,
    Published, Recipe, Round, Share, Term, Tier, Unit,
};
use crate::budget::expression::{Expression, Kind, Name, Names, Value};
use crate::district::SchoolYear;
use crate::exact::Exact;
use crate::near::find_nearest;
use crate::syntax::{Function, line_of, read_toml};

/// The most numbers and lines of one formula.
const MOST_ITEMS: usize = 500;

/// A file being read: what was found so far.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    pub problems: Vec<Problem>,
    names: Names,
    files: Vec<String>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        line_of(self.text, at)
    }

    pub fn place(&self, text: &Text) -> usize {
        self.line(text.span().start)
    }

    fn put(&mut self, gravity: Gravity, line: usize, what: String, remedy: String) {
        self.problems.push(Problem { file: self.file.to_owned(), line, gravity, what, remedy });
    }

    pub fn wrong(&mut self, at: &Text, what: impl Into<String>, remedy: impl Into<String>) {
        self.put(Gravity::Wrong, self.place(at), what.into(), remedy.into());
    }

    pub fn wrong_in_file(&mut self, what: impl Into<String>, remedy: impl Into<String>) {
        self.put(Gravity::Wrong, 0, what.into(), remedy.into());
    }

    pub fn look(&mut self, line: usize, what: impl Into<String>, remedy: impl Into<String>) {
        self.put(Gravity::Look, line, what.into(), remedy.into());
    }

    /// An expression, or `None` and a problem.
    pub fn expression(&mut self, text: &Text, kind: Kind) -> Option<Expression> {
        match Expression::parse(text.get_ref(), &self.names, kind) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let what = format!("“{}”: {error}", text.get_ref());
                self.wrong(text, what, "Names are inputs, numbers and lines of this file");
                None
            }
        }
    }

    pub fn maybe(&mut self, text: Option<&Text>, kind: Kind) -> Option<Option<Expression>> {
        match text {
            None => Some(None),
            Some(text) => self.expression(text, kind).map(Some),
        }
    }

    /// A plain number.
    pub fn amount(&mut self, text: &Text) -> Option<Exact> {
        let amount = Exact::parse(text.get_ref());
        if amount.is_none() {
            let what = format!("“{}” is not a number", text.get_ref());
            self.wrong(text, what, "Write it in digits, such as \"1250.50\"");
        }
        amount
    }

    /// One of a list of words.
    pub(super) fn one_of<T: Copy>(&mut self, text: &Text, known: &[(&str, T)]) -> Option<T> {
        if let Some((_, found)) = known.iter().find(|(word, _)| word == text.get_ref()) {
            return Some(*found);
        }
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let nearest = find_nearest(text.get_ref(), words.iter().copied());
        let remedy = match nearest {
            Some(word) => format!("Did you mean \"{word}\"?"),
            None => format!("It is one of {}", words.join(", ")),
        };
        self.wrong(text, format!("“{}” is not known here", text.get_ref()), remedy);
        None
    }

    /// Who decides, where a file says so.
    pub(super) fn tier(&mut self, read: Option<&Text>) -> Option<Option<Tier>> {
        let Some(text) = read else { return Some(None) };
        self.one_of(text, &Tier::ALL.map(|tier| (tier.code(), tier))).map(Some)
    }

    fn recipe(&mut self, read: Option<&RecipeFile>) -> Option<Option<Recipe>> {
        let Some(read) = read else { return Some(None) };
        let Some(file) = self.files.iter().position(|id| id == read.file.get_ref()) else {
            let what = format!("there is no [[file]] “{}”", read.file.get_ref());
            let remedy = format!("There are: {}", self.files.join(", "));
            self.wrong(&read.file, what, remedy);
            return None;
        };
        let folds = [("first", Fold::First), ("sum", Fold::Sum), ("count", Fold::CountAboveZero)];
        let fold = match &read.fold {
            None => Fold::First,
            Some(text) => self.one_of(text, &folds)?,
        };
        let when = self.maybe(read.when.as_ref(), Kind::Flag);
        let within = match &read.within {
            None => Some(Exact::ZERO),
            Some(text) => self.amount(text),
        };
        Some(Some(Recipe {
            file,
            value: read.value.clone(),
            only: read.only.clone(),
            without: read.without.clone(),
            before: read.before.clone(),
            fold,
            codes: read.codes.clone(),
            when: when?,
            within: within?,
        }))
    }

    fn input(&mut self, read: &InputFile) -> Option<Input> {
        let units = [
            ("students", Unit::Students),
            ("positions", Unit::Positions),
            ("dollars", Unit::Dollars),
            ("number", Unit::Number),
            ("text", Unit::Text),
        ];
        let unit = match &read.unit {
            None if read.codes.is_empty() => Unit::Number,
            None => Unit::Text,
            Some(text) => self.one_of(text, &units)?,
        };
        let otherwise = match &read.otherwise {
            None => None,
            Some(text) if unit == Unit::Text => Some(Value::Text(text.get_ref().clone())),
            Some(text) => Some(Value::Number(self.amount(text)?)),
        };
        let facts = match &read.facts {
            None => None,
            Some(facts) => Some(self.facts(&read.name, facts)?),
        };
        if let Some(text) =
            read.published.as_ref().and_then(|p| p.when.as_ref().or(p.within.as_ref()))
        {
            let remedy = "Take it out: when and within are of a published result";
            self.wrong(text, format!("“{}” is an input", read.name.get_ref()), remedy);
        }
        Some(Input {
            name: read.name.get_ref().clone(),
            doc: read.doc.clone(),
            unit,
            codes: read.codes.clone(),
            otherwise,
            facts,
            published: self.recipe(read.published.as_ref())?,
        })
    }

    fn bands(&mut self, read: &[BandFile]) -> Option<Vec<(Expression, Expression)>> {
        let mut bands = Vec::new();
        for (place, band) in read.iter().enumerate() {
            if read[..place].iter().any(|b| b.when.get_ref() == band.when.get_ref()) {
                let line = self.place(&band.when);
                let remedy = "Take it out, or write the condition that was meant";
                self.look(
                    line,
                    "an earlier band has the same condition, so this one is never used",
                    remedy,
                );
            }
            let when = self.expression(&band.when, Kind::Flag);
            let is = self.expression(&band.is, Kind::Number);
            bands.push((when?, is?));
        }
        Some(bands)
    }

    fn number(&mut self, read: &NumberFile) -> Option<NumberRule> {
        let bands = self.bands(&read.bands);
        let otherwise = match (&read.is, &read.otherwise) {
            (Some(is), None) if read.bands.is_empty() => Some(self.expression(is, Kind::Number)?),
            (None, otherwise) if !read.bands.is_empty() => {
                self.maybe(otherwise.as_ref(), Kind::Number)?
            }
            _ => {
                let what = format!("“{}” has neither one value nor bands", read.id.get_ref());
                self.wrong(&read.id, what, "Give is = \"…\", or bands = […] and perhaps otherwise");
                return None;
            }
        };
        Some(NumberRule {
            id: read.id.get_ref().clone(),
            name: read.name.clone(),
            because: read.because.clone(),
            bands: bands?,
            otherwise,
            published: self.recipe(read.published.as_ref())?,
            at: self.place(&read.id),
        })
    }

    fn price(&mut self, read: &PriceFile) -> Option<Price> {
        let average = self.expression(&read.average, Kind::Number);
        let actual = self.maybe(read.actual.as_ref(), Kind::Number);
        Some(Price {
            job: read.job.get_ref().clone(),
            average: average?,
            actual: actual?,
            because: read.because.clone(),
        })
    }

    fn fund(&mut self, read: &FundFile, year: SchoolYear) -> Option<Fund> {
        let givers = ["district", "state", "federal", "city", "grant"].map(|giver| (giver, giver));
        let from = self.one_of(&read.from, &givers)?.to_owned();
        let until = match &read.until {
            None => None,
            Some(date) => {
                let Ok(day) = date.parse::<Date>() else {
                    self.wrong(
                        &read.id,
                        format!("until = {date} is not a day"),
                        "Write 2027-06-30",
                    );
                    return None;
                };
                Some(day)
            }
        };
        if read.restricted.is_none() {
            let line = self.place(&read.id);
            let what = format!("nothing says whether {} may pay for anything", read.name);
            self.look(line, what, "Add restricted = true, or false");
        }
        if let Some(day) = until
            && SchoolYear::of(day) < year
        {
            let line = self.place(&read.id);
            let what = format!("{} ended on {day}, before {year} begins", read.name);
            self.look(line, what, "What it paid for has no fund now: name another, or end it");
        }
        Some(Fund {
            id: read.id.get_ref().clone(),
            name: read.name.clone(),
            from,
            pays_for: read.pays_for.clone(),
            may_not: read.may_not.clone(),
            goal: read.goal.clone(),
            until,
            restricted: read.restricted,
            tier: self.tier(read.tier.as_ref())?,
        })
    }

    fn bound(&mut self, read: Option<&BoundFile>) -> Option<Option<Bound>> {
        let Some(read) = read else { return Some(None) };
        let amount = self.expression(&read.amount, Kind::Number);
        let when = self.maybe(read.when.as_ref(), Kind::Flag);
        Some(Some(Bound { amount: amount?, when: when?, because: read.because.clone() }))
    }

    fn term(&mut self, read: &TermFile) -> Option<Term> {
        let of = self.expression(&read.of, Kind::Number);
        let per = self.maybe(read.per.as_ref(), Kind::Number);
        if let Some(text) = &read.per
            && Exact::parse(text.get_ref()).is_some_and(|n| !Exact::ZERO.lt(&n))
        {
            self.wrong(text, "one for every nothing has no meaning", "Give a number above zero");
            return None;
        }
        let times = self.maybe(read.times.as_ref(), Kind::Number);
        let when = self.maybe(read.when.as_ref(), Kind::Flag);
        Some(Term { name: read.name.clone(), of: of?, per: per?, times: times?, when: when? })
    }

    fn line_of(&mut self, read: &LineFile) -> Option<Line> {
        let gives = [("positions", Gives::Positions), ("dollars", Gives::Dollars)];
        let gives = self.one_of(&read.gives, &gives);
        let tier = self.tier(read.tier.as_ref()).map(|tier| tier.unwrap_or(Tier::School));
        let rounds = [
            ("none", Round::No),
            ("up", Round::Up),
            ("down", Round::Down),
            ("nearest", Round::Nearest),
        ];
        let round = match &read.round {
            None => Some(Round::No),
            Some(text) => self.one_of(text, &rounds),
        };
        let step = match &read.step {
            None => Some(Exact::ONE),
            Some(text) => self.amount(text),
        };
        if let (Some(text), Some(step)) = (&read.step, step)
            && step <= Exact::ZERO
        {
            self.wrong(text, "a step must be above zero", "Write \"0.5\" for halves");
        }
        let terms: Vec<Option<Term>> = read.terms.iter().map(|term| self.term(term)).collect();
        let share = match &read.share {
            None => Some(None),
            Some(share) => {
                let pool = self.amount(&share.pool);
                let by = self.expression(&share.by, Kind::Number);
                pool.zip(by).map(|(pool, by)| Some(Share { pool, by }))
            }
        };
        if read.terms.is_empty() == read.share.is_none() {
            let what = format!("“{}” has neither terms nor a share, or both", read.id.get_ref());
            self.wrong(&read.id, what, "Give terms = […], or share = { pool = \"…\", by = \"…\" }");
        }
        let hold = match &read.hold {
            None => Some(None),
            Some(hold) => {
                let last = self.expression(&hold.last, Kind::Number);
                let lose = self.expression(&hold.may_lose, Kind::Number);
                last.zip(lose).map(|(last, may_lose)| {
                    Some(Hold { last, may_lose, because: hold.because.clone() })
                })
            }
        };
        let when = self.maybe(read.when.as_ref(), Kind::Flag);
        let at_least = self.bound(read.at_least.as_ref());
        let at_most = self.bound(read.at_most.as_ref());
        let gives = gives?;
        if gives == Gives::Positions && read.job.is_none() {
            self.wrong(
                &read.id,
                format!("“{}” gives positions of no job", read.id.get_ref()),
                "Add job = \"teacher\" or another",
            );
        }
        Some(Line {
            id: read.id.get_ref().clone(),
            name: read.name.clone(),
            gives,
            job: read.job.as_ref().map(|job| job.get_ref().clone()),
            fund: read.fund.as_ref().map(|fund| fund.get_ref().clone()),
            tier: tier?,
            when: when?,
            terms: terms.into_iter().collect::<Option<_>>()?,
            share: share?,
            round: round?,
            step: step?,
            at_least: at_least?,
            at_most: at_most?,
            hold: hold?,
            because: read.because.clone(),
            note: read.note.clone(),
            unsettled: read.unsettled.clone(),
            published: self.recipe(read.published.as_ref())?,
            at: self.place(&read.id),
        })
    }

    /// Names must be words, and each only once.
    fn name(&mut self, text: &Text, kind: Kind, codes: &[String], list: &mut Vec<Name>) {
        let word = text.get_ref();
        let good = word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let taken = ["and", "or", "not", "in", "is", "missing", "true", "false"];
        if !good || taken.contains(&word.as_str()) || Function::ALL.iter().any(|(f, _)| f == word) {
            self.wrong(
                text,
                format!("“{word}” cannot be a name"),
                "Use small letters, digits and _, and no word of the language",
            );
        }
        if list.iter().any(|known| known.name == *word) {
            self.wrong(
                text,
                format!("“{word}” is already the name of something"),
                "Inputs, numbers and lines share one list of names",
            );
        }
        list.push(Name { name: word.clone(), kind, codes: codes.to_vec() });
    }
}

impl Formula {
    /// Reads one formula's file. `file` is its name, for messages.
    ///
    /// # Errors
    /// Everything that is wrong with it, with what somebody should look at besides.
    pub fn parse(file: &str, text: &str) -> Result<Formula, Vec<Problem>> {
        let mut reader =
            Reader { file, text, problems: Vec::new(), names: Names::default(), files: Vec::new() };
        let read: FormulaFile = match read_toml(text) {
            Ok(read) => read,
            Err(error) => {
                let line = error.span().map_or(0, |span| reader.line(span.start));
                let what = error.message().replace('\n', "; ");
                reader.put(
                    Gravity::Wrong,
                    line,
                    what,
                    "docs/methods/budget.md shows a whole formula".to_owned(),
                );
                return Err(reader.problems);
            }
        };
        let formula = reader.formula(&read);
        match formula {
            Some(mut formula) if reader.problems.iter().all(|p| p.gravity == Gravity::Look) => {
                formula.warnings = reader.problems;
                Ok(formula)
            }
            _ => {
                reader.problems.sort_by_key(|problem| (problem.gravity, problem.line));
                Err(reader.problems)
            }
        }
    }
}

impl Reader<'_> {
    fn formula(&mut self, read: &FormulaFile) -> Option<Formula> {
        self.files = read.file.iter().map(|file| file.id.clone()).collect();
        let mut names = Vec::new();
        for input in &read.input {
            let text = !input.codes.is_empty()
                || input.unit.as_ref().is_some_and(|unit| unit.get_ref() == "text");
            let kind = if text { Kind::Text } else { Kind::Number };
            self.name(&input.name, kind, &input.codes, &mut names);
        }
        read.number.iter().for_each(|number| self.name(&number.id, Kind::Number, &[], &mut names));
        read.line.iter().for_each(|line| self.name(&line.id, Kind::Number, &[], &mut names));
        self.names = Names::of(names);
        if read.number.len() + read.line.len() > MOST_ITEMS {
            self.wrong_in_file(format!("more than {MOST_ITEMS} numbers and lines"), "Divide it");
            return None;
        }
        let Some(year) = SchoolYear::parse(read.year.get_ref()) else {
            self.wrong(
                &read.year,
                format!("“{}” is not a school year", read.year.get_ref()),
                "Write \"2026-27\"",
            );
            return None;
        };
        let salaries = match &read.salaries {
            None => Some(false),
            Some(text) => self.one_of(text, &[("average", false), ("actual", true)]),
        };
        let inputs: Vec<_> = read.input.iter().map(|input| self.input(input)).collect();
        let numbers: Vec<_> = read.number.iter().map(|number| self.number(number)).collect();
        let prices: Vec<_> = read.price.iter().map(|price| self.price(price)).collect();
        let funds: Vec<_> = read.fund.iter().map(|fund| self.fund(fund, year)).collect();
        let lines: Vec<_> = read.line.iter().map(|line| self.line_of(line)).collect();
        let parts = self.parts(read);
        let files = read
            .file
            .iter()
            .map(|file| Published {
                id: file.id.clone(),
                key: file.key.clone(),
                name: file.name.clone(),
                only: file.only.clone(),
            })
            .collect();
        let mut formula = Formula {
            id: read.id.clone(),
            name: read.name.clone(),
            year,
            version: read.version.clone(),
            authority: read.authority.clone(),
            citation: read.citation.clone(),
            source: read.source.clone(),
            verified: read.verified,
            note: read.note.clone(),
            actual_salaries: salaries?,
            files,
            inputs: inputs.into_iter().collect::<Option<_>>()?,
            numbers: numbers.into_iter().collect::<Option<_>>()?,
            prices: prices.into_iter().collect::<Option<_>>()?,
            funds: funds.into_iter().collect::<Option<_>>()?,
            lines: lines.into_iter().collect::<Option<_>>()?,
            names: self.names.clone(),
            order: Vec::new(),
            warnings: Vec::new(),
            ..parts?
        };
        self.whole(&mut formula, read)?;
        Some(formula)
    }
}
