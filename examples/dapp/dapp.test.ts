// SPDX-License-Identifier: Apache-2.0
//
// From a registered text to the claim of what it earned, on a node that makes blocks by hand:
//
//     openledger-node --dev --tmp --sealing manual
//     npm test

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';

import { Binary } from 'polkadot-api';

import { Chain, OPEN, devAccount, type Account } from './chain.ts';
import { Receipt, commitment, contentRoot, credits, division, hex } from './receipt.ts';

const began = Date.now();
const chain = new Chain(process.env.OPENLEDGER_URL ?? 'ws://127.0.0.1:9944');
const { tx } = chain.api;
after(() => {
  chain.close();
  console.log(`all of it took ${((Date.now() - began) / 1_000).toFixed(1)} s`);
});

const alice = devAccount('//Alice');
// New ones in each run, so that it doesn't matter what has happened on the chain.
const run = randomBytes(4).toString('hex');
const author = devAccount(`//author//${run}`);
const developer = devAccount(`//developer//${run}`);
const operator = devAccount(`//operator//${run}`);
const payer = devAccount(`//payer//${run}`);

const MONEY = 2_000n * OPEN;
const BOND = 1_000n * OPEN;
const FEE = 10n * OPEN;
// A text that nobody has registered before, and an answer that quotes it.
const text = Buffer.from(`The keeper of lighthouse ${randomBytes(8).toString('hex')} counts the ships.`);
const answer = Buffer.from(`As the log has it: "${text}" Nobody knows who counts the boats.`);

let datanet: number;
let contribution: bigint;
let model: number;
let batch: bigint;
let receipt: Receipt;

await chain.ready();
const terms = await chain.terms();

test('roots and receipts are what the specification says', () => {
  const root = contentRoot(Buffer.alloc(3_000, 'a'));
  assert.equal(hex(root), '0x1607cb42f6dc2f40434cb913831a2c04c7b9fe95aa348967e79a5d3a6a90c754');

  const example: Receipt = {
    payment: { tag: 'Direct', value: new Uint8Array(32).fill(1) },
    model: 1,
    span_params: { min_span: 32, full_span: 256 },
    fee: 1_000_000n,
    output_len: 100,
    output_root: Buffer.from('9d65937828110b5fc6a40eecd4b74af555853ab8ac614f6f54f599e8d18caa88', 'hex'),
    spans: [
      { start: 14, len: 57, contribution: 5n, offset: 4 },
      { start: 44, len: 51, contribution: 8n, offset: 8 },
    ],
    salt: new Uint8Array(32).fill(7),
  };
  const expected = '0x94648716d41380ec322baa58c0632c228679f80b534ed509bcd275aa02ee817b';
  assert.equal(hex(commitment(example)), expected);
});

test('Alice gives everyone money', async () => {
  const calls = [author, developer, operator, payer].map(({ address }) => {
    const dest = { type: 'Id', value: address };
    return tx.Balances.transfer_keep_alive({ dest, value: MONEY }).decodedCall;
  });
  await chain.send(tx.Utility.batch_all({ calls: await Promise.all(calls) }), alice);
  assert.equal(await chain.free(author), MONEY);
});

test('the author registers a text', async () => {
  const create = tx.Contributions.create_datanet({
    name: Binary.fromText('lighthouses'),
    admission: { type: 'Open' },
    license: {
      terms: { type: 'Spdx', value: Binary.fromText('CC-BY-4.0') },
      commercial_training: true,
      derivatives: true,
    },
    metadata: Binary.fromText(''),
  });
  datanet = (await chain.send(create, author)).find('Contributions', 'DatanetCreated').datanet;

  const register = tx.Contributions.register({
    datanet,
    submission: {
      content_root: hex(contentRoot(text)),
      length: text.length,
      uri: Binary.fromText('https://author.example/keeper.txt'),
      sources: [],
      payout: undefined,
    },
  });
  const sent = await chain.send(register, author);
  contribution = sent.find('Contributions', 'ContributionRegistered').contribution;
  // In an open datanet it is accepted at once.
  const info = await chain.contribution(contribution);
  assert.equal(info?.status.type, 'Accepted');
  assert.equal(info?.owner, author.address);
});

