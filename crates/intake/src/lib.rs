//! Readers and writers of a district's files: records and findings.
