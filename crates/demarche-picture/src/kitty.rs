//! Pictures on terminals that know kitty's graphics protocol.

/// Most letters of a chunk.
const CHUNK: usize = 4096;

/// A PNG as the escape sequences with which kitty, Ghostty, `WezTerm` and Konsole show it where
/// the cursor is, scaled to `columns` if any. <https://sw.kovidgoyal.net/kitty/graphics-protocol>
/// has them. O(length).
pub fn kitty(png: &[u8], columns: Option<u16>) -> String {
    let text = base64(png);
    let mut chunks = text.as_bytes().chunks(CHUNK).peekable();
    let mut sent = String::with_capacity(text.len() + text.len() / 200 + 64);
    let mut head = "a=T,f=100,q=2,".to_owned();
    if let Some(columns) = columns {
        head.extend(["c=", &columns.to_string(), ","]);
    }
    while let Some(chunk) = chunks.next() {
        let more = if chunks.peek().is_some() { "1" } else { "0" };
        sent.extend(["\x1b_G", &head, "m=", more, ";"]);
        sent.extend(chunk.iter().map(|&letter| char::from(letter)));
        sent += "\x1b\\";
        head.clear();
    }
    sent.push('\n');
    sent
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |place: usize| three.get(place).copied().map_or(0, u32::from);
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place) & 63) as usize];
            let used = place <= three.len();
            text.push(if used { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_standard_says() {
        // The examples of RFC 4648, section 10.
        let wanted = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, packed) in wanted {
            assert_eq!(base64(plain.as_bytes()), packed);
        }
    }

    #[test]
    fn long_pictures_go_in_chunks() {
        let sent = kitty(&[7; 10_000], Some(80));
        assert_eq!(sent.matches("\x1b_G").count(), 4);
        assert_eq!(sent.matches("m=1;").count(), 3);
        assert!(sent.starts_with("\x1b_Ga=T,f=100,q=2,c=80,m=1;"));
        assert!(sent.ends_with("\x1b\\\n"));
        let parts = sent.split("\x1b_G").skip(1);
        let longest = parts
            .map(|part| part.split_once(';').unwrap().1.len())
            .max();
        assert_eq!(longest, Some(CHUNK + 2 + 1 - 1));
    }
}
