//! A district's files into facts.

mod account;
mod gather;
mod keep;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use traction_core::district::{Batch, SchoolYear, Spec, TABLES, Table};
use traction_intake::checks;
use traction_intake::import::{self as intake, ImportError, Options};
use traction_intake::known::Known;
use traction_intake::sink::{Sink, SinkError};
use traction_intake::source::Limits;
use traction_store::{ImportOutcome, ImportSession, ImportStart, Slot, Wait, Want};

pub use account::{Account, Detail};

use crate::access::Deed;
use crate::district::District;
use crate::error::OfficeError;
use crate::progress::Progress;
use crate::years;

/// What to import, and how.
#[derive(Debug, Clone)]
pub struct ImportOrder {
    /// Files, zips, workbooks and folders.
    pub files: Vec<PathBuf>,
    /// Keep the rows of a year that the files do not repeat.
    pub add: bool,
    /// Let a file take the place of a table that has more than twice its rows, or columns it lacks.
    pub replace: bool,
    /// Read and report, change nothing.
    pub dry_run: bool,
    /// The school year of OneRoster bundles that name none, by the calendar year in which it ends.
    pub school_year: Option<i16>,
    /// Mapping files besides those in the district's `mappings/`.
    pub mappings: Vec<PathBuf>,
    /// Wait while somebody else imports; otherwise say so and stop.
    pub wait: bool,
    /// The time.
    pub now: Timestamp,
    /// The day in the district.
    pub today: Date,
}

/// Reads files, keeps or sets aside every row, and records all of it in one transaction.
///
/// # Errors
/// [`OfficeError::NoReason`]; a mapping that cannot be read; that somebody else imports and the
/// order does not wait; the disk's and the catalog's errors. What is wrong inside the files is no
/// error: it is in the account.
pub fn import(
    district: &District,
    order: &ImportOrder,
    progress: &dyn Progress,
) -> Result<Account, OfficeError> {
    district.why_do(Deed::Import)?;
    district.may_change()?;
    years::take_over(district, order.now)?;
    let limits = Limits::default();
    progress.begin("Looking at the files", None);
    let gathered = gather::gather(district, order, &limits)?;
    let known = load_known(district)?;
    let mut account = Account::default();
    let total = gathered.inputs.iter().map(|input| input.bytes).sum();
    progress.begin("Reading", Some(total));
    let reach = |bytes: u64| progress.reach(bytes);
    let options = Options { progress: Some(&reach), ..Options::default() };
    let (feeds, noticed) = (gathered.feeds, gathered.noticed);
    if order.dry_run {
        let report = intake::import(feeds, noticed, &known, &options, &mut Nowhere)?;
        account.take_report(report, &gathered.inputs);
        progress.end();
        return Ok(account);
    }
    let mut wait_words = |holder: &traction_store::Holder| {
        progress.say(&format!("waiting: {holder} is importing into this folder"));
    };
    let wait = if order.wait { Wait::For(&mut wait_words) } else { Wait::Refuse };
    let session = district.folder.begin_import(start(district, order), wait)?;
    let mut sink = IntoSession::of(session);
    let report = match intake::import(feeds, noticed, &known, &options, &mut sink) {
        Ok(report) => report,
        Err(error) => {
            sink.session.abandon()?;
            return Err(error.into());
        }
    };
    progress.begin("Recording", None);
    account.take_report(report, &gathered.inputs);
    if !order.add && !order.replace {
        keep::keep_what_would_be_lost(district, &mut sink, &mut account)?;
    }
    let outcome = record(district, sink.session, &mut account, order.now)?;
    account.outcome = Some(outcome);
    years::take_over(district, order.now)?;
    crate::definitions::note(district, order.now)?;
    progress.end();
    Ok(account)
}

/// Whether the district has any facts.
///
/// # Errors
/// The catalog's errors.
pub fn has_facts(district: &District) -> Result<bool, OfficeError> {
    Ok(!district.snapshot()?.list_slots().is_empty())
}

