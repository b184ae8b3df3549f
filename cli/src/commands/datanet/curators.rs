// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet curator`

use openledger_primitives::limits::MaxCurators;
use openledger_runtime_api::{AdmissionInfo, DatanetInfo};
use serde_json::json;

use super::Change;
use crate::{args::Curator, context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account, chain::calls, convert::to_usize, error::RegistryError, json,
};

pub async fn run(context: &Context, change: Curator) -> Result<(), Error> {
	let (is_added, id, who) = match change {
		Curator::Add { id, account } => (true, id, account),
		Curator::Remove { id, account } => (false, id, account),
	};
	let Change { key, chain, view, mut info } = Change::by_owner(context, id).await?;
	let curators = match is_added {
		true => with(&info, &who)?,
		false => without(&info, &who)?,
	};
	info.admission = AdmissionInfo::Curated(curators.clone());
	let hold = view.datanet_growth(&info)?;
	let curator = calls::id(&who);
	let block = if is_added {
		let call = calls::contributions::add_curator(id, curator);
		sign(&chain, &view, &key, &call, hold, "adding a curator").await?.block
	} else {
		let call = calls::contributions::remove_curator(id, curator);
		sign(&chain, &view, &key, &call, hold, "removing a curator").await?.block
	};
	let addresses: Vec<_> = curators.iter().map(json::account).collect();
	let json = json!({ "datanet": id, "curators": addresses, "block": json::hash(block) });
	let text = |names: &Names| {
		let curators: Vec<_> = curators.iter().map(|who| names.address(who)).collect();
		format!("datanet {id} is curated by {}", curators.join(", "))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

fn curators(info: &DatanetInfo<Account>) -> Result<&[Account], RegistryError> {
	match &info.admission {
		AdmissionInfo::Open => Err(RegistryError::Open(info.datanet)),
		AdmissionInfo::Curated(curators) => Ok(curators),
	}
}

/// The curators of a datanet and one more.
fn with(info: &DatanetInfo<Account>, who: &Account) -> Result<Vec<Account>, RegistryError> {
	let (datanet, curators) = (info.datanet, curators(info)?);
	if curators.contains(who) {
		return Err(RegistryError::IsCurator { datanet, who: who.clone() });
	}
	if curators.len() >= to_usize(MaxCurators::get()) {
		return Err(RegistryError::TooManyCurators(datanet));
	}
	Ok(curators.iter().chain([who]).cloned().collect())
}

/// The curators of a datanet but one.
fn without(info: &DatanetInfo<Account>, who: &Account) -> Result<Vec<Account>, RegistryError> {
	let (datanet, curators) = (info.datanet, curators(info)?);
	if !curators.contains(who) {
		return Err(RegistryError::NotCurator { datanet, who: who.clone() });
	}
	let left: Vec<_> = curators.iter().filter(|curator| *curator != who).cloned().collect();
	match left.is_empty() {
		true => Err(RegistryError::LastCurator { datanet, who: who.clone() }),
		false => Ok(left),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_runtime_api::{LicenseInfo, LicenseTermsInfo};

	fn account(n: u8) -> Account {
		Account::new([n; 32])
	}

	fn curated(curators: Option<Vec<Account>>) -> DatanetInfo<Account> {
		DatanetInfo {
			datanet: 3,
			owner: account(1),
			new_owner: None,
			name: Vec::new(),
			admission: curators.map_or(AdmissionInfo::Open, AdmissionInfo::Curated),
			license: LicenseInfo {
				terms: LicenseTermsInfo::Spdx(Vec::new()),
				commercial_training: true,
				derivatives: true,
			},
			metadata: Vec::new(),
			accepted: 0,
			withdrawals: 0,
			frozen: false,
			deposit: 0,
		}
	}

	#[test]
	fn a_curated_datanet_should_keep_between_one_and_all_curators() {
		let one = curated(Some(vec![account(2)]));
		assert_eq!(with(&one, &account(3)).unwrap(), [account(2), account(3)]);
		assert!(matches!(with(&one, &account(2)), Err(RegistryError::IsCurator { .. })));
		assert!(matches!(without(&one, &account(2)), Err(RegistryError::LastCurator { .. })));
		assert!(matches!(without(&one, &account(3)), Err(RegistryError::NotCurator { .. })));
		let two = curated(Some(vec![account(2), account(3)]));
		assert_eq!(without(&two, &account(2)).unwrap(), [account(3)]);
		let full = curated(Some((0..32).map(account).collect()));
		assert!(matches!(with(&full, &account(40)), Err(RegistryError::TooManyCurators(3))));
	}

	#[test]
	fn an_open_datanet_should_get_no_curators() {
		let open = curated(None);
		assert!(matches!(with(&open, &account(2)), Err(RegistryError::Open(3))));
		assert!(matches!(without(&open, &account(2)), Err(RegistryError::Open(3))));
	}
}
