//! Whom the plan means by a name. Its lines and desks name people; accounts are known by an e-mail
//! address, and so are whoever enters something. Here the two are one person.

use crate::access::Person;
use crate::district::District;
use crate::error::OfficeError;

/// The name that the plan knows whoever asks by.
pub fn own_name(district: &District) -> &str {
    match district.person() {
        Person::Account(account) => &account.name,
        person => person.name(),
    }
}

/// Whether a name is that of whoever asks.
pub(super) fn is_own(district: &District, name: &str) -> bool {
    let own = [own_name(district), district.person().name()];
    own.iter().any(|own| own.trim().eq_ignore_ascii_case(name.trim()))
}

/// The district's accounts: address and name.
pub(super) struct Names(Vec<(String, String)>);

impl Names {
    pub fn load(district: &District) -> Result<Names, OfficeError> {
        let accounts = district.folder.catalog()?.list_accounts()?;
        Ok(Names(accounts.into_iter().map(|account| (account.email, account.name)).collect()))
    }

    /// The name of whoever is written so: an account's name for its address or for the name in
    /// other capitals, else what is written.
    pub fn of<'a>(&'a self, written: &'a str) -> &'a str {
        let written = written.trim();
        let found = self.0.iter().find(|(email, name)| {
            email.eq_ignore_ascii_case(written) || name.trim().eq_ignore_ascii_case(written)
        });
        found.map_or(written, |(_, name)| name.trim())
    }

    /// Every way in which somebody is written, the name first.
    pub fn all_of<'a>(&'a self, written: &'a str) -> Vec<&'a str> {
        let name = self.of(written);
        let own = self.0.iter().filter(|(_, known)| known.trim() == name);
        std::iter::once(name).chain(own.map(|(email, _)| email.as_str())).collect()
    }
}
