//! What an assessment rests on: projects, facts and decisions as they stand,
//! and whether they have changed since the last one.

use ruku_model::fact::{FactId, FactValue};
use ruku_model::fingerprint::sha256_hex;
use ruku_policy::assessment::{Exclusion, Input, PoolChoice, Subject};
use rusqlite::{Connection, OptionalExtension as _};

use crate::column::json;
use crate::error::Result;
use crate::library::Library;
use crate::table::duplicate::Duplicate;
use crate::table::project::ProjectId;
use crate::table::{audit, decision, duplicate, fact, programme};

impl Library {
    /// What an assessment of the programme takes: its projects with their
    /// facts, and the decisions that hold, those on doubles too. A project whose direction was not recognised has an empty measure.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn assessment_input(&self, programme: &str, pool: Option<PoolChoice>) -> Result<Input> {
        programme::programme(&self.connection, programme)?;
        input(&self.connection, programme, pool)
    }

    /// What people have decided that holds now: an input without subjects.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn decided(&self, programme: &str) -> Result<Input> {
        programme::programme(&self.connection, programme)?;
        let decision::Holding {
            readings,
            manual,
            waivers,
        } = decision::holding(&self.connection, programme)?;
        Ok(Input {
            readings,
            manual,
            waivers,
            ..Input::default()
        })
    }

    /// Whether anything that the last assessment rests on has changed since:
    /// projects, facts, decisions or the pack. A programme that was never
    /// assessed is stale as soon as it has projects.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn stale(&self, programme: &str) -> Result<bool> {
        let now = programme::programme(&self.connection, programme)?;
        let last: Option<(String, String, i64)> = self
            .connection
            .prepare_cached(
                "SELECT pack, input_hash, audit_seq FROM assessment WHERE programme = ?1
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([programme], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((pack, hash, seq)) = last else {
            return Ok(now.projects > 0);
        };
        if pack != now.pack_hash {
            return Ok(true);
        }
        // Nothing was done at all: no need to look at every fact.
        if !audit::touched_since(&self.connection, programme, seq)? {
            return Ok(false);
        }
        Ok(input_hash(&input(&self.connection, programme, None)?) != hash)
    }
}

fn input(connection: &Connection, programme: &str, pool: Option<PoolChoice>) -> Result<Input> {
    let mut facts = fact::of_programme(connection, programme)?;
    let mut statement = connection.prepare_cached(
        "SELECT id, coalesce(measure, '') FROM project WHERE programme = ?1
         ORDER BY place, id",
    )?;
    let rows = statement.query_map([programme], |row| {
        Ok((ProjectId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let mut subjects = Vec::new();
    for row in rows {
        let (id, measure) = row?;
        let facts = facts.remove(&id).unwrap_or_default();
        subjects.push(Subject {
            id: id.0.to_string(),
            measure,
            facts,
        });
    }
    let decision::Holding {
        readings,
        manual,
        waivers,
    } = decision::holding(connection, programme)?;
    Ok(Input {
        subjects,
        readings,
        manual,
        waivers,
        excluded: excluded(connection, programme)?,
        pool,
        ..Input::default()
    })
}

/// The projects that a decision on a set of doubles leaves out.
fn excluded(connection: &Connection, programme: &str) -> Result<Vec<Exclusion>> {
    let left_out = duplicate::left_out(connection, programme)?;
    let words = |decided: &Duplicate| {
        let kept = decided.members.iter().find(|(_, kept)| **kept);
        let kept = kept.map(|(id, _)| format!("与项目{}重复申报，只留该项目", id.0));
        let kept = kept.unwrap_or_else(|| "重复申报".to_owned());
        format!("{kept}（{}）", decided.reason)
    };
    Ok(left_out
        .iter()
        .map(|(project, decided)| Exclusion {
            subject: project.0.to_string(),
            reason: words(decided),
            by: decided.stamp.by.clone(),
            authority: String::new(),
        })
        .collect())
}

/// What counts of a subject: its id, its measure, its values.
type Essence<'a> = (&'a str, &'a str, Vec<(&'a FactId, &'a FactValue)>);

/// A hash of what an assessment rests on. Origins do not count, as they change
/// no amount; nor do pool, rounding and day, which are chosen anew each time.
pub(crate) fn input_hash(input: &Input) -> String {
    let subjects: Vec<Essence<'_>> = input
        .subjects
        .iter()
        .map(|subject| {
            let facts = subject
                .facts
                .iter()
                .map(|(id, fact)| (id, &fact.value))
                .collect();
            (subject.id.as_str(), subject.measure.as_str(), facts)
        })
        .collect();
    let decided = (&input.readings, &input.manual, &input.waivers);
    let hashed = match input.excluded.is_empty() {
        // Without such decisions the hash of a library stays what it is.
        true => json(&(subjects, decided.0, decided.1, decided.2)),
        false => json(&(subjects, decided.0, decided.1, decided.2, &input.excluded)),
    };
    sha256_hex(hashed.as_bytes())
}
