//! Fine-grained tags: one affine layer, the best label wins.

use crate::dense::Dense;
use crate::encoder::WIDTH;
use crate::error::ModelError;
use crate::labels::Tag;
use crate::weights::Weights;

pub(crate) struct Tagger {
    dense: Dense,
    labels: Vec<Tag>,
}

impl Tagger {
    pub(crate) fn load(weights: &Weights) -> Result<Self, ModelError> {
        let section = "tagger.labels";
        let labels = weights.strings(section)?.into_iter().map(|label| {
            Tag::parse(label).ok_or_else(|| ModelError::Label {
                section: section.to_owned(),
                label: label.to_owned(),
            })
        });
        let labels = labels.collect::<Result<Vec<_>, _>>()?;
        let dense = Dense::load(weights, "tagger", labels.len(), 1, WIDTH)?;
        Ok(Self { dense, labels })
    }

    /// The tag of each token vector.
    pub(crate) fn tag(&self, vectors: &[f32], scratch: &mut Vec<f32>, tags: &mut [Tag]) {
        scratch.resize(tags.len() * self.dense.outputs(), 0.0);
        self.dense.apply(vectors, WIDTH, scratch);
        for (scores, tag) in scratch.chunks_exact(self.dense.outputs()).zip(tags) {
            let mut best = 0;
            for (index, &score) in scores.iter().enumerate() {
                if score > scores[best] {
                    best = index;
                }
            }
            *tag = self.labels[best];
        }
    }
}
