//! The clerk's jobs end to end: amounts, refusals, batches, facts.

mod account;
mod amounts;
mod answering;
mod batches;
mod before;
mod decisions;
mod doubles;
mod facts;
mod packs;
mod pool;
mod refusals;
mod replacing;
mod rereading;
mod rows;
mod settling;
mod totals;
mod upgrade;
mod withdrawing;
