//! The pages as a reader gets them: a small district through the office, and every answer.

mod answers;
mod attack;
mod attack_rooms;
mod budget;
mod choice;
mod crawl;
mod enrollment;
mod graduation;
mod hostile;
mod html;
mod outline;
mod past;
mod people;
mod plan;
mod plan_forms;
mod plan_together;
mod public;
mod queries;
mod reader;
mod roles;
mod stricter;
mod town;
mod twins;
mod years;
