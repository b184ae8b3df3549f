// SPDX-License-Identifier: Apache-2.0

//! `openledger params propose`

use subxt::utils::Static;

use crate::{
	args::Submission,
	commands::referendum::{submit, Question},
	context::Context,
	error::Error,
};
use openledger_client::{chain::calls::veto, parameters::Setting, words};

pub async fn run(
	context: &Context,
	name: &str,
	value: &str,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let parameter = view.parameter(name).await?;
	let track = view.track(&parameter.track)?;
	let (value, merit_may_veto) = (parameter.parse(value)?, parameter.merit_may_veto);
	let setting = Static(Setting { parameter, value });
	let (call, outcome) = match merit_may_veto {
		true => {
			let time = words::lasting(view.veto_period()?, view.block_time()?);
			let outcome = format!(
				"the change then waits for {time}, in which merit can veto it: openledger change list"
			);
			(view.bytes_of(&veto::propose(setting))?, outcome)
		}
		false => {
			let outcome = format!("see then: openledger params show {name}");
			(view.bytes_of(&veto::set_parameter(setting))?, outcome)
		}
	};
	let question = Question { track, call, attached: None, outcome };
	submit(context, (&chain, &view, &key), question, submission).await
}
