//! demarche-store
