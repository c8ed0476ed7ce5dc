//! A mail server inside the test that behaves as badly as it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// How a connection is dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Messages are taken.
    Accept,
    /// Closed as soon as it is open.
    HangUp,
    /// Never says a word.
    Silent,
    /// `451` to the recipient: come back later.
    Greylist,
    /// `550` to this recipient, others are taken.
    Refuse(&'static str),
    /// The whole message is read, and the connection closed without an answer.
    DropAfterData,
    /// The whole message is read, and no answer comes for as long as the client waits.
    SlowAfterData,
    /// `554` to the whole message.
    RefuseMessage,
}

/// What the server has seen.
#[derive(Default)]
pub struct Seen {
    /// All bytes that came, on all connections.
    pub bytes: Vec<u8>,
    /// The messages that came whole.
    pub messages: Vec<Message>,
}

/// A message that came whole.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: String,
    pub text: String,
    /// Whether the answer was no. Otherwise it was yes, or there was none.
    pub is_refused: bool,
}

type Choice = Box<dyn FnMut() -> Manner + Send>;

/// A mail server that listens until it is dropped.
pub struct MailServer {
    pub address: SocketAddr,
    choice: Arc<Mutex<Choice>>,
    seen: Arc<Mutex<Seen>>,
    connections: Arc<Mutex<usize>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl MailServer {
    pub fn start(manner: Manner) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), manner)
    }

    /// At an address where another one was before.
    pub fn at(address: SocketAddr, manner: Manner) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let choice: Arc<Mutex<Choice>> = Arc::new(Mutex::new(Box::new(move || manner)));
        let seen = Arc::default();
        let connections: Arc<Mutex<usize>> = Arc::default();
        let stopped = Arc::new(AtomicBool::new(false));
        let thread = {
            let (choice, seen) = (Arc::clone(&choice), Arc::clone(&seen));
            let (connections, stopped) = (Arc::clone(&connections), Arc::clone(&stopped));
            std::thread::spawn(move || {
                for stream in listener.incoming() {
                    if stopped.load(Ordering::SeqCst) {
                        break;
                    }
                    let manner = choice.lock().unwrap()();
                    *connections.lock().unwrap() += 1;
                    let seen = Arc::clone(&seen);
                    let stream = stream.unwrap();
                    std::thread::spawn(move || {
                        let _ = serve(stream, manner, &seen);
                    });
                }
            })
        };
        Self {
            address,
            choice,
            seen,
            connections,
            stopped,
            thread: Some(thread),
        }
    }

    /// Deals with new connections like this from now on.
    pub fn behave(&self, manner: Manner) {
        self.choose(move || manner);
    }

    /// Asks for each new connection how to deal with it.
    pub fn choose(&self, choice: impl FnMut() -> Manner + Send + 'static) {
        *self.choice.lock().unwrap() = Box::new(choice);
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// The messages that came whole, in the order they came.
    pub fn messages(&self) -> Vec<Message> {
        self.seen.lock().unwrap().messages.clone()
    }

    /// Whether any byte that came holds this text, in either case.
    pub fn has_seen(&self, text: &str) -> bool {
        let bytes = self.seen.lock().unwrap().bytes.to_ascii_lowercase();
        let text = text.to_ascii_lowercase();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(stream: TcpStream, manner: Manner, seen: &Mutex<Seen>) -> std::io::Result<()> {
    if manner == Manner::HangUp {
        return Ok(());
    }
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut answers = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    if manner == Manner::Silent {
        // Until the client gives up.
        let _ = lines.read_to_end(&mut Vec::new());
        return Ok(());
    }
    let mut say = |line: &str| answers.write_all(format!("{line}\r\n").as_bytes());
    say("220 mail.test ready")?;
    let mut recipient = String::new();
    while let Some(line) = read_line(&mut lines, seen)? {
        let command = line.to_ascii_uppercase();
        if command.starts_with("EHLO") {
            say("250-mail.test")?;
            say("250 8BITMIME")?;
        } else if command.starts_with("RCPT") {
            match manner {
                Manner::Greylist => say("451 4.7.1 Greylisted, try again later")?,
                Manner::Refuse(who) if line.contains(who) => say("550 5.1.1 No such user")?,
                _ => {
                    line[8..]
                        .trim_matches(['<', '>'])
                        .clone_into(&mut recipient);
                    say("250 OK")?;
                }
            }
        } else if command == "DATA" {
            say("354 Go on")?;
            let mut message = String::new();
            loop {
                let Some(line) = read_line(&mut lines, seen)? else {
                    return Ok(());
                };
                if line == "." {
                    break;
                }
                message += &line;
                message.push('\n');
            }
            seen.lock().unwrap().messages.push(Message {
                to: recipient.clone(),
                text: message,
                is_refused: manner == Manner::RefuseMessage,
            });
            match manner {
                Manner::DropAfterData => return Ok(()),
                Manner::SlowAfterData => {
                    let _ = lines.read_to_end(&mut Vec::new());
                    return Ok(());
                }
                Manner::RefuseMessage => say("554 5.7.1 Not wanted")?,
                _ => say("250 2.0.0 Taken")?,
            }
        } else if command == "QUIT" {
            return say("221 Bye");
        } else {
            say("250 OK")?;
        }
    }
    Ok(())
}

fn read_line(
    lines: &mut BufReader<TcpStream>,
    seen: &Mutex<Seen>,
) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    lines.read_until(b'\n', &mut line)?;
    seen.lock().unwrap().bytes.extend_from_slice(&line);
    if line.is_empty() {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&line);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}
