//! For tests only: the cast, builders, the case runner and tidy.
