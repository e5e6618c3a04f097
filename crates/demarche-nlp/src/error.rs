//! What can go wrong when a model is read.

/// Why a model was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin as a model does.
    #[error("not a model file")]
    Magic,
    /// The file was written by another version of the format.
    #[error("model format `{found}`, this program reads `{supported}`")]
    FormatVersion {
        /// Version in the file.
        found: u32,
        /// Version that this program reads.
        supported: u32,
    },
    /// The file ends within a section, or a section disagrees with itself.
    #[error("model section `{section}` is damaged")]
    Damaged {
        /// Name of the section, or its number where the name is unreadable.
        section: String,
    },
    /// A section that the pipeline needs is not there.
    #[error("model section `{section}` is missing")]
    Missing {
        /// Name of the section.
        section: String,
    },
    /// A section has another shape than the architecture asks for.
    #[error("model section `{section}` has shape `{found:?}`, expected `{expected:?}`")]
    Shape {
        /// Name of the section.
        section: String,
        /// Dimensions in the file.
        found: Vec<usize>,
        /// Dimensions that are needed; 0 stands for any.
        expected: Vec<usize>,
    },
    /// A label or move that this program does not know.
    #[error("unknown label `{label}` in model section `{section}`")]
    Label {
        /// Name of the section.
        section: String,
        /// The label.
        label: String,
    },
    /// A file of a model folder could not be read.
    #[error("cannot read `{file}` of the model: {why}")]
    Read {
        /// Path within the folder.
        file: String,
        /// What the system said.
        why: String,
    },
    /// A file of a model folder is not what spaCy 3 writes, or is damaged.
    #[error("`{file}` of the model is damaged or not a file of spaCy 3: {what}")]
    NotSpacy {
        /// Path within the folder.
        file: String,
        /// What was expected there.
        what: String,
    },
    /// A file of a model folder tells of a model that this program cannot run.
    #[error("`{file}` of the model is not supported: {what}")]
    Unsupported {
        /// Path within the folder.
        file: String,
        /// What is not supported, and what is.
        what: String,
    },
}
