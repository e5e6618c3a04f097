//! The hash of a table, taken while it is read.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// A reader that hashes all that passes.
#[derive(Debug)]
pub struct Hashed<R> {
    input: R,
    sha: Sha256,
    read: u64,
}

impl<R: Read> Hashed<R> {
    /// Hashes what is read of `input`.
    pub fn new(input: R) -> Self {
        Self {
            input,
            sha: Sha256::new(),
            read: 0,
        }
    }

    /// How many bytes were read.
    pub fn read_so_far(&self) -> u64 {
        self.read
    }

    /// SHA-256 of all bytes; what is not read yet is read.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub fn digest(mut self) -> io::Result<[u8; 32]> {
        let mut rest = vec![0; 1 << 16];
        while self.read(&mut rest)? > 0 {}
        Ok(self.sha.finalize().into())
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.sha.update(&buffer[..length]);
        self.read += length as u64;
        Ok(length)
    }
}

/// The hash of two files as one: SHA-256 of their hashes.
pub fn table_digest(nodes: &[u8; 32], edges: &[u8; 32]) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(nodes);
    sha.update(edges);
    sha.finalize().into()
}
