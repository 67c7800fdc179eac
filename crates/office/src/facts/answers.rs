//! The answers of `traction facts`, as sheets.

use jiff::Timestamp;
use traction_core::finding::Severity;
use traction_store::{DamageKind, ImportId, PruneOrder, RowChange, Snapshot, StoreError, Wait};

use super::{ImportLine, import, imports, log_student_rows, may_see_files};
use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Cell, Sheet, group_thousands};
use crate::years;

/// The imports, newest first.
///
/// # Errors
/// As [`imports`].
pub fn log(district: &District) -> Result<Sheet, OfficeError> {
    let mut sheet = Sheet::of(
        "imports",
        "Imports, newest first",
        &[
            "import|Import|n",
            "day|Day",
            "who|By",
            "files|Files|n",
            "changed|Changed|n",
            "rows|Rows in them|n",
            "set_aside|Set aside|n",
            "warnings|Warnings|n",
            "blocking|Blocking|n",
        ],
    );
    for line in imports(district)? {
        sheet.push(vec![
            Cell::Count(line.id.unsigned_abs()),
            line.day.to_string().into(),
            line.who.clone().into(),
            line.files.into(),
            (line.changed.len() as u64).into(),
            line.rows_changed.into(),
            line.count(Severity::SetAside).into(),
            line.count(Severity::Warning).into(),
            line.count(Severity::Blocking).into(),
        ]);
    }
    if sheet.rows.is_empty() {
        sheet.notes.push("Nothing was imported yet.".into());
    } else {
        sheet
            .notes
            .push("Changed counts tables and years. `traction facts show N` opens one.".into());
    }
    Ok(sheet)
}

/// What is in now: tables, years, rows, parts.
///
/// # Errors
/// The catalog's errors.
pub fn show(district: &District) -> Result<Sheet, OfficeError> {
    may_see_files(district)?;
    let snapshot = district.snapshot()?;
    let mut sheet = Sheet::of(
        "facts",
        &format!("Facts of {}", district.name()),
        &["table|Table", "school_year|School year", "rows|Rows|n", "parts|Parts|n", "hash|Hash"],
    );
    let parts = snapshot.list_parts();
    for entry in snapshot.list_slots() {
        let of_slot: Vec<_> = parts.iter().filter(|part| part.slot == entry.slot).collect();
        let hashes: Vec<&str> = of_slot.iter().map(|part| &part.hash[..12]).collect();
        sheet.push(vec![
            entry.slot.table.name.into(),
            entry.slot.year.map_or("all".to_owned(), |year| year.to_string()).into(),
            entry.rows.into(),
            (of_slot.len() as u64).into(),
            hashes.join(" ").into(),
        ]);
    }
    sheet.notes.push(format!("Fingerprint {}", snapshot.fingerprint()));
    Ok(sheet)
}

/// One import: its files, what it changed, its findings.
///
/// # Errors
/// As [`import`].
pub fn show_import(district: &District, number: i64) -> Result<Vec<Sheet>, OfficeError> {
    let detail = import(district, number)?;
    let options = match detail.line.options.as_str() {
        "" => String::new(),
        options => format!(", with {options}"),
    };
    let mut files = Sheet::of(
        "files",
        &format!("Import {number} of {}, by {}{options}", detail.line.day, detail.line.who),
        &[
            "file|File",
            "rows|Rows|n",
            "kept|Kept|n",
            "set_aside|Set aside|n",
            "encoding|Encoding",
            "mapping|Mapping",
            "hash|Hash",
        ],
    );
    for file in &detail.files {
        files.push(vec![
            file.path.clone().into(),
            file.rows_in.into(),
            file.rows_kept.into(),
            file.rows_set_aside.into(),
            file.encoding.clone().into(),
            file.mapping.clone().into(),
            file.hash.chars().take(12).collect::<String>().into(),
        ]);
    }
    files.notes = changes_in_words(&detail.line);
    let mut counts = Sheet::of(
        "findings",
        "Findings",
        &["code|Check", "severity|Severity", "file|File", "count|Count|n", "title|What"],
    );
    for count in &detail.counts {
        let title = super::find_check(&count.code).map_or("", |page| page.title);
        counts.push(vec![
            count.code.clone().into(),
            count.severity.word().into(),
            count.file.clone().into(),
            count.total.into(),
            title.into(),
        ]);
    }
    let mut sheets = vec![files, counts];
    if let Some(refusal) = years::refusal_of(district, number)? {
        sheets.push(years::move_sheet("What it would have moved in closed years", &refusal.moves));
    }
    Ok(sheets)
}

