// SPDX-License-Identifier: Apache-2.0

//! `openledger channel list`

use clap::Args;
use openledger_client::{account::Account, progress, units::amount};
use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;

use super::show::state;
use crate::{
	args::{Limit, ReadAccount},
	context::Context,
	error::Error,
	output::page::Page,
};

/// List channels, the oldest first.
#[derive(Args)]
pub struct List {
	/// List only those that this account pays for.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	payer: Option<Account>,

	/// List only those to this operator.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	operator: Option<Account>,

	/// Start at this id.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: ChannelId,

	#[command(flatten)]
	limit: Limit,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Limit { limit } = self.limit;
		let view = context.chain().await?.view().await?;
		let reading = view.channels(self.from, limit, |info| self.is_wanted(info));
		let channels = progress::during("reading channels", reading).await?;
		context.show_named(&view, &page(channels, limit)).await;
		Ok(())
	}

	fn is_wanted(&self, info: &ChannelInfo<Account>) -> bool {
		self.payer.as_ref().is_none_or(|payer| *payer == info.payer)
			&& self.operator.as_ref().is_none_or(|operator| *operator == info.operator)
	}
}

fn page(channels: Vec<ChannelInfo<Account>>, limit: u32) -> Page<ChannelInfo<Account>> {
	Page {
		limit,
		next: channels.last().map(|last| format!("--from {}", last.channel.saturating_add(1))),
		header: &[">channel", "payer", "operator", ">settled", ">can pay", "state"],
		cells: |info, names| {
			vec![
				info.channel.to_string(),
				names.short(&info.payer),
				names.short(&info.operator),
				amount::format(info.settled),
				amount::format(info.funds),
				state(info),
			]
		},
		rows: channels,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::{fixtures::channel::info, names::Names};

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = page(vec![info(), info()], 2).text(&Names::default());
		assert_eq!(text.matches("9 OPEN").count(), 2);
		assert!(text.ends_with("--from 4"));
	}

	#[test]
	fn channels_should_be_chosen_by_party() {
		let list = |payer, operator| List { payer, operator, from: 0, limit: Limit { limit: 1 } };
		let (info, other) = (info(), Account::new([9; 32]));
		assert!(list(None, None).is_wanted(&info));
		let (payer, operator) = (info.payer.clone(), info.operator.clone());
		assert!(list(Some(payer.clone()), Some(operator)).is_wanted(&info));
		assert!(!list(Some(payer), Some(other.clone())).is_wanted(&info));
		assert!(!list(Some(other), None).is_wanted(&info));
	}
}
