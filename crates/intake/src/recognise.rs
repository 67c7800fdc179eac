//! What the person named, recognised: a OneRoster bundle, a file that one of the district's
//! mappings fits, or a Traction table, in this order.

use std::collections::BTreeMap;
use std::path::Path;

use traction_core::district::SchoolYear;

use crate::mapping::{AbsentColumn, Mapping, list_feeds};
use crate::oneroster::{is_bundle, open_bundle};
use crate::plan::{Plan, find_source_error};
use crate::source::{Input, Limits, open_path};

/// Plans everything that was named. `year` is the school year to assume for a OneRoster bundle
/// that does not tell. Call [`Plan::give_up`] when nobody else is to try the files that nothing
/// recognised.
pub fn recognise<P: AsRef<Path>>(
    paths: &[P],
    mappings: &[Mapping],
    year: Option<SchoolYear>,
    limits: &Limits,
) -> Plan {
    let mut plan = Plan::default();
    // A bundle is what lies side by side: in one zip, in one folder, or named one by one.
    let mut folders: BTreeMap<String, Vec<Input>> = BTreeMap::new();
    for path in paths {
        match open_path(path.as_ref(), limits) {
            Ok(opened) => {
                plan.findings.extend(opened.findings);
                for input in opened.inputs {
                    let folder = input.name().rsplit_once('/').map_or("", |(folder, _)| folder);
                    folders.entry(folder.to_owned()).or_default().push(input);
                }
            }
            Err(error) => plan.findings.push(find_source_error(&error)),
        }
    }
    for inputs in folders.into_values() {
        for input in take_bundle(&mut plan, inputs, year, limits) {
            match mappings.iter().find(|mapping| mapping.fits(input.name())) {
                Some(mapping) => take_mapped(&mut plan, mapping, &input, limits),
                None => plan.add(input, limits),
            }
        }
    }
    plan
}

/// Takes the bundle out of a folder, if it holds one; the rest is given back.
fn take_bundle(
    plan: &mut Plan,
    inputs: Vec<Input>,
    year: Option<SchoolYear>,
    limits: &Limits,
) -> Vec<Input> {
    if !is_bundle(&inputs, limits) {
        return inputs;
    }
    match open_bundle(&inputs, year, limits) {
        Ok(bundle) => {
            plan.findings.extend(bundle.findings);
            plan.feeds.extend(bundle.feeds);
            inputs.into_iter().filter(|i| !bundle.claimed.iter().any(|c| c == i.name())).collect()
        }
        Err(error) => {
            plan.findings.push(find_source_error(&error));
            Vec::new()
        }
    }
}

fn take_mapped(plan: &mut Plan, mapping: &Mapping, input: &Input, limits: &Limits) {
    let header = match input.open(limits) {
        Ok(source) => source.header().to_vec(),
        Err(error) => {
            plan.findings.push(find_source_error(&error));
            return;
        }
    };
    match list_feeds(mapping, input, limits, &header) {
        Ok(feeds) => plan.feeds.extend(feeds),
        Err(absent) => plan.findings.extend(absent.iter().map(AbsentColumn::finding)),
    }
}
