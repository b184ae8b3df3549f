// SPDX-License-Identifier: Apache-2.0

//! The report as machines read it.

use std::time::Duration;

use openledger_client::{
	chain::Supply,
	json::{Address, Planck},
};
use openledger_primitives::{BatchId, ContributionId, DatanetId, ModelId};
use serde::{Serialize, Serializer};

use super::{ratio, Answer, Earned, Report};
use crate::check::Accuracy;

impl Serialize for Report {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		View::of(self).serialize(serializer)
	}
}

#[derive(Serialize)]
struct View<'a> {
	works: usize,
	registered: usize,
	registering_seconds: f64,
	index: Index,
	datanets: &'a [DatanetId],
	base_model: ModelId,
	tuned_model: ModelId,
	outputs: Vec<Output>,
	spliced_bytes: u64,
	credited_bytes: u64,
	rightly_credited_bytes: u64,
	/// How many times as fast attribution is with the index as without.
	speedup: f64,
	authors: Vec<Income<'a>>,
	others: Vec<Income<'a>>,
	stakers: Planck,
	treasury: Planck,
	fees: Planck,
	paid: Planck,
	refuted: Refuted,
	issuance: Issuance,
	faults: &'a [String],
	steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Index {
	texts: usize,
	bytes: u64,
	memory_bytes: u64,
	seconds: f64,
}

#[derive(Serialize)]
struct Output {
	batch: BatchId,
	fee: Planck,
	bytes: u32,
	spans: usize,
	indexed_ms: f64,
	scanned_ms: f64,
}

#[derive(Serialize)]
struct Income<'a> {
	name: &'a str,
	account: Address,
	contributions: &'a [ContributionId],
	spans: usize,
	/// A number that may be too large for JSON.
	credit_millionths: String,
	owed: Planck,
	received: Planck,
}

#[derive(Serialize)]
struct Refuted {
	batch: BatchId,
	reward: Planck,
}

#[derive(Serialize)]
struct Issuance {
	genesis: Option<Issued>,
	before: Issued,
	after: Issued,
}

#[derive(Serialize)]
struct Issued {
	issued: Planck,
	unpaid_to_stakers: Planck,
	total: Planck,
}

#[derive(Serialize)]
struct Step<'a> {
	step: &'a str,
	seconds: f64,
}

impl<'a> View<'a> {
	fn of(report: &'a Report) -> Self {
		let (indexed, scanned) = report.times();
		let Accuracy { spliced, credited, right } = report.accuracy;
		let (all, refuted, supplies) = (&report.indexed, &report.refuted, &report.issuance);
		Self {
			works: report.works,
			registered: report.registered,
			registering_seconds: report.registering.as_secs_f64(),
			index: Index {
				texts: all.texts,
				bytes: all.bytes,
				memory_bytes: all.memory,
				seconds: all.time.as_secs_f64(),
			},
			datanets: &report.datanets,
			base_model: report.base,
			tuned_model: report.tune,
			outputs: report.answers.iter().map(Output::of).collect(),
			spliced_bytes: spliced,
			credited_bytes: credited,
			rightly_credited_bytes: right,
			speedup: ratio(scanned, indexed),
			authors: report.authors.iter().map(Income::of).collect(),
			others: report.others.iter().map(Income::of).collect(),
			stakers: Planck(report.stakers),
			treasury: Planck(report.treasury),
			fees: Planck(report.fees()),
			paid: Planck(report.paid()),
			refuted: Refuted { batch: refuted.batch, reward: Planck(refuted.reward) },
			issuance: Issuance {
				genesis: supplies.genesis.as_ref().map(Issued::of),
				before: Issued::of(&supplies.before),
				after: Issued::of(&supplies.after),
			},
			faults: report.faults.as_slice(),
			steps: report.steps.iter().map(Step::of).collect(),
		}
	}
}

impl Output {
	fn of(answer: &Answer) -> Self {
		let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
		Self {
			batch: answer.batch,
			fee: Planck(answer.fee),
			bytes: answer.bytes,
			spans: answer.spans,
			indexed_ms: millis(answer.indexed),
			scanned_ms: millis(answer.scanned),
		}
	}
}

impl<'a> Income<'a> {
	fn of(earned: &'a Earned) -> Self {
		Self {
			name: &earned.name,
			account: (&earned.account).into(),
			contributions: &earned.contributions,
			spans: earned.spans,
			credit_millionths: earned.credit.to_string(),
			owed: Planck(earned.owed),
			received: Planck(earned.received),
		}
	}
}

impl Issued {
	fn of(supply: &Supply) -> Self {
		Self {
			issued: Planck(supply.issued),
			unpaid_to_stakers: Planck(supply.unpaid),
			total: Planck(supply.total()),
		}
	}
}

impl<'a> Step<'a> {
	fn of((step, time): &'a (String, Duration)) -> Self {
		Self { step, seconds: time.as_secs_f64() }
	}
}
