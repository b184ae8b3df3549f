// SPDX-License-Identifier: Apache-2.0

//! Texts: read from files, fetched from the web, gathered into the corpus of a model.

mod budget;
pub mod corpus;
mod each;
pub mod fetch;
mod found;
pub mod input;
mod listed;
pub mod malformed;
pub mod uri;
