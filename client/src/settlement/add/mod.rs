// SPDX-License-Identifier: Apache-2.0

//! Adding answers to batch files: an operator signs one receipt for each, whatever happens.
//!
//! The receipt is in a file before anybody gets it, and whoever adds the answer again gets the same.
//! Where no file has it any more, and no store knows of it, the same answer has the same receipt all
//! the same, but for the signature.
//!
//! A [`Request`] has [`Terms`] on the chain; a [`BatchWriter`] looks for what was signed
//! [before](BatchWriter::before), and [adds](BatchWriter::add) the answer once it is attributed.

mod earlier;
mod renew;
#[cfg(test)]
mod setting;
mod sign;
mod terms;
mod writer;

pub use self::{
	earlier::{Added, Asked},
	terms::{for_channel, Request, Terms},
	writer::BatchWriter,
};
