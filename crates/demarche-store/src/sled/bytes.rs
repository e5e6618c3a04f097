//! Numbers and texts of packed values: written one after the other, read back from the front.

/// Seven bits a byte, lowest first, the top bit set on all but the last.
pub(crate) fn put_number(mut number: u32, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        let [low, ..] = number.to_le_bytes();
        bytes.push(low | 0x80);
        number >>= 7;
    }
    let [low, ..] = number.to_le_bytes();
    bytes.push(low);
}

/// The length as a number, then the bytes.
pub(crate) fn put_text(text: &str, bytes: &mut Vec<u8>) {
    put_number(u32::try_from(text.len()).unwrap_or(u32::MAX), bytes);
    bytes.extend(text.as_bytes());
}

/// Bytes still to be read; what does not fit what is asked for is `None`.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut number = 0u32;
        for shift in (0..32).step_by(7) {
            let [byte] = self.array()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        let length = self.number()? as usize;
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(head).ok()
    }
}
