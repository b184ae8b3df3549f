// SPDX-License-Identifier: Apache-2.0

//! What the normal form of a text does not have of it, for people and for machines.

use std::iter::Sum;

use openledger_primitives::normal::Dropped;
use serde::{ser::SerializeStruct, Serialize, Serializer};

/// How many characters were dropped, by reason.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts(pub Dropped);

impl Serialize for Counts {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		let Dropped { invisible, control, unassigned, marks } = &self.0;
		let mut counts = serializer.serialize_struct("Counts", 4)?;
		counts.serialize_field("invisible", invisible)?;
		counts.serialize_field("control", control)?;
		counts.serialize_field("unassigned", unassigned)?;
		counts.serialize_field("marks", marks)?;
		counts.end()
	}
}

impl Sum for Counts {
	fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
		let sum = all.fold(Dropped::default(), |sum, Self(dropped)| Dropped {
			invisible: sum.invisible.saturating_add(dropped.invisible),
			control: sum.control.saturating_add(dropped.control),
			unassigned: sum.unassigned.saturating_add(dropped.unassigned),
			marks: sum.marks.saturating_add(dropped.marks),
		});
		Self(sum)
	}
}

impl Counts {
	/// How many of which kind: nothing where nothing was dropped.
	pub fn words(&self) -> String {
		let Dropped { invisible, control, unassigned, marks } = self.0;
		let kinds = [
			(invisible, "invisible"),
			(control, "control"),
			(unassigned, "unassigned"),
			(marks, if marks == 1 { "surplus mark" } else { "surplus marks" }),
		];
		let kinds: Vec<_> = kinds
			.into_iter()
			.filter(|(number, _)| *number > 0)
			.map(|(number, kind)| format!("{number} {kind}"))
			.collect();
		kinds.join(", ")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::json;

	#[test]
	fn what_was_dropped_should_be_named_by_kind_and_added_up() {
		let one = Counts(Dropped { invisible: 3, marks: 1, ..Dropped::default() });
		let other = Counts(Dropped { control: 2, unassigned: 1, marks: 1, ..Dropped::default() });
		assert_eq!(Counts::default().words(), "");
		assert_eq!(one.words(), "3 invisible, 1 surplus mark");
		let both: Counts = [one, other].into_iter().sum();
		assert_eq!(both.words(), "3 invisible, 2 control, 1 unassigned, 2 surplus marks");
		assert_eq!(json::of(&both)["control"], 2);
		assert_eq!([].into_iter().sum::<Counts>(), Counts::default());
	}
}
