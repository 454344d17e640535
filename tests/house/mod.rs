//! Tests of the house itself: that the tree keeps its own rules.

mod documents;
mod tidy;
