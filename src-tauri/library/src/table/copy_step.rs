//! Steps of printed copies: signed, sealed, handed in, sent back, given up; by
//! whom, on which day. Nothing is overwritten: a slip is taken back by a step
//! of its own, with the reason.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, Transaction, params};
use serde_json::json;

use crate::column::{collect, moment, read_moment, read_token, token};
use crate::copy_state::CopyState;
use crate::error::{Field, LibraryError, Result};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::print_register::{self, Print, PrintId};
use crate::table::programme;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 copy step",
    sql: "
CREATE TABLE copy_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    print INTEGER NOT NULL REFERENCES print_register (id),
    copy INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    taken_back INTEGER NOT NULL,
    day TEXT NOT NULL,
    who TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX copy_step_copy ON copy_step (print, copy, id);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "copy_step",
    "SELECT print, copy, from_state, to_state, taken_back, day, who, reason, by, at
     FROM copy_step ORDER BY id",
)];

/// A step of one copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyStep {
    /// Which copy of its print, from 1.
    pub copy: u32,
    /// Where it stood.
    pub from: CopyState,
    /// Where it stands since.
    pub to: CopyState,
    /// The step takes the one before back.
    pub taken_back: bool,
    /// The day it happened.
    pub day: NaiveDate,
    /// Who signed, sealed, took it in or sent it back; may be empty.
    pub who: String,
    /// Why, or on what paper; needed for giving a copy up and for taking a
    /// step back.
    pub reason: String,
    /// Who wrote it down, and when.
    pub stamp: Stamp,
}

/// A print with the steps of its copies, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackedPrint {
    /// The print.
    pub print: Print,
    /// The steps of all its copies.
    pub steps: Vec<CopyStep>,
}

impl TrackedPrint {
    /// Where a copy stands.
    #[must_use]
    pub fn state(&self, copy: u32) -> CopyState {
        self.last(copy).map_or(CopyState::Printed, |step| step.to)
    }

    /// The last step of a copy, if it made one.
    #[must_use]
    pub fn last(&self, copy: u32) -> Option<&CopyStep> {
        self.steps.iter().rfind(|step| step.copy == copy)
    }
}

/// What is written down of copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyMark {
    /// The prints with the copies meant, from 1.
    pub copies: Vec<(PrintId, Vec<u32>)>,
    /// The state they go to.
    pub to: CopyState,
    /// The day it happened: not before the print, not after the stamp.
    pub day: NaiveDate,
    /// Who signed, sealed, took them in or sent them back; may be empty.
    pub who: String,
    /// Why; needed for giving copies up.
    pub reason: String,
}

impl Library {
    /// What was printed in a programme, with where every copy stands; oldest
    /// first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn tracked_prints(&self, programme: &str) -> Result<Vec<TrackedPrint>> {
        let prints = self.prints(programme)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT print, copy, from_state, to_state, taken_back, day, who, reason, by, at
             FROM copy_step
             WHERE print IN (SELECT id FROM print_register WHERE programme = ?1) ORDER BY id",
        )?;
        let steps = collect(statement.query_map([programme], |row| Ok(read(row)))?)?;
        let mut by_print: BTreeMap<i64, Vec<CopyStep>> = BTreeMap::new();
        for (print, step) in steps {
            by_print.entry(print).or_default().push(step);
        }
        Ok(prints
            .into_iter()
            .map(|print| TrackedPrint {
                steps: by_print.remove(&print.id.0).unwrap_or_default(),
                print,
            })
            .collect())
    }

    /// One print with where every copy of it stands.
    ///
    /// # Errors
    /// There is no such print.
    pub fn tracked_print(&self, id: PrintId) -> Result<TrackedPrint> {
        tracked(&self.connection, id)
    }

    /// Takes copies to a state, all of them or none. Copies that stand there
    /// already are left alone; gives how many went.
    ///
    /// # Errors
    /// There is no such print or copy, a copy cannot go there from where it
    /// stands (see [`CopyState::next`]), the day is before the print or after
    /// today, or a copy is given up without a reason.
    pub fn mark_copies(&mut self, mark: &CopyMark, stamp: &Stamp) -> Result<u32> {
        if mark.to == CopyState::Void {
            require(&mark.reason, Field::Reason)?;
        }
        self.write(stamp, |tx, stamp| {
            let mut gone = 0;
            for (id, copies) in &mark.copies {
                let tracked = tracked(tx, *id)?;
                allowed_day(&tracked.print, mark.day, stamp)?;
                let mut moved = Vec::new();
                for copy in copies {
                    let from = standing(&tracked, *copy)?;
                    if from == mark.to || moved.contains(copy) {
                        continue;
                    }
                    if !from.next().contains(&mark.to) {
                        return Err(LibraryError::CopyTransition {
                            subject: tracked.print.print.subject.clone(),
                            copy: *copy,
                            from: from.label(),
                            to: mark.to.label(),
                        });
                    }
                    let step = CopyStep {
                        copy: *copy,
                        from,
                        to: mark.to,
                        taken_back: false,
                        day: mark.day,
                        who: mark.who.clone(),
                        reason: mark.reason.clone(),
                        stamp: stamp.clone(),
                    };
                    insert(tx, *id, &step)?;
                    moved.push(*copy);
                }
                gone += crate::column::count(moved.len());
                if !moved.is_empty() {
                    note(tx, &tracked.print, &moved, mark, stamp)?;
                }
            }
            Ok(gone)
        })
    }

    /// Takes the last step of copies back, of all of them or none.
    ///
    /// # Errors
    /// There is no such print or copy, a copy has made no step that could be
    /// taken back, or the reason is empty.
    pub fn take_back_copies(
        &mut self,
        copies: &[(PrintId, Vec<u32>)],
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            copies
                .iter()
                .try_for_each(|(id, copies)| take_back(tx, *id, copies, reason, stamp))
        })
    }
}

