//! demarche-extract
