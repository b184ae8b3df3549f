// SPDX-License-Identifier: Apache-2.0

//! Names in results for machines, in fields beside those with the accounts.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Name, Names};
use crate::{
	account::{self, Account},
	chain::identity::Standing,
	json::{self, Address},
};

/// The suffix, behind the name of a JSON field with an account, of the field with the account's
/// name.
pub const SUFFIX: &str = "_name";
/// The suffix for a field with a list of accounts.
const PLURAL: &str = "_names";
/// Fields of results that hold what strangers wrote, be it an address.
const TEXTS: [&str; 5] = ["name", "uri", "endpoint", "metadata", "output"];

/// A name, as machines read it.
#[derive(Serialize)]
struct Written<'n> {
	name: Option<String>,
	/// Whether a registrar found the name good.
	verified: bool,
	/// Whether a registrar found it wrong.
	erroneous: bool,
	username: Option<&'n str>,
	parent: Option<Address>,
}

impl Name {
	fn json(&self) -> Value {
		let name = match (&self.display, &self.sub) {
			(Some(display), Some((_, sub))) => Some(format!("{display}/{sub}")),
			(display, _) => display.clone(),
		};
		json::of(&Written {
			name,
			verified: self.display.is_some() && self.standing == Standing::Verified,
			erroneous: self.standing == Standing::Erroneous,
			username: self.username.as_deref(),
			parent: self.sub.as_ref().map(|(parent, _)| Address::from(parent)),
		})
	}
}

impl Names {
	/// Adds the names of accounts to a result in JSON: `owner_name` beside `owner`, and
	/// `curators_names`, by address, beside the list `curators`. Adds nothing where no account has
	/// a name.
	pub fn annotate(&self, result: &mut Value) {
		match result {
			Value::Array(values) => values.iter_mut().for_each(|value| self.annotate(value)),
			Value::Object(fields) => {
				let mut names = Map::new();
				for (field, value) in fields.iter_mut().filter(|(field, _)| is_no_text(field)) {
					self.annotate(value);
					let (suffix, found) = match value {
						Value::Array(values) => (PLURAL, self.all_of(values)),
						value => (SUFFIX, self.of(value).map(|(_, name)| name.json())),
					};
					names.extend(found.map(|found| (format!("{field}{suffix}"), found)));
				}
				for (field, name) in names {
					fields.entry(field).or_insert(name);
				}
			}
			_ => {}
		}
	}

	fn of(&self, value: &Value) -> Option<(String, &Name)> {
		let address = value.as_str()?;
		let name = self.0.get(&account::of_address(address)?)?;
		Some((address.to_owned(), name))
	}

	fn all_of(&self, values: &[Value]) -> Option<Value> {
		let names: Map<_, _> = values
			.iter()
			.filter_map(|value| self.of(value))
			.map(|(address, name)| (address, name.json()))
			.collect();
		(!names.is_empty()).then_some(Value::Object(names))
	}
}

/// The accounts in a result in JSON: all addresses that are not in fields with the texts of
/// strangers.
pub fn accounts(result: &Value) -> BTreeSet<Account> {
	let mut all = BTreeSet::new();
	collect(result, &mut all);
	all
}

fn collect(result: &Value, all: &mut BTreeSet<Account>) {
	match result {
		Value::String(text) => all.extend(account::of_address(text)),
		Value::Array(values) => values.iter().for_each(|value| collect(value, all)),
		Value::Object(fields) => {
			let fields = fields.iter().filter(|(field, _)| is_no_text(field));
			fields.for_each(|(_, value)| collect(value, all));
		}
		_ => {}
	}
}

fn is_no_text(field: &str) -> bool {
	!TEXTS.contains(&field)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn who(byte: u8) -> Account {
		Account::new([byte; 32])
	}

	fn ada() -> Name {
		let display = Some("Ada".to_owned());
		Name { display, sub: None, standing: Standing::Verified, username: None }
	}

	#[test]
	fn machines_should_be_told_a_name_as_it_is() {
		let name = Name { sub: Some((who(7), "no✓vels".to_owned())), ..ada() };
		assert_eq!(name.json()["name"], "Ada/no✓vels");
		assert_eq!(name.json()["parent"], account::address(&who(7)));
		let only = Name { display: None, username: Some("ada.open".to_owned()), ..ada() };
		assert_eq!(only.json()["verified"], false);
	}

	#[test]
	fn results_should_have_names_beside_accounts() {
		let mut names = Names::default();
		names.insert(who(1), ada());
		let (one, two) = (account::address(&who(1)), account::address(&who(2)));
		let mut result = json!([{
			"owner": one,
			"payout": two,
			"curators": [two, one],
			"uri": one,
			"output": one,
			"inner": { "claimant": one },
			"bond": "100",
			"new_owner": null,
		}]);
		assert_eq!(accounts(&result), [who(1), who(2)].into());
		let before = result.clone();
		names.annotate(&mut result);
		let expected = json!({
			"name": "Ada",
			"verified": true,
			"erroneous": false,
			"username": null,
			"parent": null,
		});
		let row = &result[0];
		assert_eq!(row["owner_name"], expected);
		assert_eq!(row["curators_names"], json!({ one: expected }));
		assert_eq!(row["inner"]["claimant_name"], expected);
		for absent in ["payout_name", "uri_name", "output_name", "new_owner_name", "bond_name"] {
			assert_eq!(row.get(absent), None, "{absent}");
		}
		let mut unnamed = before.clone();
		Names::default().annotate(&mut unnamed);
		assert_eq!(unnamed, before);
	}
}