/// Copies the mapping files that lie beside exports (`exports/mappings/*.toml`) into the district,
/// where it has none of that name. Gives the number copied.
///
/// # Errors
/// A file that cannot be copied.
pub fn adopt_mappings(district: &District, exports: &Path) -> Result<usize, OfficeError> {
    let mut copied = 0;
    for from in gather::list_mapping_files(&exports.join("mappings")) {
        let Some(name) = from.file_name() else { continue };
        let to = district.mappings_path().join(name);
        if !to.exists() {
            std::fs::copy(&from, &to).map_err(OfficeError::file(&to, "written"))?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// Proposes a mapping for a file: TOML text to correct and save.
///
/// # Errors
/// When the file cannot be read as a table.
pub fn suggest_mapping(file: &Path) -> Result<String, OfficeError> {
    let limits = Limits::default();
    let opened = traction_intake::source::open_path(file, &limits);
    let refuse = |what: String| OfficeError::Refused {
        what,
        hint: "name one CSV file, or one workbook".to_owned(),
    };
    let opened = opened.map_err(|error| refuse(error.to_string()))?;
    let [input] = opened.inputs.as_slice() else {
        return Err(refuse(format!("{} holds several tables", file.display())));
    };
    let mut source = input.open(&limits).map_err(|error| refuse(error.to_string()))?;
    traction_intake::mapping::suggest_mapping(&mut source)
        .map(|suggestion| suggestion.text)
        .map_err(|error| refuse(error.to_string()))
}

fn start(district: &District, order: &ImportOrder) -> ImportStart {
    let mut start = ImportStart::by(district.person.name(), order.now, order.today);
    start.program = concat!("traction ", env!("CARGO_PKG_VERSION")).to_owned();
    start.options = list_options(order).join(" ");
    start.add = order.add;
    start
}

/// What of an order changes what its files become, as the command line says it.
fn list_options(order: &ImportOrder) -> Vec<String> {
    let mut options = Vec::new();
    if order.add {
        options.push("--add".to_owned());
    }
    if order.replace {
        options.push("--replace".to_owned());
    }
    if let Some(year) = order.school_year {
        options.push(format!("--school-year {year}"));
    }
    options
}

/// Records the account in the session and ends it. What closed years refuse is counted first:
/// which figures it would have moved is part of what was found.
fn record(
    district: &District,
    mut session: ImportSession,
    account: &mut Account,
    finished: Timestamp,
) -> Result<ImportOutcome, OfficeError> {
    let refused = session.settle()?;
    if !refused.is_empty() {
        let refusal = years::list_would_move(district, &refused)?;
        for slot in refused.iter().map(|rows| rows.slot) {
            let Some(year) = slot.year else { continue };
            let files = account.files_of(slot.table.name);
            let moves = refusal.say(year);
            let table = slot.table.name;
            account.note(checks::closed_year_changed::finding(&files, table, year, &moves));
            account.take_back(&slot, checks::closed_year_changed::CHECK.code);
        }
        session.note_entry(years::refused_entry(district, &refusal, finished)?);
        account.refusal = Some(refusal);
    }
    for file in account.import_files() {
        session.note_file(file);
    }
    for finding in account.findings() {
        session.note_finding(finding.clone());
    }
    for (file, code, severity, count) in account.uncounted_findings() {
        session.note_more(code, severity, file, count);
    }
    Ok(session.finish(finished)?)
}

/// The ids that the district already has, of every table that others refer to. All are read at
/// once, so that parts are decoded side by side.
fn load_known(district: &District) -> Result<Known, OfficeError> {
    let snapshot = district.folder.snapshot()?;
    let slots = snapshot.list_slots();
    let mut wants: Vec<(&Table, &str)> = Vec::new();
    for table in slots.iter().map(|entry| entry.slot.table) {
        if wants.iter().all(|(wanted, _)| *wanted != table) {
            wants.extend(find_id(table).map(|id| (table, id)));
        }
    }
    let facts = {
        let wants = wants.iter().map(|(table, id)| Want::all(table).columns([*id]));
        snapshot.load(&wants.collect::<Vec<_>>())?
    };
    let mut known = Known::none();
    for Slot { table, year } in slots.iter().map(|entry| entry.slot) {
        // Making the set says that the district has the table.
        let set = known.set_mut(table, year);
        let Some((_, id)) = wants.iter().find(|(wanted, _)| *wanted == table) else { continue };
        let batch = match year {
            Some(year) => facts.find(table, year),
            None => facts.find_standing(table),
        };
        if let Some(batch) = batch {
            let column = batch.column(id);
            for text in (0..batch.len()).filter_map(|row| column.text(row)) {
                set.insert(text);
            }
        }
    }
    Ok(known)
}

/// The column by which other tables refer to a table; `None` when none does.
fn find_id(table: &'static Table) -> Option<&'static str> {
    let names = |spec: &Spec| spec.references == Some(table.name);
    let referred_to = TABLES.iter().any(|other| other.columns.iter().any(names));
    let id = table.columns.iter().find(|spec| spec.key && spec.name != "school_year")?;
    referred_to.then_some(id.name)
}

/// Rows go into an import session.
struct IntoSession {
    session: ImportSession,
    /// By table and year, which columns have had a value.
    filled: BTreeMap<Slot, Vec<bool>>,
}

impl IntoSession {
    fn of(session: ImportSession) -> IntoSession {
        IntoSession { session, filled: BTreeMap::new() }
    }
}

impl Sink for IntoSession {
    fn receive(
        &mut self,
        table: &'static Table,
        year: Option<SchoolYear>,
        batch: Batch,
    ) -> Result<(), SinkError> {
        let filled = self.filled.entry(Slot { table, year }).or_default();
        filled.resize(table.columns.len(), false);
        for (filled, column) in filled.iter_mut().zip(batch.columns()) {
            *filled |= column.count_missing() < column.len();
        }
        self.session.accept(year, &batch).map_err(Into::into)
    }

    fn refuse(&mut self, table: &'static Table) -> Result<(), SinkError> {
        self.session.forget(table);
        Ok(())
    }
}

/// Rows go nowhere: a dry run.
struct Nowhere;

impl Sink for Nowhere {
    fn receive(
        &mut self,
        _table: &'static Table,
        _year: Option<SchoolYear>,
        _batch: Batch,
    ) -> Result<(), SinkError> {
        Ok(())
    }

    fn refuse(&mut self, _table: &'static Table) -> Result<(), SinkError> {
        Ok(())
    }
}

impl From<ImportError> for OfficeError {
    fn from(error: ImportError) -> Self {
        let ImportError::Sink(inner) = error;
        match inner.downcast::<traction_store::StoreError>() {
            Ok(error) => OfficeError::Store(*error),
            Err(other) => OfficeError::Refused { what: other.to_string(), hint: String::new() },
        }
    }
}
