//! Why may they see? A reason with its scope, or nothing.
//!
//! A person is whoever works on the machine that holds the folder, an account with roles, or the
//! public. [`why_may_see`] and [`why_may_do`] answer from one table each ([`SEES`], [`DOES`]): the
//! reason in words, which goes into the access log, and the scope within which it holds. Rows
//! outside the scope do not exist for that person.

mod role;
mod scope;
mod table;

use std::fmt;
use std::sync::Arc;

pub use role::{Grant, Reach, Role};
pub use scope::Scope;
pub use table::{DOES, SEES};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// Whoever runs Traction on the machine that holds the district folder, by their account name
    /// on that machine. They could read its files without us.
    Operator {
        /// The name of the machine's account, `unknown` when the system does not say.
        account: String,
    },
    /// Somebody with an account of the district, signed in.
    Account(Arc<Account>),
    /// Somebody who is shown published figures only.
    Public,
}

/// An account, with what its roles reach today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The address that it is known by; it goes into every log.
    pub email: String,
    /// The person's name, as pages show it.
    pub name: String,
    /// Its roles, each with its scope.
    pub held: Vec<Held>,
}

/// A role that somebody holds, and the scope that it reaches today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// Within which it holds.
    pub scope: Scope,
    /// Whether a role that sees figures only was granted names as well.
    pub names: bool,
}

impl Person {
    /// The person whose account runs this process, as the environment names it.
    pub fn at_this_machine() -> Self {
        let account = ["USER", "USERNAME", "LOGNAME"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .unwrap_or_else(|| "unknown".to_owned());
        Person::Operator { account }
    }

    /// Somebody with one role, as tests of a room need them.
    pub fn with_role(email: &str, role: Role, scope: Scope) -> Self {
        let held = vec![Held { role, scope, names: false }];
        Person::Account(Arc::new(Account { email: email.to_owned(), name: email.to_owned(), held }))
    }

    /// The name that goes into the log.
    pub fn name(&self) -> &str {
        match self {
            Person::Operator { account } => account,
            Person::Account(account) => &account.email,
            Person::Public => "public",
        }
    }

    /// Whether one of the person's roles is this one.
    pub fn holds(&self, role: Role) -> bool {
        matches!(self, Person::Account(account) if account.held.iter().any(|h| h.role == role))
    }
}

/// What somebody asks to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Figures about groups, protected.
    Aggregates,
    /// Rows about single students.
    StudentRows,
    /// Applications to programs, and who was offered what.
    Applications,
    /// What each school gets: budget lines, positions.
    Money,
    /// Rows about single members of staff.
    StaffRows,
    /// Files, imports, findings and parts. Findings quote students' numbers.
    Files,
    /// Who has an account, and with which roles.
    Accounts,
    /// Who looked at which rows.
    AccessLog,
}

impl Sight {
    /// Every sight.
    pub const ALL: [Sight; 8] = [
        Sight::Aggregates,
        Sight::StudentRows,
        Sight::Applications,
        Sight::Money,
        Sight::StaffRows,
        Sight::Files,
        Sight::Accounts,
        Sight::AccessLog,
    ];

    /// What it is called when it is refused.
    pub fn words(self) -> &'static str {
        match self {
            Sight::Aggregates => "figures",
            Sight::StudentRows => "student rows",
            Sight::Applications => "applications",
            Sight::Money => "budgets and positions",
            Sight::StaffRows => "staff rows",
            Sight::Files => "the district's files",
            Sight::Accounts => "accounts",
            Sight::AccessLog => "the access log",
        }
    }
}

/// What somebody asks to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Load files as facts.
    Import,
    /// Close a school year, or reopen it with a reason.
    CloseYears,
    /// Write goals, shifts, decisions and what became of them.
    Plan,
    /// Run a lottery and adopt its offers.
    Assign,
    /// Write a budget, trade within it, adopt it.
    Allocate,
    /// Record what concerns one student: a waiver, a changed schedule.
    Advise,
    /// Record evidence and findings of a review.
    Review,
    /// Add accounts, grant and take away roles.
    KeepAccounts,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Deed; 8] = [
        Deed::Import,
        Deed::CloseYears,
        Deed::Plan,
        Deed::Assign,
        Deed::Allocate,
        Deed::Advise,
        Deed::Review,
        Deed::KeepAccounts,
    ];

    /// What it is called when it is refused.
    pub fn words(self) -> &'static str {
        match self {
            Deed::Import => "load files",
            Deed::CloseYears => "close and reopen school years",
            Deed::Plan => "write the plan",
            Deed::Assign => "assign seats",
            Deed::Allocate => "allocate budgets",
            Deed::Advise => "record what concerns a student",
            Deed::Review => "record a review",
            Deed::KeepAccounts => "keep accounts",
        }
    }
}

/// Why a person may see or do something, and within what. Only this module makes one, so that
/// holding a `Reason` proves that the question was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    words: String,
    scope: Scope,
}

impl Reason {
    /// Within which the reason holds: whatever is outside is not there for this person.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// The reason why a person may see something; `None` when there is none.
pub fn why_may_see(person: &Person, sight: Sight) -> Option<Reason> {
    match person {
        Person::Operator { .. } => Some(at_the_machine()),
        // Figures are protected before anybody sees them, so they need no role and have no scope.
        _ if sight == Sight::Aggregates => {
            Some(Reason { words: "protected figures".to_owned(), scope: Scope::District })
        }
        Person::Public => None,
        Person::Account(account) => {
            reason(&account.held, |role, names| table::sees(role, sight, names))
        }
    }
}

/// The reason why a person may do something; `None` when there is none.
pub fn why_may_do(person: &Person, deed: Deed) -> Option<Reason> {
    match person {
        Person::Operator { .. } => Some(at_the_machine()),
        Person::Public => None,
        Person::Account(account) => reason(&account.held, |role, _| table::does(role, deed)),
    }
}

fn at_the_machine() -> Reason {
    let words = "works on the machine that holds the district's files".to_owned();
    Reason { words, scope: Scope::District }
}

/// The reasons of all roles that give one, joined: their words, and what any of them reaches.
fn reason(held: &[Held], words: impl Fn(Role, bool) -> Option<&'static str>) -> Option<Reason> {
    let mut joined: Option<Reason> = None;
    for held in held {
        let Some(words) = words(held.role, held.names) else { continue };
        if held.scope.is_empty() {
            continue;
        }
        joined = Some(match joined {
            None => Reason { words: words.to_owned(), scope: held.scope.clone() },
            Some(mut reason) => {
                if !reason.words.split("; ").any(|known| known == words) {
                    reason.words = format!("{}; {words}", reason.words);
                }
                Reason { scope: reason.scope.joined_with(&held.scope), ..reason }
            }
        });
    }
    joined
}

#[cfg(test)]
mod tests;
