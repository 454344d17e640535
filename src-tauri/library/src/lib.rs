//! The project library: a folder with one SQLite database, the counties'
//! original files and backups. The only room with SQL.
//!
//! `library` does not know Excel, PDF or screens, nor how an amount is
//! computed: it is handed facts, findings and results, and keeps them with
//! where they came from. Clock, folder and actor are arguments.

pub mod backup;
pub mod content;
pub mod copy_state;
pub mod error;
pub mod input;
pub mod kept;
pub mod library;
pub mod life_cycle;
pub mod place;
pub mod restore;
pub mod settle;
pub mod stamp;
pub mod superseded;
pub mod table;
pub mod take_in;
pub mod upgrade;
pub mod verify;
pub mod whole;
pub mod withdraw;

mod column;
mod folder;
mod lock;
mod order;
mod originals;
mod read_anew;
mod schema;

#[cfg(test)]
mod tests;
