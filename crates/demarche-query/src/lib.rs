//! demarche-query
