//! Integration tests: one binary, a module per room and one for the house.

mod house;
