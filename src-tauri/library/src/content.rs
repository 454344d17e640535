//! One hash over all that the library holds, by what it means and not by how
//! it is numbered: two libraries with the same content have the same hash.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::library::Library;
use crate::table;

/// Every table's content as a query in a fixed order, with natural keys in
/// place of row numbers.
pub(crate) const CONTENT: &[&[(&str, &str)]] = &[
    table::pack::CONTENT,
    table::loaded_pack::CONTENT,
    table::programme::CONTENT,
    table::county::CONTENT,
    table::batch::CONTENT,
    table::enterprise::CONTENT,
    table::project::CONTENT,
    table::project_step::CONTENT,
    table::fact::CONTENT,
    table::finding::CONTENT,
    table::draft::CONTENT,
    table::header_memory::CONTENT,
    table::decision::CONTENT,
    table::duplicate::CONTENT,
    table::frozen::CONTENT,
    table::assessment::CONTENT,
    table::assessment_result::CONTENT,
    table::printing::CONTENT,
    table::print_content::CONTENT,
    table::print_register::CONTENT,
    table::copy_step::CONTENT,
];

/// Tables that are not content: what was done, and which files ever came.
#[cfg(test)]
pub(crate) const NOT_CONTENT: &[&str] = &["audit", "original", "migration"];

impl Library {
    /// The hash of the library's content, in hex. The audit trail and the
    /// register of originals do not count.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn content_hash(&self) -> Result<String> {
        hash(&self.connection)
    }

    /// The same hash for each kind of content by itself, to say what differs
    /// between two libraries: frozen assessments and the print register remember
    /// a batch that was withdrawn, nothing else may.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn content_hashes(&self) -> Result<BTreeMap<&'static str, String>> {
        let mut hashes = BTreeMap::new();
        for (name, query) in CONTENT.iter().copied().flatten() {
            let mut hasher = Sha256::new();
            feed_table(&mut hasher, &self.connection, name, query)?;
            hashes.insert(*name, hex(&hasher.finalize()));
        }
        Ok(hashes)
    }
}

/// The hash of a database's content.
pub(crate) fn hash(connection: &Connection) -> Result<String> {
    let mut hasher = Sha256::new();
    for (name, query) in CONTENT.iter().copied().flatten() {
        feed_table(&mut hasher, connection, name, query)?;
    }
    Ok(hex(&hasher.finalize()))
}

fn feed_table(hasher: &mut Sha256, connection: &Connection, name: &str, query: &str) -> Result<()> {
    feed(hasher, b't', name.as_bytes());
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for index in 0..columns {
            match row.get_ref(index)? {
                ValueRef::Null => feed(hasher, b'n', b""),
                ValueRef::Integer(whole) => feed(hasher, b'i', &whole.to_be_bytes()),
                ValueRef::Real(real) => feed(hasher, b'r', &real.to_bits().to_be_bytes()),
                ValueRef::Text(text) => feed(hasher, b's', text),
                ValueRef::Blob(blob) => feed(hasher, b'b', blob),
            }
        }
        feed(hasher, b'e', b"");
    }
    Ok(())
}

fn feed(hasher: &mut Sha256, kind: u8, bytes: &[u8]) {
    hasher.update([kind]);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_content_or_named_as_not() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::schema::migrate(&mut connection).unwrap();
        let mut tables: Vec<String> = connection
            .prepare(
                "SELECT name FROM sqlite_schema
                 WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let mut named: Vec<&str> = CONTENT
            .iter()
            .copied()
            .flatten()
            .map(|(name, _)| *name)
            .collect();
        named.extend(NOT_CONTENT);
        named.sort_unstable();
        tables.sort_unstable();
        assert_eq!(tables, named, "a new table must say whether it is content");
    }

    #[test]
    fn every_query_orders_its_rows() {
        let unordered: Vec<_> = CONTENT
            .iter()
            .copied()
            .flatten()
            .filter(|(_, query)| !query.contains("ORDER BY"))
            .map(|(name, _)| name)
            .collect();
        assert!(
            unordered.is_empty(),
            "the hash would depend on chance: {unordered:?}"
        );
    }
}
