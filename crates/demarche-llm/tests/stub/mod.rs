//! A stub of an `OpenAI`-compatible endpoint: answers every request with the next prepared reply
//! and keeps what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// A prepared reply: HTTP status and body.
pub type Reply = (u16, String);

/// A running stub. It ends with the process.
pub struct Stub {
    /// Base address, for the client.
    pub url: String,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Stub {
    /// Listens on a free port; the last reply is repeated.
    pub fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            let mut replies = replies.into_iter();
            let mut last = replies.next().unwrap();
            for stream in listener.incoming() {
                let Ok(stream) = stream else { continue };
                let Some(request) = answer(stream, &last) else {
                    continue;
                };
                seen.lock().unwrap().push(request);
                if let Some(next) = replies.next() {
                    last = next;
                }
            }
        });
        Stub { url, requests }
    }

    /// What was asked so far.
    #[allow(dead_code, reason = "not every test looks at it")]
    pub fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap().clone()
    }
}

/// Reads one request and answers it; the connection closes.
fn answer(stream: TcpStream, (status, body): &Reply) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut request = vec![0; length];
    reader.read_exact(&mut request).ok()?;
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status} Stub\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    stream.flush().ok()?;
    serde_json::from_slice(&request).ok()
}

/// A completion that carries this content.
pub fn completion(content: &str) -> Reply {
    let body = json!({
        "id": "c1", "object": "chat.completion", "created": 0, "model": "stub",
        "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
            "message": {"role": "assistant", "content": content, "refusal": null}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    });
    (200, body.to_string())
}

/// A proposal with what differs from a plain narrator's support.
#[allow(
    dead_code,
    clippy::needless_pass_by_value,
    reason = "not every test makes one; callers write the changes in place"
)]
pub fn proposal(changes: Value) -> Value {
    let mut all = json!({
        "holder": "Norway", "holder_kind": "state", "target": "Finland", "target_kind": "state",
        "target_words": "Finland", "polarity": "support", "mode": "narrator", "hedged": false,
        "via": [], "evidence": "Norway backs Finland.",
    });
    let fields = all.as_object_mut().unwrap();
    fields.extend(changes.as_object().unwrap().clone());
    all
}
