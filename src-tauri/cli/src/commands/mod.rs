//! The commands: each makes a desk, calls one function of it, and shows what
//! came out.

mod author;
mod correct;
mod decide;
mod explain;
mod keep;
mod library;
mod pack_text;
mod paper;
mod policy;
mod print;
mod register;
mod return_work;
mod returns;
mod work;

use ruku_desk::error::DeskError;

use crate::args::{Args, Command};
use crate::output::Done;

/// Does what was asked.
pub(crate) fn run(args: Args) -> Result<Done, DeskError> {
    match &args.command {
        Command::Init { dir } => library::init(&args, dir),
        Command::Programme(command) => library::programme(&args, command),
        Command::Policy(command) => policy::policy(&args, command),
        Command::Return(command) => returns::returns(&args, command),
        Command::Projects { programme } => work::projects(&args, programme.as_deref()),
        Command::Fact {
            project,
            fact,
            value,
            reason,
            also,
        } => work::fact(&args, (*project, also), fact, value, reason),
        Command::Decide { subject, command } => decide::decide(&args, subject.as_deref(), command),
        Command::Assess {
            programme,
            pool,
            method,
            order,
            quota,
            no_pool,
            preview,
        } => {
            let pool = work::Pool {
                amount: pool.as_deref(),
                method: method.as_deref(),
                order: order.as_deref(),
                quota: *quota,
                preview: *preview,
                dropped: *no_pool,
            };
            work::assess(&args, programme.as_deref(), &pool)
        }
        Command::Explain { project } => explain::explain(&args, *project),
        Command::Print {
            form,
            programme,
            project,
            copies,
            ineligible_too,
            leave_blank,
            leave_out,
            blank,
            system_fonts,
            from_copy,
            printing,
            out,
        } => {
            let asked = print::Asked {
                programme: programme.as_deref(),
                form,
                projects: project,
                copies: *copies,
                ineligible_too: *ineligible_too,
                leave_blank: *leave_blank,
                leave_out: *leave_out,
                system_fonts: *system_fonts,
                out,
            };
            match from_copy {
                Some(number) => print::resume(&args, &asked, *printing, *number),
                None if *blank => print::blank(&args, &asked),
                None => print::print(&args, &asked),
            }
        }
        Command::Table {
            name,
            programme,
            out,
        } => print::table(&args, programme.as_deref(), name, out),
        Command::Paper(command) => paper::paper(&args, command),
        Command::Verify {
            confirm: Some(reason),
            programme,
        } => keep::confirm(&args, programme.as_deref(), reason),
        Command::Verify { .. } => keep::verify(&args),
        Command::Backup { out } => keep::backup(&args, out.as_deref()),
        Command::Restore { backup } => keep::restore(&args, backup),
        Command::Log => keep::log(&args),
    }
}
