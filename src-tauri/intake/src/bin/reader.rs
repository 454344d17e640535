//! `ruku-reader`: reads one workbook under limits of its own and writes its
//! cells to standard output.
//!
//! A parser that runs away takes only this process with it. The limits are
//! lowered before a byte of the file is looked at.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use ruku_intake::raw::{self, Limits};
use ruku_intake::wire;

fn main() -> ExitCode {
    let mut limits = Limits::default();
    let mut path = None;
    for argument in std::env::args_os().skip(1) {
        match argument
            .to_str()
            .and_then(|text| text.strip_prefix("--limits="))
        {
            Some(json) => match serde_json::from_str(json) {
                Ok(given) => limits = given,
                Err(_) => return ExitCode::from(2),
            },
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

#[cfg(windows)]
fn lower_limits(limits: &Limits) -> io::Result<()> {
    use win32job::{ExtendedLimitInfo, Job};
    let refused = |error: win32job::JobError| io::Error::other(error.to_string());
    let bytes = usize::try_from(limits.memory_bytes_max).unwrap_or(usize::MAX);
    let mut info = ExtendedLimitInfo::new();
    info.limit_working_memory(1 << 20, bytes)
        .limit_kill_on_job_close();
    let job = Job::create_with_limit_info(&info).map_err(refused)?;
    job.assign_current_process().map_err(refused)?;
    // Dropping the job would close it and end this process.
    std::mem::forget(job);
    Ok(())
}

#[cfg(not(any(unix, windows)))]
fn lower_limits(_: &Limits) -> io::Result<()> {
    Ok(())
}
