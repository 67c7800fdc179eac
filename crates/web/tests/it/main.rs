//! The pages as a reader gets them: a small district through the office, and every answer.

mod answers;
mod choice;
mod crawl;
mod graduation;
mod hostile;
mod html;
mod outline;
mod people;
mod queries;
mod reader;
mod roles;
mod town;
mod twins;
