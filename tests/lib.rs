//! Shared fixtures and generators of the workspace's tests.
