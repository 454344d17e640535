//! Integration tests: one binary, a module per room and one for the house.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod cli;
mod desk;
mod house;
mod library;
mod papers;
