//! What the tokenizer hands to the model.

use compact_str::CompactString;

/// One token before annotation. Byte offsets are half-open and refer to the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawToken {
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// Whether one plain space follows the token in the text.
    pub(crate) space_after: bool,
    /// Normal form, by exception or lower-cased text.
    pub(crate) norm: CompactString,
}
