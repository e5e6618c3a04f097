//! demarche-model
