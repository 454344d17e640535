//! The schema: every table's migrations in the order they were added, run in
//! one transaction. Migrations are never changed once released, only added to.

use rusqlite::Connection;

use crate::error::{LibraryError, Result};
use crate::table;

/// `ruku` in ASCII: marks the file as ours in the SQLite header.
pub(crate) const APPLICATION_ID: i32 = 0x7275_6b75;

/// One step of the schema.
pub(crate) struct Migration {
    /// The day it was added and what it does: `2026-11-22 pack`.
    pub(crate) name: &'static str,
    /// The statements.
    pub(crate) sql: &'static str,
}

/// All migrations, oldest first. The schema's version is their number.
pub(crate) const MIGRATIONS: &[&Migration] = &[
    &table::pack::MIGRATION,
    &table::programme::MIGRATION,
    &table::county::MIGRATION,
    &table::original::MIGRATION,
    &table::batch::MIGRATION,
    &table::enterprise::MIGRATION,
    &table::project::MIGRATION,
    &table::fact::MIGRATION,
    &table::finding::MIGRATION,
    &table::header_memory::MIGRATION,
    &table::decision::MIGRATION,
    &table::frozen::MIGRATION,
    &table::assessment::MIGRATION,
    &table::assessment_result::MIGRATION,
    &table::print_register::MIGRATION,
    &table::audit::MIGRATION,
    &table::project_step::MIGRATION,
    &table::decision::MIGRATION_APPROVER,
    &table::loaded_pack::MIGRATION,
    &table::printing::MIGRATION,
    &table::print_content::MIGRATION,
    &table::copy_step::MIGRATION,
    &table::duplicate::MIGRATION,
    &table::fact::MIGRATION_SHOWN,
    &table::project::MIGRATION_PLACE,
    &table::draft::MIGRATION,
];

const MIGRATION_TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;";

/// The version this program writes.
pub(crate) fn known_version() -> u32 {
    crate::column::count(MIGRATIONS.len())
}

/// The version of an open database.
pub(crate) fn version(connection: &Connection) -> Result<u32> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings a database up to the newest version, in one transaction. Returns
/// whether anything was done.
pub(crate) fn migrate(connection: &mut Connection) -> Result<bool> {
    run(connection, MIGRATIONS)
}

/// Brings a database up to the last of `migrations`.
pub(crate) fn run(connection: &mut Connection, migrations: &[&Migration]) -> Result<bool> {
    let found = version(connection)?;
    let known = crate::column::count(migrations.len());
    if found > known {
        return Err(LibraryError::Newer { found, known });
    }
    if found == known {
        return Ok(false);
    }
    let tx = connection.transaction()?;
    tx.execute_batch(MIGRATION_TABLE)?;
    for (version, migration) in (1_u32..).zip(migrations).skip(found as usize) {
        tx.execute_batch(migration.sql)?;
        tx.execute(
            "INSERT INTO migration (version, name) VALUES (?1, ?2)",
            (version, migration.name),
        )?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert!(
            migrate(&mut connection).unwrap(),
            "an empty database is migrated"
        );
        assert!(!migrate(&mut connection).unwrap(), "once is enough");
        let loose: Vec<String> = connection
            .prepare(
                "SELECT name FROM pragma_table_list
                 WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        assert!(loose.is_empty(), "tables without STRICT: {loose:?}");
    }

    #[test]
    fn migrations_are_dated_in_order() {
        let dates: Vec<&str> = MIGRATIONS.iter().map(|m| &m.name[..10]).collect();
        assert!(
            dates.is_sorted(),
            "append-only: a new migration comes last, got {dates:?}"
        );
        for date in dates {
            date.parse::<chrono::NaiveDate>()
                .expect("a migration's name starts with its day");
        }
    }

    #[test]
    fn a_failing_migration_leaves_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE audit (x) ").unwrap();
        migrate(&mut connection).expect_err("a table of this name is in the way");
        assert_eq!(
            version(&connection).unwrap(),
            0,
            "the version is not raised"
        );
        let tables: u32 = connection
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(tables, 1, "all or nothing");
    }
}
