//! What leaves the house: workbooks and PDFs, read back by others' programs.

mod print;
mod workbook;
