//! `traction people`: accounts, roles, caseloads, one-time links.

use std::collections::BTreeSet;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use traction_office::access::{Grant, Role};
use traction_office::{District, people};

use super::{district, placed};
use crate::everywhere::Everywhere;
use crate::failure::Failure;
use crate::output::{Done, put_sheets};

/// Say who may sign in, with which roles, for which schools or students
///
/// A district without accounts is for whoever works on its machine: `traction serve` then answers
/// there only. With the first account everybody signs in, and `serve` may answer on other
/// addresses. Every change is in the log of accounts.
///
/// Roles: analyst, superintendent, finance, enrollment_office, cabinet_member, public and admin
/// are for the whole district; principal, supervisor and lead_partner for the schools or clusters
/// that are named; counselor for a caseload; reviewer for figures, or with --names for rows too.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  traction people add ana@riverbend.example --name \"Ana Ruiz\" --role admin
  traction people add lee@riverbend.example --name \"Lee Park\" --role principal --school 0412
  traction people grant sam@partner.example lead_partner --cluster N
  traction people caseload kim@riverbend.example caseload.csv")]
pub struct PeopleArgs {
    #[command(subcommand)]
    verb: Verb,
}

/// What a role reaches.
#[derive(Debug, Args)]
struct Reaches {
    /// A school that the role is for, by its number; may be said several times
    #[arg(long = "school", value_name = "ID")]
    schools: Vec<String>,
    /// A cluster whose schools the role is for; may be said several times
    #[arg(long = "cluster", value_name = "ID")]
    clusters: Vec<String>,
    /// Let a reviewer see students' rows and names
    #[arg(long)]
    names: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the accounts
    List,
    /// Show who changed which account
    Log,
    /// Add an account and print a one-time link with which its person chooses a password
    Add {
        /// The address that the account is known by
        email: String,
        /// The person's name
        #[arg(long)]
        name: String,
        /// Its first role
        #[arg(long)]
        role: Option<String>,
        #[command(flatten)]
        reaches: Reaches,
        /// The same as --role admin
        #[arg(long, conflicts_with = "role")]
        admin: bool,
        /// Read a password from the first line of standard input, instead of printing a link
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give an account a role; one that it has is replaced
    Grant {
        /// The account
        email: String,
        /// The role
        role: String,
        #[command(flatten)]
        reaches: Reaches,
    },
    /// Take a role away
    Revoke {
        /// The account
        email: String,
        /// The role
        role: String,
    },
    /// Print a one-time link with which a password is chosen; the one before it no longer holds
    Reset {
        /// The account
        email: String,
    },
    /// Let nobody sign in with an account, and end its sessions
    Disable {
        /// The account
        email: String,
        /// Let its person sign in again
        #[arg(long)]
        undo: bool,
    },
    /// Set the students of a counselor's caseload from a file, in place of those before
    ///
    /// The file has a column student_id, or one number a line. `-` reads standard input.
    Caseload {
        /// The account
        email: String,
        /// The file
        file: PathBuf,
    },
}

/// Changes accounts, or lists them.
pub fn run(args: &PeopleArgs, everywhere: &Everywhere) -> Result<Done, Failure> {
    let district = district(everywhere)?;
    let now = jiff::Timestamp::now();
    match &args.verb {
        Verb::List => put_sheets(&[people::sheet(&district)?], everywhere.format)?,
        Verb::Log => {
            put_sheets(&[people::account_log_sheet(&district, None)?], everywhere.format)?;
        }
        Verb::Add { email, name, role, reaches, admin, password_stdin } => {
            let role = if *admin { Some("admin".to_owned()) } else { role.clone() };
            let grant = role.map(|role| grant_of(&role, reaches)).transpose()?;
            if grant.is_none() && !(reaches.schools.is_empty() && reaches.clusters.is_empty()) {
                return Err(Failure::new("schools go with a role", "say it: --role principal"));
            }
            refuse_a_first_without_admin(&district, grant.as_ref())?;
            let grants: Vec<Grant> = grant.into_iter().collect();
            let email = people::add(&district, email, name, &grants, now)?;
            eprintln!("{email} was added.");
            if *password_stdin {
                let mut line = String::new();
                std::io::stdin().lock().read_line(&mut line)?;
                people::set_password(&district, &email, line.trim_end_matches(['\r', '\n']), now)?;
                eprintln!("The password is kept.");
            } else {
                print_link(&people::make_link(&district, &email, now)?);
            }
        }
        Verb::Grant { email, role, reaches } => {
            let grant = grant_of(role, reaches)?;
            people::grant(&district, email, &grant, now)?;
            eprintln!("{email}: {}, for {}.", grant.role.label(), grant.reach_words());
            if grant.role == Role::Counselor {
                eprintln!("next: traction people caseload {email} FILE");
            }
        }
        Verb::Revoke { email, role } => {
            let role = Role::parse(role)?;
            people::revoke(&district, email, role, now)?;
            eprintln!("{email}: no longer {}.", role.code());
        }
        Verb::Reset { email } => print_link(&people::make_link(&district, email, now)?),
        Verb::Disable { email, undo } => {
            people::set_disabled(&district, email, !undo, now)?;
            let words = if *undo { "may sign in again" } else { "can no longer sign in" };
            eprintln!("{email} {words}.");
        }
        Verb::Caseload { email, file } => {
            let list = people::read_caseload(&read(file, everywhere)?)?;
            let set = people::set_caseload(&district, email, &list, now)?;
            eprintln!("{email}: a caseload of {} students.", set.students);
            if !set.unknown.is_empty() {
                eprintln!(
                    "{} numbers on the list are no student's of the district and were left out: {}",
                    set.unknown.len(),
                    set.unknown.iter().take(5).cloned().collect::<Vec<_>>().join(", ")
                );
            }
        }
    }
    Ok(Done::Well)
}

fn grant_of(role: &str, reaches: &Reaches) -> Result<Grant, Failure> {
    let listed = |ids: &[String]| -> BTreeSet<String> { ids.iter().cloned().collect() };
    let (schools, clusters) = (listed(&reaches.schools), listed(&reaches.clusters));
    Ok(Grant::of(Role::parse(role)?, schools, clusters, reaches.names)?)
}

/// With the first account everybody must sign in, so it must be one that can add the others.
fn refuse_a_first_without_admin(district: &District, grant: Option<&Grant>) -> Result<(), Failure> {
    if people::has_accounts(district)? || grant.is_some_and(|grant| grant.role == Role::Admin) {
        return Ok(());
    }
    Err(Failure::new(
        "the first account keeps the others, and this one would not",
        "make one for whoever adds people: traction people add EMAIL --name NAME --admin",
    ))
}

/// The path alone goes to standard output, so that it can be piped.
fn print_link(path: &str) {
    eprintln!(
        "Give its person this path, after the address of the pages. It works once, for three days:"
    );
    println!("{path}");
}

fn read(file: &Path, everywhere: &Everywhere) -> Result<String, Failure> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text)?;
        return Ok(text);
    }
    let path = placed(file, everywhere);
    std::fs::read_to_string(&path).map_err(|error| {
        Failure::new(
            format!("{} could not be read: {error}", path.display()),
            "a caseload is a text file: a column student_id, or one number a line",
        )
    })
}
