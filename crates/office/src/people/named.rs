//! Who answers for a deed that is entered in somebody's name: `--who`, `--by`, the field of a form.
//!
//! Without accounts any name will do: whoever works on the machine is believed. With accounts an
//! auditor reads the name as one of them, so it must be: an account that is in use, or somebody who
//! sits in the plan's cabinet, where a board member need not sign in.

use super::has_accounts;
use crate::access::Person;
use crate::district::District;
use crate::error::OfficeError;
use crate::plan;

/// The name under which a deed is entered: an account's with its address, where there are accounts.
///
/// # Errors
/// A name that is nobody's, or several people's; the catalog's errors.
pub(crate) fn answerable(district: &District, written: &str) -> Result<String, OfficeError> {
    let written = written.trim();
    if !has_accounts(district)? {
        return Ok(written.to_owned());
    }
    let accounts = district.folder.catalog()?.list_accounts()?;
    let is_named = |email: &str, name: &str| {
        email.eq_ignore_ascii_case(written) || name.trim().eq_ignore_ascii_case(written)
    };
    let both = |name: &str, email: &str| match name.trim() {
        name if name.is_empty() || name == email => email.to_owned(),
        name => format!("{name} ({email})"),
    };
    // Whoever signed in and writes their own name means themselves.
    if let Person::Account(own) = district.person()
        && is_named(&own.email, &own.name)
    {
        return Ok(both(&own.name, &own.email));
    }
    let named: Vec<_> = accounts.iter().filter(|of| is_named(&of.email, &of.name)).collect();
    let in_use: Vec<_> = named.iter().filter(|of| of.disabled.is_none()).collect();
    match in_use.as_slice() {
        [one] => return Ok(both(&one.name, &one.email)),
        [] => {}
        several => {
            let emails: Vec<&str> = several.iter().map(|of| of.email.as_str()).collect();
            return Err(OfficeError::Refused {
                what: format!("several accounts are called {written}"),
                hint: format!("write the address: {}", emails.join(", ")),
            });
        }
    }
    let seats = plan::members(district).unwrap_or_default();
    let seat = seats.iter().find(|seat| seat.body.name.trim().eq_ignore_ascii_case(written));
    if let Some(seat) = seat {
        let what = if seat.body.agency.is_empty() { "the cabinet" } else { &seat.body.agency };
        return Ok(format!("{} ({what}; no account)", seat.body.name.trim()));
    }
    let what = match named.is_empty() {
        true => format!("nobody called {written} has an account here, or a seat in the cabinet"),
        false => format!("the account of {written} is disabled"),
    };
    Err(OfficeError::Refused {
        what,
        hint:
            "traction people list names the accounts; traction people add EMAIL --name NAME adds \
               one"
            .to_owned(),
    })
}

/// The name of whoever acts, where none is written. At the machine's own shell nobody signs in, and
/// where there are accounts that is said.
///
/// # Errors
/// The catalog's errors.
pub(crate) fn acting(district: &District) -> Result<String, OfficeError> {
    let name = district.person().name();
    Ok(match district.person() {
        Person::Operator { .. } if has_accounts(district)? => {
            format!("{name}, at the machine’s own shell")
        }
        _ => name.to_owned(),
    })
}
