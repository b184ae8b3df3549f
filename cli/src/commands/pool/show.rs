// SPDX-License-Identifier: Apache-2.0

//! `openledger pool show`, `list` and `status`

use serde_json::{json, Value};

use super::change::member;
use crate::{
	args::Who,
	commands::{rewards::named, stake::unlocking},
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		pools::{Pool, PoolState},
		staking::Unlocking,
		BlockView,
	},
	error::StakingError,
	json,
	units::amount,
	words,
};

/// A pool with what is read besides.
struct Found {
	id: u32,
	name: String,
	pool: Pool,
	staked: u128,
}

impl Found {
	async fn read(view: &BlockView, id: u32, pool: Pool) -> Result<Self, Error> {
		let name = words::text(&view.pool_name(id).await?);
		Ok(Self { id, name, pool, staked: view.pool_balance(id).await? })
	}

	fn state(&self) -> &'static str {
		match self.pool.state {
			PoolState::Open => "open",
			PoolState::Blocked => "takes nobody",
			PoolState::Destroying => "ends",
		}
	}

	fn owner(&self) -> Account {
		Account::new(self.pool.roles.depositor.0)
	}

	fn to_json(&self) -> Value {
		json!({
			"pool": self.id,
			"name": self.name,
			"state": self.state(),
			"staked": json::amount(self.staked),
			"members": self.pool.member_counter,
			"depositor": json::account(&self.owner()),
		})
	}
}

pub async fn list(context: &Context) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let mut found = Vec::new();
	for (id, pool) in view.pools().await? {
		found.push(Found::read(&view, id, pool).await?);
	}
	let list: Vec<_> = found.iter().map(Found::to_json).collect();
	let text = |names: &Names| {
		if found.is_empty() {
			return "there is no pool yet: openledger pool create".to_owned();
		}
		let rows = found.iter().map(|pool| {
			vec![
				pool.id.to_string(),
				pool.name.clone(),
				pool.state().to_owned(),
				pool.pool.member_counter.to_string(),
				amount::number(pool.staked),
				names.address(&pool.owner()),
			]
		});
		let header = [">pool", "name", "state", ">members", ">staked", "made by"];
		table::table(&header, rows).trim_fmt()
	};
	context.show_named_json(&view, json!({ "pools": list }), text).await;
	Ok(())
}

pub async fn show(context: &Context, id: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let pool = view.pool(id).await?.ok_or(StakingError::NoPool(id))?;
	let found = Found::read(&view, id, pool).await?;
	let account = view.pool_account(id).await?;
	let targets = view.nominations(&account).await?.map(|nominations| nominations.targets);
	let targets: Vec<_> =
		targets.unwrap_or_default().into_iter().map(|target| Account::new(target.0)).collect();
	let mut json = found.to_json();
	json["account"] = json::account(&account);
	json["nominations"] = targets.iter().map(json::account).collect();
	let text = |names: &Names| {
		let backs: Vec<_> = targets.iter().map(|target| names.address(target)).collect();
		let backs = if backs.is_empty() { "nobody yet".to_owned() } else { backs.join(", ") };
		table::fields(&[
			("pool", found.id.to_string()),
			("name", found.name.clone()),
			("state", found.state().to_owned()),
			("members", found.pool.member_counter.to_string()),
			("staked", amount::format(found.staked)),
			("made by", names.address(&found.owner())),
			("account", names.address(&account)),
			("backs", backs),
		])
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn status(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let member = member(&view, &who).await?;
	let name = words::text(&view.pool_name(member.pool_id).await?);
	let staked = view.pool_worth(member.pool_id, member.points).await?;
	let pay = view.pool_pay(&who).await?;
	let (era, era_millis) = (view.active_era().await?, view.era_millis()?);
	let mut parts = Vec::new();
	for (free, points) in &member.unbonding_eras {
		// Unless it is slashed meanwhile, a point that is being unbonded is a planck.
		parts.push(Unlocking { value: *points, era: *free });
	}
	let unbonding: Vec<_> = parts
		.iter()
		.map(|part| json!({ "amount": json::amount(part.value), "era": part.era }))
		.collect();
	let json = json!({
		"account": json::account(&who),
		"pool": member.pool_id,
		"name": name,
		"staked": json::amount(staked),
		"unbonding": unbonding,
		"unclaimed": json::amount(pay),
	});
	let text = |names: &Names| {
		let mut rows = vec![
			("account", names.address(&who)),
			("pool", format!("{}, {name}", member.pool_id)),
			("staked", amount::format(staked)),
			("not claimed yet", amount::format(pay)),
		];
		rows.extend(parts.iter().map(|part| ("unbonding", unlocking(part, era, era_millis))));
		table::fields(&rows)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
