// SPDX-License-Identifier: Apache-2.0

//! `openledger change`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use crate::{args, context::Context, error::Error, output::table};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	chain::{
		calls::veto,
		events::{ChangeEnacted, ChangeVetoed, VetoCast},
		BlockView, Change,
	},
	error::GovernanceError,
	json,
	units::{amount, percent},
	words,
};

pub async fn run(context: &Context, command: args::Change) -> Result<(), Error> {
	match command {
		args::Change::List => list(context).await,
		args::Change::Show { change } => show(context, change).await,
		args::Change::Veto { change } => cast(context, change).await,
		args::Change::Enact { change } => enact(context, change).await,
	}
}

/// A change as it is shown.
struct Shown {
	id: u32,
	change: Change,
	/// The merit against it, in planck.
	opposed: Balance,
	/// What is left of the merit that everybody had when it was proposed, and what of that vetoes it.
	total: Balance,
	quorum: Balance,
	now: u64,
	millis: u64,
}

impl Shown {
	fn of(id: u32, change: Change, view: &BlockView) -> Result<Self, Error> {
		let (opposed, total) = (view.worth(change.opposed)?, view.worth(change.total)?);
		let quorum = view.veto_quorum(total)?;
		let (now, millis) = (view.number(), view.block_time()?);
		Ok(Self { id, change, opposed, total, quorum, now, millis })
	}

	/// The value that it sets, in words.
	fn value(&self) -> String {
		let setting = &self.change.setting;
		let time = |blocks| words::lasting(blocks, self.millis);
		match &setting.value {
			Some(value) => setting.parameter.show(value, time),
			None => {
				format!("default: {}", setting.parameter.show(&setting.parameter.default, time))
			}
		}
	}

	fn json(&self) -> Value {
		let setting = &self.change.setting;
		json!({
			"change": self.id,
			"parameter": setting.parameter.name,
			"value": setting.value.as_ref().map(|value| setting.parameter.text(value)),
			"enactable_at": self.change.enactable_at,
			"opposed": json::amount(self.opposed),
			"vetoes_at": json::amount(self.quorum),
			"total_merit": json::amount(self.total),
		})
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		vec![
			("change", self.id.to_string()),
			("parameter", self.change.setting.parameter.name.clone()),
			("new value", self.value()),
			("enacted", words::when(self.change.enactable_at, self.now, self.millis)),
			(
				"merit against it",
				format!(
					"{}, {} of all",
					amount::format(self.opposed),
					percent::of_amount(self.opposed, self.total)
				),
			),
			("gone with", amount::format(self.quorum)),
		]
	}

	fn cells(&self) -> Vec<String> {
		vec![
			self.id.to_string(),
			self.change.setting.parameter.name.clone(),
			self.value(),
			words::when(self.change.enactable_at, self.now, self.millis),
			percent::of_amount(self.opposed, self.total),
		]
	}
}

async fn list(context: &Context) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let mut shown = Vec::new();
	for (id, change) in view.changes().await? {
		shown.push(Shown::of(id, change, &view)?);
	}
	let rows = shown.iter().map(Shown::json).collect();
	context.show_json(Value::Array(rows), || list_table(&shown));
	Ok(())
}

fn list_table(shown: &[Shown]) -> String {
	if shown.is_empty() {
		return "no change waits".to_owned();
	}
	let header = [">number", "parameter", "new value", "enacted", ">merit against it"];
	table::table(&header, shown.iter().map(Shown::cells)).trim_fmt()
}

async fn show(context: &Context, id: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let shown = Shown::of(id, view.change(id).await?, &view)?;
	context.show_json(shown.json(), || table::fields(&shown.fields()));
	Ok(())
}

async fn cast(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let enactable_at = view.change(id).await?.enactable_at;
	if u64::from(enactable_at) <= chain.next_block().await? {
		return Err(GovernanceError::Due { id, due: enactable_at }.into());
	}
	if view.has_vetoed(id, &who).await? {
		return Err(GovernanceError::HasVetoed { who, id }.into());
	}
	if view.merit(&who).await?.merit < view.least_merit()?.max(1) {
		return Err(GovernanceError::NoMerit(who).into());
	}
	let events = sign(&chain, &view, &key, &veto::veto(id), 0, "the veto").await?;
	let merit = events.one::<VetoCast>()?.merit;
	let is_gone = events.all::<ChangeVetoed>()?.iter().any(|gone| gone.change == id);
	let json = json!({
		"change": id,
		"account": json::account(&who),
		"merit": json::amount(merit),
		"is_vetoed": is_gone,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let merit = format!(
			"{} is against change {id} with merit of {}",
			names.address(&who),
			amount::format(merit)
		);
		match is_gone {
			true => format!("{merit}: that is enough, and the change is gone"),
			false => format!("{merit}; see how it stands: openledger change show {id}"),
		}
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

async fn enact(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let enactable_at = view.change(id).await?.enactable_at;
	let blocks = u64::from(enactable_at).saturating_sub(chain.next_block().await?);
	if blocks > 0 {
		let delay = view.delay(blocks)?;
		return Err(GovernanceError::NotDue { id, due: enactable_at, delay }.into());
	}
	let events = sign(&chain, &view, &key, &veto::enact(id), 0, "enacting the change").await?;
	if let Err(reason) = events.one::<ChangeEnacted>()?.result {
		return Err(GovernanceError::NotEnacted { id, reason: reason.to_string() }.into());
	}
	context.show_json(json!({ "change": id, "block": json::hash(events.block) }), || {
		format!("change {id} is enacted: openledger params show")
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		fixtures::parameters::named, parameters::Setting, units::amount::OPEN,
	};
	use openledger_primitives::merit::Merit;

	#[test]
	fn a_change_should_be_shown_with_what_is_against_it() {
		let parameter = named("attribution.challenge-window");
		let value = parameter.parse("7200").unwrap();
		let setting = Setting { parameter, value };
		let shown = Shown {
			id: 3,
			change: Change {
				setting,
				enactable_at: 130,
				opposed: Merit::default(),
				total: Merit::default(),
			},
			opposed: 2 * OPEN,
			total: 10 * OPEN,
			quorum: 4 * OPEN,
			now: 100,
			millis: 2_000,
		};
		let text = table::fields(&shown.fields());
		for part in [
			"attribution.challenge-window",
			"7200 blocks, about",
			"block 130, in about 60 seconds",
			"2 OPEN, 20 % of all",
			"4 OPEN",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert_eq!(shown.json()["value"], "7200");
		assert!(list_table(&[shown]).contains("20 %"));
		assert_eq!(list_table(&[]), "no change waits");
	}
}
