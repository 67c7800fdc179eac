//! The rules by which this district's figures are protected, in words.

use jiff::civil::Date;
use traction_core::disclosure::{Policy, Protection, Reason};

use crate::district::District;
use crate::error::OfficeError;
use crate::sheet::{Cell, Sheet};

/// The district's own files of rules: name and text, by name.
fn list_rule_texts(district: &District) -> Result<Vec<(String, String)>, OfficeError> {
    crate::definitions::list_texts(&district.folder.policy_path(), "disclosure")
}

/// The rules that ship, and the district's own over them.
///
/// # Errors
/// A file of rules that cannot be read.
pub fn load_policy(district: &District) -> Result<Policy, OfficeError> {
    let texts = list_rule_texts(district)?;
    let files = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Policy::shipped().and_then(|shipped| shipped.with(files)).map_err(|error| {
        OfficeError::Refused {
            what: error.to_string(),
            hint: "correct the file, or move it out of policy/disclosure/".to_owned(),
        }
    })
}

/// What holds in the district on a day: the rules in force, and the folder's minimum group size
/// where that is larger.
///
/// # Errors
/// A file of rules that cannot be read.
pub fn protection(district: &District, on: Date) -> Result<Protection, OfficeError> {
    let protection = load_policy(district)?.in_force(on);
    Ok(protection.at_least(u64::from(district.minimum_group_size())))
}

/// What holds in the district today: the rules are those of the day on which somebody asks.
///
/// # Errors
/// As [`protection`].
pub(crate) fn protection_now(district: &District) -> Result<Protection, OfficeError> {
    protection(district, jiff::Zoned::now().date())
}

/// The fewest students that a figure is shown about today, for the words of pages. While a file of
/// rules cannot be read no figure is shown, and the folder's own number stands.
pub fn minimum_group(district: &District) -> u64 {
    let own = u64::from(district.minimum_group_size());
    protection_now(district).map_or(own, |rule| rule.minimum_group())
}

/// One rule as it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub name: &'static str,
    /// What it says.
    pub words: String,
}

/// The rules in words, in order.
pub fn describe(protection: &Protection) -> Vec<Rule> {
    let least = protection.minimum_group();
    let mut rules = vec![
        Rule {
            name: "Small groups",
            words: format!(
                "No figure is shown about fewer than {least} students, nor one from which a figure \
                 about fewer than {least} others would follow."
            ),
        },
        Rule {
            name: "Sums",
            words: format!(
                "All tables are protected together: no total, on any page, less what is shown \
                 beside it gives a withheld number, and the size of a withheld group stays open \
                 over at least {} students. What is withheld of any one sum is together none or \
                 at least {least}.",
                protection.protection_width()
            ),
        },
        Rule {
            name: "Percents",
            words: {
                let (form, certain) = match protection.percent_decimals() {
                    0 => ("are whole percents", "100"),
                    _ => ("have one decimal", "1,000"),
                };
                format!(
                    "Shares {form}; whatever is computed from a share is computed from its \
                     printed percent. The number of students that a share rests on stands beside \
                     it. In a group of fewer than {certain} the two together give the number who \
                     count, so ends of the scale are ranges, by the size of the group."
                )
            },
        },
    ];
    let mut from = least;
    for band in protection.bands() {
        if band.students < from {
            continue;
        }
        let students = match band.students {
            u64::MAX => format!("{from} students or more"),
            last => format!("{from} to {last} students"),
        };
        rules.push(Rule {
            name: "Ends of the scale",
            words: format!(
                "Of {students}: {}% or less, and {}% or more, are not told apart.",
                band.ends,
                100 - band.ends
            ),
        });
        from = band.students.saturating_add(1);
    }
    rules
}

/// The rules, the files that they come from, and what stands in the place of a figure.
///
/// # Errors
/// A file of rules that cannot be read.
pub fn policy_sheet(district: &District, on: Date) -> Result<Sheet, OfficeError> {
    let policy = load_policy(district)?;
    let protection = protection(district, on)?;
    let title = format!("What may be shown: rules in force on {on}");
    let mut sheet = Sheet::of("policy", &title, &["rule|Rule", "words|What it says"]);
    for rule in describe(&protection) {
        sheet.push(vec![Cell::from(rule.name), rule.words.into()]);
    }
    for reason in Reason::ALL {
        sheet.push(vec![format!("“{}”", reason.words()).into(), reason.rule().into()]);
    }
    for rules in policy.list_in_force(on) {
        sheet.notes.push(format!("{} {}: {}", rules.id, rules.version, rules.citation));
        let checked =
            if rules.verified { "Checked against that text." } else { "Not all checked." };
        sheet.notes.push(format!("{checked} {}", rules.note).trim().to_owned());
    }
    Ok(sheet)
}
