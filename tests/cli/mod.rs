//! The command line: its exit statuses and the shapes of its JSON.

mod contract;
mod road;
