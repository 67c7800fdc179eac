//! Proposals: what a room made of the facts and the policy. Recorded once, never changed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{Catalog, odd, read_time};
use crate::error::Result;

/// Number of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProposalId(pub i64);

/// A room's result with all that is needed to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Room, such as `choice`.
    pub room: String,
    /// Kind of result within the room.
    pub kind: String,
    /// When it was made.
    pub at: Timestamp,
    /// Who asked for it.
    pub who: String,
    /// Program and version.
    pub program: String,
    /// [`crate::Snapshot::fingerprint`] of the facts.
    pub facts_fingerprint: String,
    /// Version of the policy that was in force.
    pub policy_version: String,
    /// Seed of everything random.
    pub seed: u64,
    /// The result as JSON.
    pub result: String,
    /// What the independent check found, as JSON.
    pub findings: String,
}

/// A proposal as the catalog keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalEntry {
    /// Its number.
    pub id: ProposalId,
    /// The proposal.
    pub proposal: Proposal,
}

const COLUMNS: &str = "id, room, kind, at, who, program, facts_fingerprint, policy_version, seed, \
                       result, findings";

impl Catalog {
    /// Records a proposal.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn save_proposal(&mut self, proposal: &Proposal) -> Result<ProposalId> {
        self.write(|db| {
            db.execute(
                "INSERT INTO proposals (room, kind, at, who, program, facts_fingerprint,
                     policy_version, seed, result, findings)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    proposal.room,
                    proposal.kind,
                    proposal.at.to_string(),
                    proposal.who,
                    proposal.program,
                    proposal.facts_fingerprint,
                    proposal.policy_version,
                    proposal.seed.to_string(),
                    proposal.result,
                    proposal.findings,
                ],
            )?;
            Ok(ProposalId(db.last_insert_rowid()))
        })
    }

    /// The proposal of that number, if there is one.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn find_proposal(&mut self, id: ProposalId) -> Result<Option<ProposalEntry>> {
        self.read(|db| {
            let sql = format!("SELECT {COLUMNS} FROM proposals WHERE id = ?1");
            db.query_row(&sql, [id.0], read_proposal).optional()
        })
    }

    /// A room's proposals, latest first; all rooms' when none is named.
    ///
    /// # Errors
    /// The catalog's errors.
    pub fn list_proposals(&mut self, room: Option<&str>) -> Result<Vec<ProposalEntry>> {
        self.read(|db| {
            let sql = format!(
                "SELECT {COLUMNS} FROM proposals WHERE ?1 IS NULL OR room = ?1 ORDER BY id DESC"
            );
            let mut query = db.prepare(&sql)?;
            let entries = query.query_map([room], read_proposal)?;
            entries.collect()
        })
    }
}

fn read_proposal(row: &Row<'_>) -> rusqlite::Result<ProposalEntry> {
    let seed: String = row.get(8)?;
    let proposal = Proposal {
        room: row.get(1)?,
        kind: row.get(2)?,
        at: read_time(&row.get::<_, String>(3)?)?,
        who: row.get(4)?,
        program: row.get(5)?,
        facts_fingerprint: row.get(6)?,
        policy_version: row.get(7)?,
        seed: seed.parse().map_err(|_| odd(format!("it holds a seed {seed:?}")))?,
        result: row.get(9)?,
        findings: row.get(10)?,
    };
    Ok(ProposalEntry { id: ProposalId(row.get(0)?), proposal })
}
