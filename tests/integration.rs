//! Integration tests: one binary, a module per room and one for the house.

mod cli;
mod desk;
mod house;
mod library;
mod papers;
