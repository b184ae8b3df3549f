// SPDX-License-Identifier: Apache-2.0

//! Outputs that are in no normal form: `Malformed`.

use openledger_primitives::{challenge::Proof, normal::find_flaw_in};

use super::{excerpts::Cut, plan::Plan, Case};
use crate::position::to_position;

impl<'a> Case<'a> {
	/// Proofs by the first flaw of each stretch of the output that is known.
	pub(super) fn by_flaws(self) -> impl Iterator<Item = Plan<'a>> {
		self.output.stretches().filter_map(move |(from, bytes)| {
			let end = from.saturating_add(to_position(bytes.len()));
			let (at, len) = find_flaw_in(bytes, from == 0, end == self.output.len())?;
			let at = from.saturating_add(at);
			let output = Cut::of_output(self.output, (at, at.saturating_add(len)));
			Some(Plan::of([output], move |[output]| Proof::Malformed { at, len, output }))
		})
	}
}
