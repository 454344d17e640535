//! Tests of the whole library, on libraries in temporary folders.

mod assessing;
mod auditing;
mod backups;
mod editing;
mod interrupted;
mod living;
mod opening;
mod packs;
mod printing;
mod reading_anew;
mod sample;
mod scale;
mod taking_in;
mod verifying;
mod withdrawing;