fn changes_in_words(line: &ImportLine) -> Vec<String> {
    let mut words = Vec::new();
    if line.changed.is_empty() {
        words.push("Changed nothing.".to_owned());
    }
    words.extend(line.changed.iter().map(|change| format!("Changed {change}.")));
    words.extend(line.refused.iter().map(|slot| format!("Refused {slot}: the year is closed.")));
    words
}

/// The rows that differ between two imports.
///
/// # Errors
/// That there is no such import; [`OfficeError::NoReason`] for rows; the parts' errors.
pub fn diff(
    district: &District,
    from: Option<i64>,
    to: Option<i64>,
    rows: bool,
    now: Timestamp,
) -> Result<Vec<Sheet>, OfficeError> {
    let (before, after) = find_pair(district, from, to)?;
    let mut list = Sheet::of(
        "rows",
        "Rows",
        &["table|Table", "school_year|School year", "change|Change", "key|Key", "columns|Columns"],
    );
    let difference = before.1.diff(&after.1, &mut |row| {
        if rows {
            let word = match row.change {
                RowChange::Added => "added",
                RowChange::Removed => "removed",
                RowChange::Changed => "changed",
            };
            list.push(vec![
                row.slot.table.name.into(),
                row.slot.year.map(|year| year.to_string()).into(),
                word.into(),
                row.key.join(" ").into(),
                row.columns.join(" ").into(),
            ]);
        }
    })?;
    let mut sheet = Sheet::of(
        "diff",
        &format!("From {} to {}", before.0, after.0),
        &[
            "table|Table",
            "school_year|School year",
            "before|Rows before|n",
            "after|Rows after|n",
            "added|Added|n",
            "removed|Removed|n",
            "changed|Changed|n",
            "columns|Columns changed",
        ],
    );
    for table in &difference.tables {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|(name, count)| format!("{name} {}", group_thousands(*count)))
            .collect();
        sheet.push(vec![
            table.slot.table.name.into(),
            table.slot.year.map(|year| year.to_string()).into(),
            table.rows_before.into(),
            table.rows_after.into(),
            table.added.into(),
            table.removed.into(),
            table.changed.into(),
            columns.join(", ").into(),
        ]);
    }
    if sheet.rows.is_empty() {
        sheet.notes.push("No table or year differs.".into());
    }
    if !rows {
        return Ok(vec![sheet]);
    }
    crate::look::why_all_students(district)?;
    log_student_rows(district, "keys of rows that an import changed", list.rows.len() as u64, now)?;
    Ok(vec![sheet, list])
}

type Named = (String, Snapshot);

