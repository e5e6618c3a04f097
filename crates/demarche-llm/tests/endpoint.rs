//! The client against a stub of an endpoint.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "stub/mod.rs"]
mod stub;

use std::time::Duration;

use demarche_llm::{Endpoint, LlmError, Settings};
use demarche_model::{Document, DocumentId};
use serde_json::json;
use stub::{Stub, completion, proposal};

fn endpoint(stub: &Stub) -> Endpoint {
    Endpoint::new(Settings {
        url: stub.url.clone(),
        model: "stub-7b".into(),
        key: Some("secret".into()),
        patience: Duration::from_secs(5),
    })
    .unwrap()
}

fn document(text: &str) -> Document {
    Document {
        id: DocumentId::of_sha256(&[7; 32]),
        paths: vec!["a.txt".into()],
        title: Some("Neighbours".into()),
        outlet: None,
        url: None,
        date: "2025-02-12".parse().ok(),
        sha256: [7; 32],
        text: Some(text.to_owned()),
    }
}

#[test]
fn the_request_carries_model_schema_and_text() {
    let answer = json!({"statements": [proposal(json!({}))]});
    let stub = Stub::start(vec![completion(&answer.to_string())]);
    let answers = endpoint(&stub)
        .read(&document("Norway backs Finland."))
        .unwrap();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].1.statements[0].holder, "Norway");

    let requests = stub.requests();
    let request = &requests[0];
    assert_eq!(request["model"], "stub-7b");
    assert_eq!(request["temperature"], 0.0);
    let format = &request["response_format"];
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["strict"], true);
    assert_eq!(
        request["messages"][1]["content"],
        "Title: Neighbours\nDate: 2025-02-12\nText:\nNorway backs Finland."
    );
}

#[test]
fn a_long_text_is_asked_in_passages() {
    let stub = Stub::start(vec![completion(r#"{"statements": []}"#)]);
    let text = "Norway backs Finland.\n\n".repeat(600);
    let answers = endpoint(&stub).read(&document(&text)).unwrap();
    assert_eq!(answers.len(), stub.requests().len());
    assert!(answers.len() >= 3);
}

#[test]
fn every_failure_is_named() {
    let fails = |reply| {
        let stub = Stub::start(vec![reply]);
        endpoint(&stub)
            .read(&document("Norway backs Finland."))
            .unwrap_err()
    };
    let denied = json!({"error": {"message": "wrong key", "type": "auth", "param": null,
        "code": "invalid_api_key"}});
    assert!(matches!(
        fails((401, denied.to_string())),
        LlmError::Endpoint { .. }
    ));
    assert!(matches!(
        fails(completion("There are none.")),
        LlmError::Form(_)
    ));
    let mut cut: serde_json::Value = serde_json::from_str(&completion("{").1).unwrap();
    cut["choices"][0]["finish_reason"] = json!("length");
    assert!(matches!(
        fails((200, cut.to_string())),
        LlmError::Unfinished { .. }
    ));
    let nobody = Endpoint::new(Settings {
        // Port 9 of this machine: nothing listens there.
        url: "http://127.0.0.1:9/v1".into(),
        model: "stub-7b".into(),
        key: None,
        patience: Duration::from_millis(300),
    })
    .unwrap();
    let error = nobody.read(&document("Norway.")).unwrap_err();
    assert!(matches!(
        error,
        LlmError::Endpoint { .. } | LlmError::Slow { .. }
    ));
}
