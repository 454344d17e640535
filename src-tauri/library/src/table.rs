//! The tables, one file each: migration, row structs, reads, writes, in that
//! order. Public methods are on [`crate::library::Library`].

pub mod assessment;
pub mod assessment_result;
pub mod audit;
pub mod batch;
pub mod copy_step;
pub mod county;
pub mod decision;
pub mod draft;
pub mod duplicate;
pub mod enterprise;
pub mod fact;
pub mod finding;
pub mod frozen;
pub mod header_memory;
pub mod loaded_pack;
pub mod original;
pub mod pack;
pub mod print_content;
pub mod print_register;
pub mod printing;
pub mod programme;
pub mod project;
pub mod project_step;
