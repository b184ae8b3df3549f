// SPDX-License-Identifier: Apache-2.0

//! Sending calls, as a program does that checks nothing before.

use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	error::{DispatchError, TransactionEventsError},
	ext::futures::future::join_all,
	transactions::Payload,
	SubstrateConfig,
};
use subxt_signer::sr25519::Keypair;

use crate::{block_on, Event, Rpc, TestNode};

/// Sends calls of one account, in this order, and waits until all are final. Returns what happened
/// by each, or its error.
pub fn send_all<C: Payload>(
	node: &TestNode,
	signer: &Keypair,
	calls: &[C],
) -> Vec<Result<Vec<Event>, String>> {
	block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let first = rpc.next_nonce(signer).await.expect("the node answers");
		let transactions = node.api().await.tx().await.unwrap();
		let mut sent = Vec::new();
		for (nonce, call) in (first..).zip(calls) {
			let params =
				DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new().nonce(nonce).build();
			let mut transactions = transactions.clone();
			let progress =
				transactions.sign_and_submit_then_watch(call, signer, params).await.unwrap();
			sent.push(progress.wait_for_finalized());
		}
		let mut outcomes = Vec::new();
		for included in join_all(sent).await {
			let included = included.unwrap();
			let block = included.at().await.unwrap().block_number();
			outcomes.push(match included.wait_for_success().await {
				Ok(events) => {
					Ok(events.iter().map(|event| Event::of(&event.unwrap(), block)).collect())
				}
				Err(TransactionEventsError::ExtrinsicFailed(DispatchError::Module(error))) => {
					Err(error.details_string())
				}
				Err(error) => Err(error.to_string()),
			});
		}
		outcomes
	})
}
