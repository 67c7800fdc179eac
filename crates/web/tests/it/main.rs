//! The pages as a reader gets them: a small district through the office, and every answer.

mod answers;
mod crawl;
mod html;
mod outline;
mod past;
mod queries;
mod town;
mod twins;
