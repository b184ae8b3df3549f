// SPDX-License-Identifier: Apache-2.0

//! `openledger model lineage`: the ancestors of a model as a tree.

use std::collections::{HashMap, HashSet};

use clap::Args;
use openledger_client::{account::Account, names::Names, units::percent, words};
use openledger_primitives::ModelId;
use openledger_runtime_api::{Ancestor, Lineage, ModelStatus, MAX_LINEAGE};
use serde::Serialize;

use super::Which;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Draw the models that a model was made from, and what each gets.
#[derive(Args)]
pub struct Draw {
	#[command(flatten)]
	model: Which,
}

impl Draw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Which { id } = self.model;
		let view = context.chain().await?.view().await?;
		let lineage = view.lineage(id).await?;
		context.show_named(&view, &Ancestry { lineage, id }).await;
		Ok(())
	}
}

/// Shown as a tree of which each line but the first has the royalty that the model above pays, and
/// each has what the model gets of the first one's income.
#[derive(Serialize)]
#[serde(transparent)]
struct Ancestry {
	lineage: Lineage<Account>,
	/// The model whose ancestors they are.
	#[serde(skip)]
	id: ModelId,
}

impl Shown for Ancestry {
	fn text(&self, names: &Names) -> String {
		let Self { lineage, id } = self;
		let models = lineage.models.iter().map(|ancestor| (ancestor.model, ancestor)).collect();
		let mut tree = Tree { models, names, drawn: HashSet::new(), lines: Vec::new() };
		tree.add(*id, "", "");
		if !lineage.complete {
			let more = format!("more than {MAX_LINEAGE} models: the others are not shown");
			tree.lines.push(more);
		}
		tree.lines.join("\n")
	}
}

struct Tree<'a> {
	models: HashMap<ModelId, &'a Ancestor<Account>>,
	names: &'a Names,
	/// Models whose ancestors are in the tree.
	drawn: HashSet<ModelId>,
	lines: Vec<String>,
}

impl Tree<'_> {
	/// Adds a model and its ancestors. `first` is before the model itself, `rest` before the lines
	/// below it.
	fn add(&mut self, id: ModelId, first: &str, rest: &str) {
		let Some(ancestor) = self.models.get(&id).copied() else {
			self.lines.push(format!("{first}model {id} … not shown"));
			return;
		};
		let kind = words::kind(ancestor.kind);
		if !self.drawn.insert(id) {
			self.lines.push(format!("{first}{kind} {id} … see above"));
			return;
		}
		let status = match ancestor.status {
			ModelStatus::Active => String::new(),
			status => format!(", {}", words::model_status(status)),
		};
		self.lines.push(format!(
			"{first}{kind} {id} of {}, gets {}{status}",
			self.names.short(&ancestor.developer),
			percent::format(ancestor.share)
		));
		for (place, (parent, royalty)) in ancestor.parents.iter().enumerate() {
			let is_last = place + 1 == ancestor.parents.len();
			let (branch, trunk) = if is_last { ("└─", "   ") } else { ("├─", "│  ") };
			let first = format!("{rest}{branch} {} to ", percent::format(*royalty));
			self.add(*parent, &first, &format!("{rest}{trunk}"));
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::account;
	use openledger_runtime_api::ModelKind;

	const PERCENT: u32 = 10_000_000;

	fn ancestor(
		model: ModelId,
		kind: ModelKind,
		parents: &[(ModelId, u32)],
		share: u32,
	) -> Ancestor<Account> {
		Ancestor {
			model,
			developer: Account::new([1; 32]),
			kind,
			status: ModelStatus::Active,
			parents: parents.iter().map(|(id, royalty)| (*id, royalty * PERCENT)).collect(),
			share: share * PERCENT,
		}
	}

	fn drawn(id: ModelId, lineage: Lineage<Account>) -> Vec<String> {
		let developer = format!(" of {}", account::short(&Account::new([1; 32])));
		Ancestry { lineage, id }
			.text(&Names::default())
			.replace(&developer, "")
			.lines()
			.map(str::to_owned)
			.collect()
	}

	#[test]
	fn a_model_that_occurs_twice_should_be_drawn_once() {
		let mut models = vec![
			ancestor(4, ModelKind::Merge, &[(2, 20), (3, 10), (1, 5)], 65),
			ancestor(2, ModelKind::FineTune, &[(0, 50)], 10),
			ancestor(3, ModelKind::Adapter, &[(2, 10)], 9),
			ancestor(1, ModelKind::Base, &[], 5),
			ancestor(0, ModelKind::Base, &[], 11),
		];
		models[4].status = ModelStatus::Retired;
		let lineage = Lineage { models, complete: true };
		let expected = [
			"merge 4, gets 65 %",
			"├─ 20 % to fine-tune 2, gets 10 %",
			"│  └─ 50 % to base 0, gets 11 %, retired",
			"├─ 10 % to adapter 3, gets 9 %",
			"│  └─ 10 % to fine-tune 2 … see above",
			"└─ 5 % to base 1, gets 5 %",
		];
		assert_eq!(drawn(4, lineage), expected);
	}

	#[test]
	fn what_is_left_out_should_be_said() {
		let models = vec![ancestor(1, ModelKind::FineTune, &[(0, 20)], 80)];
		let lines = drawn(1, Lineage { models, complete: false });
		assert_eq!(lines[1], "└─ 20 % to model 0 … not shown");
		assert!(lines[2].starts_with("more than 256 models"));
	}
}
