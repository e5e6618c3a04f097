//! demarche-export
