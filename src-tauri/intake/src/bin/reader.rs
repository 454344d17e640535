//! `ruku-reader`: reads one workbook under limits of its own and writes its
//! cells to standard output.
//!
//! A parser that runs away takes only this process with it. The limits are
//! lowered before a byte of the file is looked at.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use ruku_intake::look;
use ruku_intake::raw::{self, Limits};
use ruku_intake::wire;

fn main() -> ExitCode {
    let mut limits = Limits::default();
    let mut path = None;
    let looking = std::env::args_os().any(|argument| argument == look::ARGUMENT);
    for argument in std::env::args_os().skip(1) {
        match argument
            .to_str()
            .and_then(|text| text.strip_prefix("--limits="))
        {
            Some(json) => match serde_json::from_str(json) {
                Ok(given) => limits = given,
                Err(_) => return ExitCode::from(2),
            },
            None if argument == look::ARGUMENT => {}
            None => path = Some(argument),
        }
    }
    if lower_limits(&limits).is_err() {
        return ExitCode::from(3);
    }
    // The parent turns a crash into a sentence; a trace on the terminal of a
    // clerk would help nobody.
    std::panic::set_hook(Box::new(|_| {}));
    let bytes = match path {
        Some(path) => std::fs::read(path),
        None => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        }
    };
    let Ok(bytes) = bytes else {
        return ExitCode::from(4);
    };
    if looking {
        return match postcard::to_io(&raw::look::read_look(&bytes, &limits), io::stdout().lock()) {
            Ok(_) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(5),
        };
    }
    let mut out = io::BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut sent = Ok(());
    raw::read_frames(&bytes, &limits, &mut |frame| {
        if sent.is_ok() {
            sent = wire::send(&frame, &mut out);
        }
    });
    match sent.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(5),
    }
}

#[cfg(unix)]
fn lower_limits(limits: &Limits) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let lower = |resource, wanted: u64| {
        // A lower limit set by whoever started us stays.
        let hard = getrlimit(resource)
            .maximum
            .map_or(wanted, |known| known.min(wanted));
        setrlimit(
            resource,
            Rlimit {
                current: Some(hard),
                maximum: Some(hard),
            },
        )
    };
    lower(Resource::Core, 0)?;
    lower(Resource::As, limits.memory_bytes_max)?;
    lower(Resource::Cpu, limits.cpu_seconds_max)?;
    Ok(())
}

/// Windows has no limit on memory that a process could set itself without
/// unsafe calls; there the allocator counts, and what goes beyond ends the
/// process as it does elsewhere. Time is the parent's to watch.
#[cfg(not(unix))]
#[global_allocator]
static ALLOCATOR: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

#[cfg(not(unix))]
fn lower_limits(limits: &Limits) -> io::Result<()> {
    let bytes = usize::try_from(limits.memory_bytes_max).unwrap_or(usize::MAX);
    ALLOCATOR
        .set_limit(bytes)
        .map_err(|_| io::Error::other("more memory is in use than is allowed"))
}
