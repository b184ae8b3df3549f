// SPDX-License-Identifier: Apache-2.0

//! `openledger gov params propose`

use clap::Args;
use openledger_client::{chain::calls::veto, parameters::Setting, words};
use subxt::utils::Static;

use super::super::referendum::{Proposer, Question, Submission};
use crate::{context::Context, error::Error};

/// Propose a value for a parameter.
#[derive(Args)]
pub struct Propose {
	/// Which: attribution.challenge-window, say.
	#[arg(value_name = "KEY")]
	name: String,

	/// The value, as `gov params show` writes it, or `default`.
	value: String,

	#[command(flatten)]
	submission: Submission,
}

impl Propose {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { name, value, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		let view = &proposer.view;
		let parameter = view.parameter(&name).await?;
		let track = view.track(&parameter.track).await?;
		let (value, merit_may_veto) = (parameter.parse(&value)?, parameter.merit_may_veto);
		let setting = Static(Setting { parameter, value });
		let (call, outcome) = match merit_may_veto {
			true => {
				let time = words::lasting(view.veto_period()?, view.block_time()?);
				let outcome = format!(
					"the change then waits for {time}, in which merit can veto it: openledger gov change \
					 list"
				);
				(view.bytes_of(&veto::propose(setting))?, outcome)
			}
			false => {
				let outcome = format!("see then: openledger gov params show {name}");
				(view.bytes_of(&veto::set_parameter(setting))?, outcome)
			}
		};
		let question = Question { track, call, attached: None, outcome };
		proposer.submit(context, question, submission).await
	}
}
