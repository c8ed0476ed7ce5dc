//! The program `intake` itself, as a process.

use crate::requests::{DEADLINE, wait_until};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

/// `intake` with these arguments, knowing nothing of this machine's settings.
pub fn intake(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_intake"));
    for (name, _) in std::env::vars() {
        if name.starts_with("INTAKE_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs `intake` to its end.
pub fn run(arguments: &[&str]) -> Output {
    output_of(intake(arguments))
}

/// What a command prints that ends by itself. One that doesn't, such as a server that should have
/// refused to start, is stopped and fails the test. The output must fit the system's pipes.
pub fn output_of(mut command: Command) -> Output {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > DEADLINE {
            child.kill().unwrap();
            panic!("it did not end: {:?}", child.wait_with_output().unwrap());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap()
}

/// Runs a command of `intake` on a database, which has to succeed.
pub fn run_on(database: &Path, command: &[&str]) -> Output {
    let output = run(&[&["--database", database.to_str().unwrap()], command].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    output
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A running `intake serve`; killed when dropped.
pub struct Program {
    pub address: SocketAddr,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it on a free port, its log going to a file beside the database.
    pub fn serve(database: &Path, more: &[&str]) -> Self {
        let log = database.with_extension("log");
        let mut arguments = vec!["serve", "--listen", "127.0.0.1:0", "--database"];
        arguments.push(database.to_str().unwrap());
        arguments.extend(more);
        let mut child = intake(&arguments)
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut address = None;
        wait_until("intake listens", || {
            let text = std::fs::read_to_string(&log).unwrap();
            if let Some(status) = child.try_wait().unwrap() {
                panic!("intake ended with {status}: {text}");
            }
            address = text
                .lines()
                .find_map(|line| line.split_once("listens on http://"))
                .and_then(|(_, address)| address.parse().ok());
            address.is_some()
        });
        Self {
            address: address.unwrap(),
            child,
            log,
        }
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends a signal by name, like `TERM`.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// SIGKILL: it gets no chance to do anything.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("intake ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
