//! Asks an `OpenAI`-compatible endpoint.

use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessageArgs,
    ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequest,
    CreateChatCompletionRequestArgs, FinishReason, ResponseFormat, ResponseFormatJsonSchema,
};
use demarche_model::{Document, Span};
use tokio::runtime::Runtime;

use crate::answer::Answer;
use crate::error::LlmError;
use crate::prompt::{INSTRUCTIONS, passages, question, schema};

/// Where the model is and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Base address, such as `http://localhost:8080/v1`.
    pub url: String,
    /// Name of the model at the endpoint.
    pub model: String,
    /// Key, where the endpoint wants one.
    pub key: Option<String>,
    /// Longest wait for one answer, repeats of a refused request included.
    pub patience: Duration,
}

/// A client of one endpoint; may be shared by threads.
pub struct Endpoint {
    settings: Settings,
    client: Client<OpenAIConfig>,
    runtime: Runtime,
}

impl Endpoint {
    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// [`LlmError::Client`] where no thread can be started.
    pub fn new(settings: Settings) -> Result<Self, LlmError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| LlmError::Client {
                url: settings.url.clone(),
                source: Box::new(error),
            })?;
        let config = OpenAIConfig::new()
            .with_api_base(settings.url.trim_end_matches('/'))
            .with_api_key(settings.key.clone().unwrap_or_default());
        // The client makes its timers when it is made, so it is made inside the runtime.
        let client = runtime.block_on(async { Client::with_config(config) });
        Ok(Self {
            settings,
            client,
            runtime,
        })
    }

    /// The model that is asked.
    pub fn model(&self) -> &str {
        &self.settings.model
    }

    /// Asks for the statements of a document, passage by passage; blocks until all are answered.
    /// One request a passage of [`crate::prompt::PASSAGE`] bytes.
    ///
    /// # Errors
    /// Every variant of [`LlmError`] but `Client`. One failed passage fails the document, so that
    /// nothing half-read is stored.
    pub fn read(&self, document: &Document) -> Result<Vec<(Span, Answer)>, LlmError> {
        let text = document.text.as_deref().unwrap_or("");
        passages(text)
            .into_iter()
            .map(|span| {
                let words = span.slice(text).unwrap_or("");
                let answer = self.ask(question(document, words))?;
                Ok((span, Answer::parse(&answer)?))
            })
            .collect()
    }

    fn ask(&self, question: String) -> Result<String, LlmError> {
        let failed = |error: OpenAIError| LlmError::Endpoint {
            url: self.settings.url.clone(),
            model: self.settings.model.clone(),
            source: Box::new(error),
        };
        let request = self.request(question).map_err(failed)?;
        let chat = self.client.chat();
        let patience = self.settings.patience;
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(patience, chat.create(request)).await });
        let answer = answer
            .map_err(|_| LlmError::Slow {
                url: self.settings.url.clone(),
                seconds: patience.as_secs(),
            })?
            .map_err(failed)?;
        let unfinished = |what| LlmError::Unfinished {
            model: self.settings.model.clone(),
            what,
        };
        let choice = answer.choices.into_iter().next();
        let choice = choice.ok_or_else(|| unfinished("no answer"))?;
        if choice.finish_reason == Some(FinishReason::Length) {
            return Err(unfinished("an answer that was cut off at its limit"));
        }
        let content = choice.message.content;
        content.ok_or_else(|| unfinished("a refusal"))
    }

    /// Temperature 0: as repeatable as the endpoint allows.
    fn request(&self, question: String) -> Result<CreateChatCompletionRequest, OpenAIError> {
        let messages: Vec<ChatCompletionRequestMessage> = vec![
            ChatCompletionRequestSystemMessageArgs::default()
                .content(INSTRUCTIONS)
                .build()?
                .into(),
            ChatCompletionRequestUserMessageArgs::default()
                .content(question)
                .build()?
                .into(),
        ];
        CreateChatCompletionRequestArgs::default()
            .model(&self.settings.model)
            .temperature(0.0)
            .response_format(ResponseFormat::JsonSchema {
                json_schema: ResponseFormatJsonSchema {
                    name: "statements".into(),
                    description: None,
                    schema: schema(),
                    strict: Some(true),
                },
            })
            .messages(messages)
            .build()
    }
}
