//! Verifying: hashing every part anew.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::error::{Result, StoreError};
use crate::folder::Folder;
use crate::parts;

/// What is wrong with a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DamageKind {
    /// There is no such file.
    Missing,
    /// Its bytes are not those that were written.
    Changed {
        /// The hash of the bytes that are there.
        found: String,
        /// Their number.
        bytes: u64,
    },
}

/// A part that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Its file.
    pub path: PathBuf,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Parts hashed.
    pub parts: u64,
    /// Bytes that they should have.
    pub bytes: u64,
    /// Parts that are not what they were, by path.
    pub damaged: Vec<Damage>,
}

impl Folder {
    /// Hashes every part that the catalog holds, of all imports' views, and compares.
    ///
    /// # Errors
    /// The catalog's errors; a part that is there and cannot be read. Damage is no error: it is
    /// what this looks for.
    pub fn verify(&self) -> Result<Verified> {
        let living = self.list_living_parts()?;
        let checked: Vec<Result<Option<Damage>>> = living
            .par_iter()
            .map(|(path, hash, _)| {
                let kind = match parts::hash_file(path) {
                    Ok((found, _)) if found == *hash => return Ok(None),
                    Ok((found, bytes)) => DamageKind::Changed { found, bytes },
                    Err(StoreError::PartMissing { .. }) => DamageKind::Missing,
                    Err(error) => return Err(error),
                };
                Ok(Some(Damage { path: path.clone(), kind }))
            })
            .collect();
        let mut damaged = Vec::new();
        for damage in checked {
            damaged.extend(damage?);
        }
        damaged.sort_by(|a, b| a.path.cmp(&b.path));
        let bytes = living.iter().map(|(_, _, bytes)| bytes).sum();
        Ok(Verified { parts: living.len() as u64, bytes, damaged })
    }
}
