// SPDX-License-Identifier: Apache-2.0

//! A referendum that has ended, as it is shown, and the deposits of any.

use openledger_client::{
	account::Account,
	chain::referenda::{self, Referendum},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;

use super::show::When;
use crate::output::{shown::Shown, table};

/// A deposit, and who put it up.
#[derive(Serialize)]
pub struct Deposit {
	who: Address,
	amount: Planck,
}

impl From<&referenda::Deposit> for Deposit {
	fn from(deposit: &referenda::Deposit) -> Self {
		Self { who: Address(Account::new(deposit.who.0)), amount: Planck(deposit.amount) }
	}
}

impl Deposit {
	pub fn text(&self, names: &Names) -> String {
		format!("{} of {}", amount::format(self.amount.0), names.address(&self.who.0))
	}

	pub fn or_none(deposit: Option<&Self>, names: &Names) -> String {
		deposit.map_or_else(|| "none".to_owned(), |deposit| deposit.text(names))
	}
}

#[derive(Serialize)]
pub struct Ended {
	referendum: u32,
	status: &'static str,
	/// The block in which it ended.
	end: Option<u32>,
	refundable: Refundable,
	#[serde(skip)]
	when: When,
}

/// The deposits that were not returned yet.
#[derive(Serialize)]
struct Refundable {
	submission_deposit: Option<Deposit>,
	decision_deposit: Option<Deposit>,
}

impl Ended {
	pub fn of(id: u32, referendum: &Referendum, when: When) -> Self {
		let (submission, decision) = referendum.refundable();
		Self {
			referendum: id,
			status: referendum.status(),
			end: end(referendum),
			refundable: Refundable {
				submission_deposit: submission.map(Deposit::from),
				decision_deposit: decision.map(Deposit::from),
			},
			when,
		}
	}
}

/// The block in which a referendum ended.
fn end(referendum: &Referendum) -> Option<u32> {
	match referendum {
		Referendum::Ongoing(_) => None,
		Referendum::Approved(end, ..)
		| Referendum::Rejected(end, ..)
		| Referendum::Cancelled(end, ..)
		| Referendum::TimedOut(end, ..)
		| Referendum::Killed(end) => Some(*end),
	}
}

impl Shown for Ended {
	fn text(&self, names: &Names) -> String {
		let Refundable { submission_deposit, decision_deposit } = &self.refundable;
		let (submission, decision) = (submission_deposit.as_ref(), decision_deposit.as_ref());
		let mut rows =
			vec![("referendum", self.referendum.to_string()), ("status", self.status.to_owned())];
		rows.extend(self.end.map(|end| ("since", self.when.is(end))));
		rows.push(("submission deposit to take back", Deposit::or_none(submission, names)));
		rows.push(("decision deposit to take back", Deposit::or_none(decision, names)));
		if submission.is_some() || decision.is_some() {
			rows.push(("with", format!("openledger gov referendum refund {}", self.referendum)));
		}
		table::fields(&rows)
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::{progress::tests::ongoing, show::tests::WHEN},
		*,
	};
	use openledger_client::json;
	use serde_json::Value;

	#[test]
	fn only_deposits_that_come_back_should_be_offered() {
		let deposit = ongoing(0, 0).submission_deposit;
		let rejected = Referendum::Rejected(100, Some(deposit.clone()), Some(deposit.clone()));
		let shown = Ended::of(3, &rejected, WHEN);
		let text = shown.text(&Names::default());
		assert!(text.contains("rejected") && text.contains("referendum refund 3"), "{text}");
		let json = json::of(&shown);
		assert_eq!(json["refundable"]["submission_deposit"], Value::Null);
		assert_eq!(json["refundable"]["decision_deposit"]["amount"], "10");
		let approved = Ended::of(3, &Referendum::Approved(100, Some(deposit), None), WHEN);
		assert!(json::of(&approved)["refundable"]["submission_deposit"]["who"].is_string());
		let killed = Ended::of(3, &Referendum::Killed(100), WHEN).text(&Names::default());
		assert!(!killed.contains("refund"), "{killed}");
	}
}
