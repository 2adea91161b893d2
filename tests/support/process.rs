//! The program itself as a process that can be killed or limited, on the database of a `TestApp`. While it runs, the
//! test's clients call it instead of the server in the test: `start` sets the address and signs the admin in.
//!
//! The process uses the machine's clock, so dates must be given. Its log is shown if it does not start.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{app::TestApp, company::sign_in};

const PROGRAM: &str = env!("CARGO_BIN_EXE_perno");
const SECRET: &str = "only for tests, where nothing is worth protecting";
const START: Duration = Duration::from_secs(30);

/// How a command of the program ended, and its output.
pub struct Done {
    pub success: bool,
    pub output: Vec<u8>,
    pub errors: String,
}

/// Runs a command on a database until it ends; `limit` bounds the size of files in KiB, like a full disk.
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

/// The running program; it is ended when this is dropped.
pub struct Process {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Process {
    pub async fn start(app: &mut TestApp) -> Self {
        Self::run(Command::new(PROGRAM), app).await
    }

    /// Starts it with an environment variable.
    pub async fn start_with(app: &mut TestApp, setting: (&str, &str)) -> Self {
        let mut program = Command::new(PROGRAM);
        program.env(setting.0, setting.1);
        Self::run(program, app).await
    }

    /// Starts it with a limit on the size of files in KiB, like a full disk.
    pub async fn start_with_file_limit(app: &mut TestApp, limit: u64) -> Self {
        Self::run(limited(limit), app).await
    }

    async fn run(mut command: Command, app: &mut TestApp) -> Self {
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .env("PERNO_DATABASE_URL", app.database_url())
            .env("PERNO_SECRET", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if command.get_envs().all(|(name, _)| name != "PERNO_LOG") {
            command.env("PERNO_LOG", "info");
        }
        let mut child = command.spawn().unwrap();
        let log = Arc::default();
        app.address = served_address(&mut child, &log);
        let (id, email) = (app.company.admin.id.clone(), app.company.admin.email.clone());
        app.company.admin = sign_in(app, &id, &email).await;
        Self { child, log }
    }

    /// The log so far, once it has so many lines that contain a text.
    pub async fn log_with(&self, text: &str, times: usize) -> Vec<String> {
        let begun = std::time::Instant::now();
        loop {
            let lines = self.log.lock().unwrap().clone();
            if lines.iter().filter(|line| line.contains(text)).count() >= times {
                return lines;
            }
            assert!(begun.elapsed() < START, "{lines:#?}");
            actix_web::rt::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The memory that it has resident, in MB.
    pub fn megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1_024.0
    }

    /// Removes the limit on the size of files.
    pub fn lift_file_limit(&self) {
        let pid = self.child.id().to_string();
        let status = Command::new("prlimit").args(["--fsize=unlimited:unlimited", "--pid", &pid]).status().unwrap();
        assert!(status.success());
    }

    /// Kills the process as `kill -9` does.
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

/// The address in the log, which is read to its end, so that a full pipe never blocks the process.
fn served_address(child: &mut Child, all: &Arc<Mutex<Vec<String>>>) -> String {
    let all = Arc::clone(all);
    let (sender, lines) = mpsc::channel();
    let log = BufReader::new(child.stderr.take().unwrap());
    thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            all.lock().unwrap().push(line.clone());
            let _ = sender.send(line);
        }
    });
    let mut seen = Vec::new();
    while let Ok(line) = lines.recv_timeout(START) {
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        if let Some(address) = entry["address"].as_str().filter(|_| entry["message"] == "serving") {
            return address.to_owned();
        }
        seen.push(line);
    }
    panic!("the program does not start: {seen:?}");
}
