//! How many students make a section, by whose word: the budget formula that the district adopted, its
//! own file, or a published rule that ships.

use traction_core::enrollment::Sections;
use traction_core::enrollment::policy::PolicyError;

use crate::budget::{self, AdoptedFormula};
use crate::district::District;
use crate::error::OfficeError;

/// The thresholds, and why the adopted formula gives none, where there is one.
///
/// # Errors
/// A file that cannot be read; the catalog's errors.
pub(super) fn load(district: &District) -> Result<(Sections, Option<String>), OfficeError> {
    let aside = match budget::find_adopted_formula(district) {
        Ok(None) => None,
        // A formula's file that is wrong stops the budget, not the projection.
        Err(error) if error.is_no_answer() => Some(format!(
            "The adopted budget formula cannot be read, so its class sizes are not used: {error}"
        )),
        Err(error) => return Err(error),
        Ok(Some(AdoptedFormula::Formula(formula))) => {
            let sizes = formula.list_class_sizes();
            if !sizes.is_empty() {
                let (name, cited) = (&formula.name, &formula.citation);
                let sections = Sections::of_formula(name, cited, &formula.version, &sizes);
                return Ok((sections, None));
            }
            Some(format!(
                "The adopted budget formula, {} {}, states no class sizes ([[class_size]]).",
                formula.name, formula.version
            ))
        }
        Ok(Some(AdoptedFormula::Changed { adopted, now })) => Some(format!(
            "The budget formula was adopted as {adopted} and {}, so its class sizes are not used.",
            now.map_or("is not in policy/budget any more".to_owned(), |now| format!(
                "is {now} now"
            ))
        )),
    };
    Ok((load_own(district)?, aside))
}

/// The district's own file, or the one that ships.
fn load_own(district: &District) -> Result<Sections, OfficeError> {
    let path = district.folder.policy_path().join("enrollment").join("sections.toml");
    let refuse = |error: PolicyError| OfficeError::Refused {
        what: error.to_string(),
        hint: "correct the file, or move it out of policy/enrollment/".to_owned(),
    };
    if !path.exists() {
        return Sections::shipped().map_err(refuse);
    }
    let text = std::fs::read_to_string(&path).map_err(OfficeError::file(&path, "read"))?;
    Sections::parse("policy/enrollment/sections.toml", &text).map_err(refuse)
}
