// SPDX-License-Identifier: Apache-2.0
//
// Calls as people send them, with values of the lengths that they have; and those that take a list,
// for any length of it.

import { u8aToHex } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';

import { SPAN_PARAMS } from './transactions.mjs';

const PREFIX = 1612;
const OPEN = 10n ** 18n;
// Ids and amounts of a chain that has been used for years: longer than those of a new one.
const ID = 2n ** 32n;
const AMOUNT = 12_345_678n * OPEN + 1n;
const URI = 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/text.md';
const NOBODY = null;

const hash = (byte) => `0x${byte.toString(16).padStart(2, '0').repeat(32)}`;
const hashes = (count) => Array.from({ length: count }, (_, at) => hash(at));
const bytes = (count) => u8aToHex(new Uint8Array(count).fill(0x61));
const account = (number) => encodeAddress(hash(number), PREFIX);
const accounts = (count) => Array.from({ length: count }, (_, at) => account(at));
const listOf = (count, make) => Array.from({ length: count }, (_, at) => make(at));

const submission = (number) => ({
  contentRoot: hash(number % 256),
  length: 70_000,
  uri: URI,
  sources: [
    [ID, 250_000_000],
    [ID + 1n, 125_000_000],
  ],
  payout: account(1),
});

const credit = (number) => ({ contribution: ID + BigInt(number), points: 70_000 });

const answer = (credits) => ({
  model: 9,
  spanParams: SPAN_PARAMS,
  fee: AMOUNT,
  outputLen: 60_000,
  credits: listOf(credits, credit),
});

const settleOne = (api, credits) =>
  api.tx.attribution.settleOne(account(5), answer(credits), hash(7));

// The answers of a day, each of three sources, of one model, and paid by channels to equal parts.
function batchOf(api, receipts, channels) {
  const contributions = listOf(Math.min(3 * receipts, 1_024), (number) => ID + BigInt(number));
  const given = (number) => ({
    skipped: 0,
    model: 0,
    fee: 5_000,
    outputLen: 2_000,
    credits: [0, 1, 2].map((at) => ({
      place: (3 * number + at) % contributions.length,
      points: 70_000,
    })),
  });
  const paid = (nth) => ({
    voucher: {
      channel: ID + BigInt(nth),
      answers: 2n ** 24n,
      cumulative: AMOUNT,
      signature: `0x${'4b'.repeat(64)}`,
    },
    first: 2n ** 23n,
    receipts: listOf(Math.ceil((receipts - nth) / channels), (at) => given(channels * at + nth)),
  });
  return api.tx.attribution.settleBatch({
    spanParams: SPAN_PARAMS,
    unit: OPEN / 1_000n,
    models: [{ model: 9, contributions }],
    channels: listOf(channels, paid),
    commitments: hash(8),
  });
}

const dataset = (number, excluded) => ({
  datanet: number,
  end: 100_000,
  excluded: listOf(excluded, (at) => at),
});

const model = (datasets) => ({
  kind: 'FineTune',
  artifact: hash(1),
  metadata: URI,
  parents: [[4_000, 100_000_000]],
  datasets,
  method: 'Span',
  commercial: true,
  priceFloor: OPEN / 2n,
  derivatives: { Allowed: { leastRoyalty: 50_000_000 } },
  payout: NOBODY,
});

// What shows that a receipt was given: its path in the batch's commitments, or a signature.
const COMMITTED = { Committed: hashes(10) };
const SIGNED = { Signed: `0x${'5d'.repeat(64)}` };

// The receipt of an answer of so many spans, in a batch of a thousand.
const exhibit = (binding, spans = 20) => ({
  index: 70,
  path: hashes(10),
  receipt: {
    payment: { Channel: { channel: ID, sequence: 1_000_000 } },
    model: 9,
    spanParams: SPAN_PARAMS,
    fee: AMOUNT,
    outputLen: 60_000,
    outputRoot: hash(2),
    spans: listOf(spans, (number) => ({
      span: { start: 300 * number, len: 200 },
      contribution: ID + BigInt(number),
      offset: 1_000,
    })),
    salt: hash(3),
  },
  binding,
});

// What was settled in place of an answer with so many sources.
const substituted = (credits) => {
  const payment = { Channel: { channel: ID, sequence: 1_000_000 } };
  return { Substituted: { settled: { Receipt: { compact: { payment, answer: answer(credits) } } } } };
};

// Chunks of an answer of 60 KB, and of a text of a megabyte.
const excerpt = (chunks, path) => ({
  first: 4,
  bytes: bytes(1_024 * chunks),
  path: hashes(path),
});

