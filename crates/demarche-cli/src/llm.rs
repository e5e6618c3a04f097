//! `ingest --llm`: statements from a language model, checked against the text.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use demarche_llm::{Endpoint, Rejections, Settings, replace};
use demarche_model::Extraction;

use crate::error::{Failure, Kind, Result};

/// Which model is asked, and where.
#[derive(Debug, Args)]
pub struct Asked {
    /// Take the statements from a language model at this OpenAI-compatible endpoint
    ///
    /// For example `http://localhost:8080/v1`. The text of the articles is sent there. A statement
    /// is kept only if its evidence stands in the text word for word and its names occur there.
    #[arg(long, value_name = "URL", requires = "llm_model")]
    pub llm: Option<String>,
    /// Name of the model at the endpoint; statements name it as their extractor
    #[arg(long, value_name = "NAME", requires = "llm")]
    pub llm_model: Option<String>,
    /// Longest wait for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub llm_patience: u64,
    /// Key of the endpoint, if it wants one
    #[arg(
        long,
        value_name = "KEY",
        env = "DEMARCHE_LLM_KEY",
        hide_env_values = true
    )]
    pub llm_key: Option<String>,
}

/// An endpoint with the count of what it gave.
pub struct Asker {
    endpoint: Endpoint,
    tally: Mutex<(usize, Rejections)>,
}

impl Asked {
    /// The endpoint that the arguments name, if they name one.
    pub fn asker(&self) -> Result<Option<Asker>> {
        let (Some(url), Some(model)) = (&self.llm, &self.llm_model) else {
            return Ok(None);
        };
        let settings = Settings {
            url: url.clone(),
            model: model.clone(),
            key: self.llm_key.clone(),
            patience: Duration::from_secs(self.llm_patience),
        };
        let endpoint = Endpoint::new(settings)
            .map_err(|error| Failure::because("cannot ask a language model", &error))?;
        Ok(Some(Asker {
            endpoint,
            tally: Mutex::default(),
        }))
    }
}

impl Asker {
    /// The extraction with the model's statements in the place of its own.
    pub fn refine(&self, extraction: Extraction) -> Result<Extraction> {
        let answers = self.endpoint.read(&extraction.document).map_err(|error| {
            let what = format!("cannot read `{}`", extraction.document.path());
            Failure::new(Kind::Failed, what)
                .cause(&error)
                .hint("the document is not stored; run the same command again to try once more")
        })?;
        let (refined, refused) = replace(extraction, &answers, self.endpoint.model());
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.0 += refined.statements.len();
        tally.1.add(&refused);
        Ok(refined)
    }

    /// What was kept and refused, in one line.
    pub fn tell(&self) -> String {
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, refused) = &*tally;
        let reasons: Vec<String> = refused
            .iter()
            .map(|(reason, count)| format!("{reason} {count}"))
            .collect();
        let model = self.endpoint.model();
        let total = refused.total();
        let why = if reasons.is_empty() {
            String::new()
        } else {
            format!(" ({})", reasons.join(", "))
        };
        format!("{model}: {kept} statements kept, {total} refused{why}")
    }
}
