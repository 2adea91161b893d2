//! The program itself as a process that can be killed or starved, on the database of a `TestApp`. While it runs the test's
//! clients talk to it instead of the server in the test: `start` sets the address and signs the admin in.
//!
//! The process has the machine's clock, so dates must be given. What the process logs is shown when it does not start.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{app::TestApp, company::sign_in};

const PROGRAM: &str = env!("CARGO_BIN_EXE_perno");
const SECRET: &str = "only for tests, where nothing is worth protecting";
const START: Duration = Duration::from_secs(30);

/// What a command of the program came to.
pub struct Done {
    pub success: bool,
    pub output: Vec<u8>,
    pub errors: String,
}

/// Runs a command on a database until it ends; a limit in KiB to the files it writes is as if the disk were full beyond.
pub fn run(url: &str, arguments: &[&str], limit: Option<u64>) -> Done {
    let mut command = match limit {
        None => Command::new(PROGRAM),
        Some(limit) => limited(limit),
    };
    command.args(arguments).args(["--log", "warn"]).env("PERNO_DATABASE_URL", url).stdin(Stdio::null());
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Done { success: output.status.success(), output: output.stdout, errors }
}

fn limited(limit: u64) -> Command {
    let mut shell = Command::new("bash");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {limit}; exec \"$0\" \"$@\""), PROGRAM]);
    shell
}

/// The running program; it ends with this.
pub struct Process {
    child: Child,
}

impl Process {
    pub async fn start(app: &mut TestApp) -> Self {
        Self::run(Command::new(PROGRAM), app).await
    }

    /// With a setting of the environment.
    pub async fn start_with(app: &mut TestApp, setting: (&str, &str)) -> Self {
        let mut program = Command::new(PROGRAM);
        program.env(setting.0, setting.1);
        Self::run(program, app).await
    }

    /// With a limit in KiB to the files it writes, as if the disk were full beyond.
    pub async fn start_with_file_limit(app: &mut TestApp, limit: u64) -> Self {
        Self::run(limited(limit), app).await
    }

    async fn run(mut command: Command, app: &mut TestApp) -> Self {
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "info", "--log-format", "json"])
            .env("PERNO_DATABASE_URL", app.database_url())
            .env("PERNO_SECRET", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        app.address = served_address(&mut child);
        let (id, email) = (app.company.admin.id.clone(), app.company.admin.email.clone());
        app.company.admin = sign_in(app, &id, &email).await;
        Self { child }
    }

    /// Lets files grow without a limit again.
    pub fn lift_file_limit(&self) {
        let pid = self.child.id().to_string();
        let status = Command::new("prlimit").args(["--fsize=unlimited:unlimited", "--pid", &pid]).status().unwrap();
        assert!(status.success());
    }

    /// As `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the log; the rest of the log is read and dropped, so that the process is never held up by it.
fn served_address(child: &mut Child) -> String {
    let (sender, lines) = mpsc::channel();
    let log = BufReader::new(child.stderr.take().unwrap());
    thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(START) {
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(address) = entry["address"].as_str() {
            return address.to_owned();
        }
        seen.push(line);
    }
    panic!("the program does not start: {seen:?}");
}