// What people send, by what they call it.
export function ordinary(api) {
  const { tx } = api;
  const evidence = { hash: hash(4), uri: URI };
  const vote = { Standard: { vote: { aye: true, conviction: 'Locked3x' }, balance: AMOUNT } };
  const remark = tx.system.remark('0x6869').method.toHex();
  const settle = settleOne(api, 20);
  const weight = { refTime: 1_000_000_000, proofSize: 100_000 };
  const calls = {
    'transfer': tx.balances.transferKeepAlive(account(1), AMOUNT),
    'ten transfers': tx.utility.batchAll(
      accounts(10).map((to) => tx.balances.transferKeepAlive(to, AMOUNT)),
    ),
    'claim': tx.rewards.claim(),
    'claim into staking': tx.rewards.claimAndBond(),
    'bond': tx.staking.bond(AMOUNT, 'Staked'),
    'nominate 16 validators': tx.staking.nominate(accounts(16)),
    'join a pool': tx.nominationPools.join(AMOUNT, 7),
    'session keys': tx.session.setKeys(`0x${'5c'.repeat(96)}`, '0x'),
    'vote': tx.convictionVoting.vote(1_000, vote),
    'delegate votes': tx.convictionVoting.delegate(4, account(1), 'Locked1x', AMOUNT),
    'submit a referendum': tx.referenda.submit({ system: 'Root' }, { Inline: remark }, { After: 1 }),
    'veto a change': tx.veto.veto(1_000),
    'create a datanet of 32 curators': tx.contributions.createDatanet(
      'a name as long as names of datanets may be, which is 64 bytes...',
      { Curated: accounts(32) },
      { terms: { Spdx: 'CC-BY-SA-4.0' }, commercialTraining: true, derivatives: true },
      URI,
    ),
    'register a text': tx.contributions.register(3, submission(1)),
    'register 20 texts': tx.contributions.registerMany(3, listOf(20, submission)),
    'accept 20 texts': tx.contributions.acceptMany(
      3,
      listOf(20, (number) => ID + BigInt(number)),
    ),
    'appeal a rejection': tx.contributions.appeal(ID),
    'strike a malformed text': tx.contributions.strikeMalformed(ID, 1_023, 2, excerpt(2, 30)),
    'dispute a text': tx.disputes.open(ID, AMOUNT, evidence),
    'answer a dispute': tx.disputes.answer(ID, evidence),
    'appeal a ruling': tx.disputes.appeal(ID),
    'raise a price floor': tx.models.setPriceFloor(4_000, OPEN),
    'register a model of 4 datanets': tx.models.register(
      model(listOf(4, (number) => dataset(number, 8))),
    ),
    'register an operator': tx.channels.registerOperator(
      'https://operator.example.org/v1',
      hash(6),
      AMOUNT,
    ),
    'open a channel': tx.channels.openChannel(account(5), hash(6), AMOUNT),
    'settle an answer of 20 sources': settle,
    'settle 20 answers': batchOf(api, 20, 5),
    'demand a reveal': tx.attribution.demandReveal(ID, 70, 3),
    'reveal a span of an answer': reveal(api, 1),
    'refute a batch by a signed receipt': tx.attribution.refute(
      ID,
      exhibit(SIGNED),
      substituted(20),
    ),
    'a proxy for claims': tx.proxy.addProxy(account(1), 'Claims', 0),
    'settle by a proxy': tx.proxy.proxy(account(1), NOBODY, settle),
    'settle by a multisig of 7': tx.multisig.asMulti(4, accounts(6), NOBODY, settle, weight),
    'note a preimage of 1 KiB': tx.preimage.notePreimage(bytes(1_024)),
  };
  // A chain without names for people has nothing to set.
  if (tx.identity) {
    const text = { Raw: 'as long as such a field may be..' };
    const identity = { display: text, legal: text, web: text, email: text, image: text };
    calls['set an identity'] = tx.identity.setIdentity(identity);
  }
  return calls;
}

// Calls that take a list: the longest that is of use, and the call with any number of items.
export function lists(api) {
  const { tx } = api;
  return {
    'credits of settle_one': {
      most: 1_024,
      make: (count) => settleOne(api, count),
    },
    'receipts of settle_batch, of 3 credits each': {
      most: 1_000,
      make: (count) => batchOf(api, count, 1),
    },
    'texts of register_many': {
      most: 256,
      make: (count) => tx.contributions.registerMany(3, listOf(count, submission)),
    },
    'texts of accept_many': {
      most: 256,
      make: (count) => tx.contributions.acceptMany(3, listOf(count, (at) => ID + BigInt(at))),
    },
    'datanets of a model, each without 64 texts': {
      most: 64,
      make: (count) => tx.models.register(model(listOf(count, (at) => dataset(at, 64)))),
    },
    'spans of a signed receipt, to refute by': {
      most: 1_024,
      make: (count) => tx.attribution.refute(ID, exhibit(SIGNED, count), substituted(20)),
    },
    'chunks of reveal, of answer and text each': { most: 5, make: (count) => reveal(api, count) },
    'KiB of note_preimage': {
      most: 64,
      make: (count) => tx.preimage.notePreimage(bytes(1_024 * count)),
    },
  };
}

function reveal(api, chunks) {
  const evidence = { Span: { output: excerpt(chunks, 10), text: excerpt(chunks, 18) } };
  return api.tx.attribution.reveal(ID, 2, exhibit(COMMITTED), evidence);
}
