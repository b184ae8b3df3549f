// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity`

mod cancel_request;
mod clear;
mod judge;
mod registrars;
mod request_judgement;
mod set;
mod set_fee;
mod show;
mod sub;
mod username;

use clap::Subcommand;
use openledger_client::{
	chain::identity::{Judgement, Registration},
	units::amount,
};
use openledger_primitives::Balance;

use crate::{commands::signing::Signing, context::Context, error::Error};

/// Say who the key's account is, have that verified, and see who others are.
#[derive(Subcommand)]
pub enum Identity {
	Set(set::Set),
	Show(show::Show),
	Clear(clear::Clear),
	RequestJudgement(request_judgement::RequestJudgement),
	CancelRequest(cancel_request::CancelRequest),
	Judge(judge::Judge),
	Registrars(registrars::Registrars),
	SetFee(set_fee::SetFee),
	#[command(subcommand)]
	Sub(sub::Sub),
	#[command(subcommand)]
	Username(username::Username),
}

impl Identity {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Set(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Clear(command) => command.run(context).await,
			Self::RequestJudgement(command) => command.run(context).await,
			Self::CancelRequest(command) => command.run(context).await,
			Self::Judge(command) => command.run(context).await,
			Self::Registrars(command) => command.run(context).await,
			Self::SetFee(command) => command.run(context).await,
			Self::Sub(command) => command.run(context).await,
			Self::Username(command) => command.run(context).await,
		}
	}
}

/// What a change by the key's account needs, on a chain that has names.
async fn prepare(context: &Context) -> Result<Signing, Error> {
	let signing = Signing::prepare(context).await?;
	signing.view.ensure_identities()?;
	Ok(signing)
}

/// Says what is about to be held, and how it comes back.
fn tell_deposit(context: &Context, more: Balance, back: &str) {
	if more > 0 {
		context.note(&format!("this holds a deposit of {}: {back}", amount::format(more)));
	}
}

/// What is held for a registrar that was asked about an identity and has not judged yet.
fn held_for(identity: &Registration, registrar: u32) -> Balance {
	let fees = identity.judgements.iter().map(|(index, judgement)| match judgement {
		Judgement::FeePaid(fee) if *index == registrar => *fee,
		_ => 0,
	});
	fees.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::chain::identity::Info;

	#[test]
	fn only_the_registrar_that_was_asked_should_be_paid() {
		let judgements = vec![(1, Judgement::FeePaid(5)), (4, Judgement::KnownGood)];
		let identity = Registration { judgements, deposit: 0, info: Info::default() };
		assert_eq!([0, 1, 4].map(|registrar| held_for(&identity, registrar)), [0, 5, 0]);
	}
}
