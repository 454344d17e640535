//! The clerk's jobs end to end: amounts, refusals, batches, facts.

mod amounts;
mod batches;
mod facts;
mod refusals;
mod settling;