fn take_back(
    tx: &Transaction<'_>,
    id: PrintId,
    copies: &[u32],
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let tracked = tracked(tx, id)?;
    for copy in copies {
        let now = standing(&tracked, *copy)?;
        // The step that led here and still holds.
        let led = standing_step(&tracked, *copy).ok_or_else(|| LibraryError::CopyUntouched {
            subject: tracked.print.print.subject.clone(),
            copy: *copy,
        })?;
        let back = CopyStep {
            copy: *copy,
            from: now,
            to: led.from,
            taken_back: true,
            day: stamp.at.date(),
            who: String::new(),
            reason: reason.to_owned(),
            stamp: stamp.clone(),
        };
        insert(tx, id, &back)?;
        let detail = json!({
            "print": id.0, "subject": tracked.print.print.subject, "copy": copy,
            "from": back.from, "to": back.to, "reason": reason,
        });
        let programme = Some(tracked.print.print.programme.as_str());
        audit::append(tx, stamp, Action::CopyTakenBack, programme, &detail)?;
    }
    Ok(())
}

/// The last step of a copy that was not taken back.
fn standing_step(tracked: &TrackedPrint, copy: u32) -> Option<&CopyStep> {
    let mut standing: Vec<&CopyStep> = Vec::new();
    for step in tracked.steps.iter().filter(|step| step.copy == copy) {
        if step.taken_back {
            standing.pop();
        } else {
            standing.push(step);
        }
    }
    standing.pop()
}

fn standing(tracked: &TrackedPrint, copy: u32) -> Result<CopyState> {
    let copies = tracked.print.print.copies;
    if copy == 0 || copy > copies {
        return Err(LibraryError::NoCopy {
            subject: tracked.print.print.subject.clone(),
            copy,
            copies,
        });
    }
    Ok(tracked.state(copy))
}

fn allowed_day(print: &Print, day: NaiveDate, stamp: &Stamp) -> Result<()> {
    let (printed, today) = (print.stamp.at.date(), stamp.at.date());
    if day < printed || day > today {
        return Err(LibraryError::CopyDay {
            day,
            printed,
            today,
        });
    }
    Ok(())
}

fn tracked(connection: &Connection, id: PrintId) -> Result<TrackedPrint> {
    let print = print_register::print(connection, id)?;
    let mut statement = connection.prepare_cached(
        "SELECT print, copy, from_state, to_state, taken_back, day, who, reason, by, at
         FROM copy_step WHERE print = ?1 ORDER BY id",
    )?;
    let steps = collect(statement.query_map([id.0], |row| Ok(read(row)))?)?;
    Ok(TrackedPrint {
        print,
        steps: steps.into_iter().map(|(_, step)| step).collect(),
    })
}

fn insert(tx: &Transaction<'_>, print: PrintId, step: &CopyStep) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO copy_step (print, copy, from_state, to_state, taken_back, day, who, reason,
             by, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        print.0,
        step.copy,
        token(&step.from),
        token(&step.to),
        step.taken_back,
        step.day.to_string(),
        step.who,
        step.reason,
        step.stamp.by,
        moment(step.stamp.at),
    ])?;
    Ok(())
}

/// One line of the trail for every print, naming its copies.
fn note(
    tx: &Transaction<'_>,
    print: &Print,
    copies: &[u32],
    mark: &CopyMark,
    stamp: &Stamp,
) -> Result<()> {
    programme::programme(tx, &print.print.programme)?;
    let detail = json!({
        "print": print.id.0, "form": print.print.form, "subject": print.print.subject,
        "fingerprint": print.print.fingerprint, "copies": copies, "to": mark.to,
        "day": mark.day.to_string(), "who": mark.who, "reason": mark.reason,
    });
    let programme = Some(print.print.programme.as_str());
    audit::append(tx, stamp, Action::CopyMarked, programme, &detail)
}

fn read(row: &Row<'_>) -> Result<(i64, CopyStep)> {
    let day: String = row.get(5)?;
    let step = CopyStep {
        copy: row.get(1)?,
        from: read_token(row.get(2)?)?,
        to: read_token(row.get(3)?)?,
        taken_back: row.get(4)?,
        day: day
            .parse()
            .map_err(|_| LibraryError::Stored(format!("not a day: {day:?}")))?,
        who: row.get(6)?,
        reason: row.get(7)?,
        stamp: Stamp {
            by: row.get(8)?,
            at: read_moment(&row.get::<_, String>(9)?)?,
        },
    };
    Ok((row.get(0)?, step))
}
