//! The cases of `cases/enrollment`: rules in prose, run.
