// SPDX-License-Identifier: Apache-2.0

//! What the normal form of a text does not have of it, for people and for machines.

use openledger_primitives::normal::Dropped;
use serde_json::{json, Value};

pub fn json(dropped: &Dropped) -> Value {
	let Dropped { invisible, control, unassigned, marks } = dropped;
	json!({
		"invisible": invisible,
		"control": control,
		"unassigned": unassigned,
		"marks": marks,
	})
}

/// How many of which kind: nothing where nothing was dropped.
pub fn words(dropped: &Dropped) -> String {
	let Dropped { invisible, control, unassigned, marks } = *dropped;
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

/// Of several texts together.
pub fn sum<'a>(all: impl IntoIterator<Item = &'a Dropped>) -> Dropped {
	all.into_iter().fold(Dropped::default(), |sum, dropped| Dropped {
		invisible: sum.invisible.saturating_add(dropped.invisible),
		control: sum.control.saturating_add(dropped.control),
		unassigned: sum.unassigned.saturating_add(dropped.unassigned),
		marks: sum.marks.saturating_add(dropped.marks),
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_was_dropped_should_be_named_by_kind_and_added_up() {
		let one = Dropped { invisible: 3, marks: 1, ..Dropped::default() };
		let other = Dropped { control: 2, unassigned: 1, marks: 1, ..Dropped::default() };
		assert_eq!(words(&Dropped::default()), "");
		assert_eq!(words(&one), "3 invisible, 1 surplus mark");
		let both = sum([&one, &other]);
		assert_eq!(words(&both), "3 invisible, 2 control, 1 unassigned, 2 surplus marks");
		assert_eq!(json(&both)["control"], 2);
		assert_eq!(sum([]), Dropped::default());
	}
}
