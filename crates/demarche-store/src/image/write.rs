//! An image file as it is written: section after section, from the front to the end.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::file::{Mapped, map};
use super::layout::{BLOCK, END, MAGIC, Name, Section};
use crate::StoreError;

/// Bytes that are gathered before they go to the file.
const BUFFER: usize = 256 * 1024;

/// A file that grows at its end, with the checksums of what was written.
pub(crate) struct Writer {
    file: BufWriter<File>,
    path: PathBuf,
    at: u64,
    sum: crc32fast::Hasher,
    sums: Vec<u8>,
    sections: Vec<Section>,
    start: u64,
}

impl Writer {
    /// Begins a file, in the place of one that may be there.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        let file = options.open(path).map_err(|source| io(path, source))?;
        let mut writer = Self {
            file: BufWriter::with_capacity(BUFFER, file),
            path: path.to_owned(),
            at: 0,
            sum: crc32fast::Hasher::new(),
            sums: Vec::new(),
            sections: Vec::new(),
            start: 0,
        };
        writer.put(MAGIC)?;
        writer.start = writer.at;
        Ok(writer)
    }

    /// Writes bytes of the section at hand.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.write_all(bytes)
            .map_err(|source| io(&self.path, source))
    }

    /// How many bytes the section at hand has.
    pub(crate) fn len(&self) -> u64 {
        self.at - self.start
    }

    /// Ends the section at hand under a name; the next one begins.
    pub(crate) fn end(&mut self, name: Name, count: u64) {
        self.sections.push(Section {
            name,
            start: self.start,
            len: self.at - self.start,
            count,
        });
        self.start = self.at;
    }

    /// What was written so far, for look-ups.
    pub(crate) fn so_far(&mut self) -> Result<Mapped, StoreError> {
        let flushed = self.file.flush();
        let mapped = flushed.and_then(|()| map(self.file.get_ref()));
        let map = mapped.map_err(|source| io(&self.path, source))?;
        Ok(Mapped::unfinished(map, self.sections.clone()))
    }

    /// Writes what finds the sections, and waits until all is on disk.
    pub(crate) fn finish(mut self, step: u64) -> Result<(), StoreError> {
        let end = self.at;
        if !end.is_multiple_of(BLOCK) {
            let sum = std::mem::take(&mut self.sum).finalize();
            self.sums.extend(sum.to_le_bytes());
        }
        let mut tail = std::mem::take(&mut self.sums);
        let blocks = tail.len() as u64 / 4;
        for section in &self.sections {
            tail.extend(section.to_bytes());
        }
        for number in [end, blocks, self.sections.len() as u64, step] {
            tail.extend(number.to_le_bytes());
        }
        tail.extend(crc32fast::hash(&tail).to_le_bytes());
        tail.extend(END);
        let written = self
            .file
            .write_all(&tail)
            .and_then(|()| self.file.flush())
            .and_then(|()| self.file.get_ref().sync_all());
        written.map_err(|source| io(&self.path, source))
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = usize::try_from(BLOCK - self.at % BLOCK).unwrap_or(usize::MAX);
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.sum.update(now);
            self.at += now.len() as u64;
            if self.at.is_multiple_of(BLOCK) {
                let sum = std::mem::take(&mut self.sum).finalize();
                self.sums.extend(sum.to_le_bytes());
            }
            rest = later;
        }
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn io(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    StoreError::Io { path, source }
}

/// Bytes of a later section, kept in a file of their own until their turn comes.
pub(crate) struct Spool {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Spool {
    /// Begins a file, in the place of one that may be there.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        let file = options.open(path).map_err(|source| io(path, source))?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER, file),
            path: path.to_owned(),
        })
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| io(&self.path, source))
    }

    /// Copies all of it to the section at hand, and removes the file.
    pub(crate) fn pour(mut self, writer: &mut Writer) -> Result<(), StoreError> {
        use std::io::{Read, Seek, SeekFrom};
        let mut copy = || {
            self.file.flush()?;
            let file = self.file.get_mut();
            file.seek(SeekFrom::Start(0))?;
            let mut buffer = vec![0; BUFFER];
            loop {
                let read = file.read(&mut buffer)?;
                if read == 0 {
                    return std::fs::remove_file(&self.path);
                }
                writer.write_all(&buffer[..read])?;
            }
        };
        copy().map_err(|source| io(&self.path, source))
    }
}