fn find_pair(
    district: &District,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<(Named, Named), OfficeError> {
    let ids: Vec<i64> = imports(district)?.iter().map(|line| line.id).collect();
    let open = |id: i64| -> Result<Named, OfficeError> {
        Ok((format!("import {id}"), district.folder.snapshot_as_of(ImportId(id))?))
    };
    let (before, after) = match (from, to) {
        (Some(from), Some(to)) => (Some(from), to),
        (one, None) => {
            let Some(newest) = one.or_else(|| ids.first().copied()) else {
                return Err(OfficeError::Refused {
                    what: "nothing was imported yet, so nothing differs".into(),
                    hint: "traction import FILES".into(),
                });
            };
            (ids.iter().copied().find(|id| *id < newest), newest)
        }
        (None, Some(to)) => (ids.iter().copied().find(|id| *id < to), to),
    };
    let after = open(after)?;
    match before {
        Some(id) => Ok((open(id)?, after)),
        None => Ok((("nothing".to_owned(), district.folder.snapshot_before_all()), after)),
    }
}

/// Removes parts that no kept import needs.
///
/// # Errors
/// That somebody else writes; the file and catalog errors.
pub fn prune(
    district: &District,
    keep_last: Option<u32>,
    dry_run: bool,
    now: Timestamp,
) -> Result<Sheet, OfficeError> {
    may_see_files(district)?;
    district.may_change()?;
    let order = PruneOrder { keep_last, only_list: dry_run };
    let pruned = district.folder.prune(order, now, Wait::Refuse)?;
    let verb = if dry_run { "Would remove" } else { "Removed" };
    let mut sheet = Sheet::of("pruned", verb, &["file|File", "bytes|Bytes|n"]);
    for file in &pruned.removed {
        let path = file.path.strip_prefix(district.path()).unwrap_or(&file.path);
        sheet.push(vec![path.display().to_string().into(), file.bytes.into()]);
    }
    sheet.notes.push(format!(
        "{verb} {} {}, {} bytes; {} parts stay.",
        pruned.removed.len(),
        if pruned.removed.len() == 1 { "file" } else { "files" },
        group_thousands(pruned.bytes()),
        group_thousands(pruned.kept)
    ));
    if keep_last.is_none() {
        sheet.notes.push("Every import can still be looked at; --keep-last N frees more.".into());
    }
    Ok(sheet)
}

/// Hashes every part again, checks the catalog and what closed years are locked with; `false`
/// when anything is not what it was.
///
/// # Errors
/// The catalog's errors.
pub fn verify(district: &District) -> Result<(Sheet, bool), OfficeError> {
    may_see_files(district)?;
    let mut sheet = Sheet::of("verify", "What is wrong", &["file|File", "what|What is wrong"]);
    let wrong = district.folder.check_catalog()?;
    for what in &wrong {
        sheet.push(vec!["traction.db".into(), what.as_str().into()]);
    }
    // What a catalog that is not sound says of parts and years is not to be relied on, but a
    // catalog that cannot be read says nothing at all.
    let verified = match district.folder.verify() {
        Err(StoreError::CatalogDamaged { .. } | StoreError::Catalog { .. })
            if !wrong.is_empty() =>
        {
            sheet.notes.push(
                "The catalog cannot be read. Put traction.db back from a backup; the parts in \
                 facts/ are untouched."
                    .to_owned(),
            );
            return Ok((sheet, false));
        }
        other => other?,
    };
    if wrong.is_empty() {
        for (place, what) in years::list_broken(district)? {
            sheet.push(vec![place.into(), what.into()]);
        }
    }
    for damage in &verified.damaged {
        let path = damage.path.strip_prefix(district.path()).unwrap_or(&damage.path);
        let what = match &damage.kind {
            DamageKind::Missing => "missing".to_owned(),
            DamageKind::Changed { found, .. } => format!("changed: its hash now is {found}"),
        };
        sheet.push(vec![path.display().to_string().into(), what.into()]);
    }
    let parts = group_thousands(verified.parts);
    let bytes = group_thousands(verified.bytes);
    sheet.notes.push(match verified.damaged.len() {
        0 => format!("{parts} parts, {bytes} bytes: all as they were written."),
        damaged => format!(
            "{damaged} of {parts} parts are not as they were written. Put them back from a \
             backup, or import the files again."
        ),
    });
    if wrong.is_empty() {
        sheet.notes.push("The catalog is sound.".to_owned());
    }
    let sound = sheet.rows.is_empty();
    Ok((sheet, sound))
}
