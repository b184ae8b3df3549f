// SPDX-License-Identifier: Apache-2.0

//! Texts: read from files, fetched from the web, gathered into the corpus of a model.

pub mod corpus;
pub mod fetch;
pub mod input;
pub mod malformed;
pub mod uri;
