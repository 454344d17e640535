//! What leaves the house: workbooks and PDFs, read back by others' programs.

mod blocks;
mod broken;
mod lists;
mod missing;
mod offered;
mod preview;
mod print;
mod register;
mod stopped;
mod unprintable;
mod versions;
mod wording;
mod workbook;
