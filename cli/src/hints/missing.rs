// SPDX-License-Identifier: Apache-2.0

//! What to do about what there is not on the chain, what need not be done, and what can't be done
//! yet.

use openledger_client::error::{Idle, Kind, Later, Role};

/// What to do instead about a thing that there is not. `count` is the number of those that there
/// have been, where their numbers say it.
pub fn not_found(kind: Kind, id: u64, count: Option<u64>) -> String {
	let has_been = count.is_some_and(|count| id < count);
	let hint = match kind {
		Kind::Contribution if has_been => "it was retracted, or removed as abuse",
		Kind::Channel if has_been => "it was closed, and what was left went back to its payer",
		Kind::Change if has_been => "it was enacted or vetoed: openledger gov params show",
		Kind::Change => "list those that wait: openledger gov change list",
		Kind::Dispute => {
			return format!(
				"it never was, or its dispute has ended: see whose it is with openledger \
				 contribution show {id}"
			)
		}
		Kind::Pool => "list them all: openledger staking pool list",
		Kind::Registrar => {
			"see who there is: openledger account identity registrars; propose one: openledger \
			 gov referendum registrar ACCOUNT"
		}
		Kind::Receipt => match count {
			Some(0) | None => "the file has none",
			Some(1) => "the file has one: 0",
			Some(count) => return format!("the file has {count}: 0 to {}", count - 1),
		},
		kind => match (kind.name(), count) {
			(name, Some(0) | None) => return format!("the chain has no {name} yet"),
			(name, Some(1)) => return format!("the chain has one {name}: 0"),
			(_, Some(count)) => return format!("the chain has {count}: 0 to {}", count - 1),
		},
	};
	hint.to_owned()
}

/// How an account becomes what it is not.
pub fn is_not(role: Role) -> String {
	match role {
		Role::Identified => {
			"it does so with: openledger account identity set --display NAME".to_owned()
		}
		Role::Operator => "it can become one, with its own key: openledger operator register \
		                   --bond OPEN --endpoint URL"
			.to_owned(),
		Role::PoolMember => "join one: openledger staking pool join POOL OPEN".to_owned(),
		Role::VoterAbout(id) => {
			format!("vote with: openledger gov vote {id} aye|nay|abstain AMOUNT")
		}
	}
}

/// What to do where there is nothing to do.
pub fn idle(idle: &Idle) -> String {
	let hint = match idle {
		Idle::Already { record, .. } => {
			let (noun, id) = (record.command(), record.id());
			return format!("there is nothing to do: openledger {noun} show {id}");
		}
		Idle::IsWhitelisted(_) => "the referendum can dispatch it: there is nothing to do",
		Idle::NoPay(_) => {
			"it comes in when an era of the pool's validators is paid: openledger staking payout"
		}
		Idle::NothingFree(_) => "see when it is: openledger staking status",
		Idle::NothingToPay => {
			"spends are paid once their referendum is enacted: openledger gov referendum list"
		}
		Idle::NothingToUnlock(_) => {
			"votes lock until their referendum is over, and those that won for their conviction's \
			 time after it"
		}
		Idle::NothingUnpaid => {
			"an era is paid when it is over: openledger staking status shows which"
		}
		Idle::SameIdentity(_) => "see it with: openledger account identity show",
	};
	hint.to_owned()
}

/// What to do until something can be done.
pub fn too_early(what: Later) -> &'static str {
	match what {
		Later::Finalize(_) | Later::Withdraw(_) => "wait for it with --wait",
		Later::Enact { .. } => "the chain enacts it by itself then, unless merit vetoes it",
		Later::Unbond { .. } => "see what is free when: openledger operator show",
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::record::Record;

	#[test]
	fn hints_should_say_what_is_there_instead() {
		let hint = |kind, count| not_found(kind, 7, Some(count));
		assert_eq!(hint(Kind::Model, 0), "the chain has no model yet");
		assert_eq!(hint(Kind::Model, 1), "the chain has one model: 0");
		assert_eq!(hint(Kind::Referendum, 3), "the chain has 3: 0 to 2");
		assert_eq!(hint(Kind::Receipt, 3), "the file has 3: 0 to 2");
		assert!(hint(Kind::Channel, 9).contains("closed"));
		assert_eq!(hint(Kind::Channel, 2), "the chain has 2: 0 to 1");
	}

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let hint = idle(&Idle::Already { record: Record::Datanet(0), what: "frozen" });
		assert!(hint.ends_with("openledger datanet show 0"));
		let undisputed = not_found(Kind::Dispute, 5, None);
		assert!(undisputed.ends_with("openledger contribution show 5"), "{undisputed}");
	}
}
