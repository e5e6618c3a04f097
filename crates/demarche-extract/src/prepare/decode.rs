//! Bytes to text: nothing is removed, not even a byte-order mark.

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::ExtractError;

/// Longest text that can be read, so that byte offsets and token indices fit 32 bits with room.
const LIMIT: usize = 1 << 30;

/// Decodes a file: UTF-8 where it is valid, UTF-16 by its byte-order mark or its zero bytes, else
/// the legacy encoding that the letters speak for. O(length).
pub fn decode(bytes: &[u8]) -> Result<String, ExtractError> {
    if bytes.len() > LIMIT {
        return Err(ExtractError::TooLong {
            bytes: bytes.len(),
            limit: LIMIT,
        });
    }
    let text = match encoding(bytes) {
        Some(encoding) => {
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            text.into_owned()
        }
        None => return Err(ExtractError::NotText("binary data".into())),
    };
    if text.len() > LIMIT {
        return Err(ExtractError::TooLong {
            bytes: text.len(),
            limit: LIMIT,
        });
    }
    Ok(text)
}

fn encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |odd: usize| {
        let places = head.iter().skip(odd).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even + odd > 0 {
        // English in UTF-16 has a zero in nearly every second byte and none in the others.
        return match (even, odd) {
            (0, odd) if odd * 3 > head.len() => Some(UTF_16LE),
            (even, 0) if even * 3 > head.len() => Some(UTF_16BE),
            _ => None,
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Some(UTF_8);
    }
    let controls = head.iter().filter(|&&b| b < 9 || (14..27).contains(&b));
    if controls.count() * 20 > head.len() {
        return None;
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, chardetng::Utf8Detection::Allow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_keeps_its_mark() {
        assert_eq!(decode(b"\xef\xbb\xbfRiga").unwrap(), "\u{feff}Riga");
        assert_eq!(decode("Sprūds".as_bytes()).unwrap(), "Sprūds");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn utf16_is_read_with_and_without_mark() {
        let text = "The minister spoke in Riga on Monday.";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&little).unwrap(), text);
        assert_eq!(decode(&big).unwrap(), text);
        let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(little).collect();
        assert_eq!(decode(&marked).unwrap(), format!("\u{feff}{text}"));
    }

    #[test]
    fn a_legacy_encoding_is_recognised() {
        let bytes = b"The minister\x92s caf\xe9 in Orl\xe9ans, he said, was \x93closed\x94 today.";
        let text = decode(bytes).unwrap();
        assert!(text.contains("minister’s café"), "{text}");
    }

    #[test]
    fn binary_data_is_refused() {
        assert!(decode(&[0, 1, 2, 0, 0, 9, 8, 0, 7, 7, 1, 0]).is_err());
    }
}
