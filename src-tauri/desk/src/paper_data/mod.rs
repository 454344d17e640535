//! What the placeholders of a form are filled with: one project, the projects
//! of a group, or the list that is printed. Templates alone decide what of it
//! they show; docs/form-templates.md lists it all.

pub(crate) mod award;
pub(crate) mod calculation;
mod fill;
pub(crate) mod period;
pub(crate) mod review;
pub(crate) mod rows;
pub(crate) mod score;
pub(crate) mod subject;
mod working;