test('the developer registers a model that was made from it', async () => {
  const register = tx.Models.register({
    model: {
      kind: { type: 'Base' },
      artifact: hex(randomBytes(32)),
      metadata: Binary.fromText('https://developer.example/model'),
      parents: [],
      datasets: [{ datanet, end: 1, excluded: [] }],
      method: { type: 'Span' },
      commercial: true,
      price_floor: OPEN,
      derivatives: { type: 'Forbidden' },
      payout: undefined,
    },
  });
  model = (await chain.send(register, developer)).find('Models', 'ModelRegistered').model;
});

test('the operator bonds, to the planck', async () => {
  const before = await chain.free(operator);
  const register = tx.Channels.register_operator({
    endpoint: Binary.fromText('https://operator.example'),
    key: hex(operator.publicKey),
    bond: BOND,
  });
  const { fee } = await chain.send(register, operator);
  const record = await chain.operator(operator);
  assert.ok(record);
  assert.equal(record.bond, BOND);
  assert.equal(await chain.free(operator), before - BOND - record.deposit - fee);
});

test('the payer settles an answer that quotes the text', async () => {
  const { span_params } = terms;
  // Here it is known what the answer quotes. `openledger answer attribute` finds it in any answer.
  const span = { start: answer.indexOf(text), len: text.length, contribution, offset: 0 };
  receipt = {
    payment: { tag: 'Direct', value: payer.publicKey },
    model,
    span_params,
    fee: FEE,
    output_len: answer.length,
    output_root: contentRoot(answer),
    spans: [span],
    salt: randomBytes(32),
  };
  const before = await chain.free(payer);
  const settle = tx.Attribution.settle_one({
    operator: operator.address,
    answer: {
      model,
      span_params,
      fee: FEE,
      output_len: answer.length,
      credits: credits(receipt),
    },
    commitment: hex(commitment(receipt)),
  });
  const { fee, block, find } = await chain.send(settle, payer);
  batch = find('Attribution', 'BatchSettled').batch;
  const record = await chain.batch(batch);
  assert.ok(record);
  assert.equal(record.finalizable_at, block + terms.challenge_window);
  // The fee is paid, and a deposit is held until the batch is final.
  assert.equal(await chain.free(payer), before - FEE - record.deposit - fee);
});

test('nobody is paid while the answer can be challenged', async () => {
  await chain.createBlocks(terms.challenge_window - 1);
  assert.ok(await chain.batch(batch));
  assert.equal(await chain.owed(author), 0n);
});

test('when the window has passed, everyone is owed a part, to the planck', async () => {
  const record = await chain.batch(batch);
  assert.ok(record);
  const before = await chain.free(payer);
  await chain.createBlocks(1);
  // Final, and so gone; the payer has the deposit back.
  assert.equal(await chain.batch(batch), undefined);
  assert.equal(await chain.free(payer), before + record.deposit);

  const parts = division(receipt, terms.split);
  assert.equal(await chain.owed(author), parts.contributions[0]);
  assert.equal(await chain.owed(developer), parts.model);
  assert.equal(await chain.owed(operator), parts.operator);
});

test('the author claims, to the planck', () => claim(author));
test('the developer claims, to the planck', () => claim(developer));
test('the operator claims, to the planck', () => claim(operator));

async function claim(account: Account) {
  const owed = await chain.owed(account);
  assert.ok(owed > 0n);
  const before = await chain.free(account);
  const { fee, find } = await chain.send(tx.Rewards.claim(), account);
  assert.equal(find('Rewards', 'Claimed').amount, owed);
  assert.equal(await chain.free(account), before + owed - fee);
  assert.equal(await chain.owed(account), 0n);
}
