//! The pages as a reader gets them: a small district through the office, and every answer.

mod answers;
mod attack;
mod crawl;
mod html;
mod outline;
mod queries;
mod town;
mod twins;
