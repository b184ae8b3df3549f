// SPDX-License-Identifier: Apache-2.0
//
// What the checks do with polkadot.js: connect, send, read events; and the hashes that a text and a
// receipt are known by.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { ApiPromise, WsProvider } from '@polkadot/api';
import {
  bnToU8a,
  compactToU8a,
  hexToU8a,
  stringToU8a,
  u8aConcat,
  u8aToHex,
} from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

// Makes blocks, on a node that seals them by hand.
const CREATE = 'engine_createBlocks';
// The span parameters in force.
export const SPAN_PARAMS = { minSpan: 32, fullSpan: 256 };

// Ends the script if no node answers.
export async function connect(url) {
  const provider = new WsProvider(url);
  const options = { provider, throwOnConnect: true, noInitWarn: true };
  const api = await ApiPromise.create(options).catch((error) => {
    console.error(`no node answers at ${url}: ${error.message}`);
    process.exit(1);
  });
  return { api, provider };
}

// Signs, sends, waits for the block, and returns the events. Fails when the call fails. `signer` is
// a pair of keys, or an address if the options name who signs.
export function send(call, signer, options = {}) {
  return new Promise((resolve, reject) => {
    const onResult = ({ status, events, dispatchError, isError }) => {
      if (dispatchError?.isModule) {
        const { section, name } = call.registry.findMetaError(dispatchError.asModule);
        reject(new Error(`${section}.${name}`));
      } else if (dispatchError) {
        reject(new Error(dispatchError.toString()));
      } else if (isError) {
        reject(new Error(`the transaction is ${status.type}`));
      } else if (status.isInBlock || status.isFinalized) {
        resolve(events.map(({ event }) => event));
      }
    };
    call.signAndSend(signer, { nonce: -1, ...options }, onResult).catch(reject);
  });
}

export function find(events, type) {
  const event = events.find((candidate) => type.is(candidate));
  assert.ok(event, `no event ${type.meta?.name ?? ''} among ${events.map((e) => e.method)}`);
  return event.data;
}

// Waits until `count` more blocks are there. A node that makes them when it is told to is told.
export async function pass({ api, provider }, count) {
  const { methods } = await api.rpc.rpc.methods();
  const before = (await api.rpc.chain.getHeader()).number.toNumber();
  if (methods.some((method) => method.eq(CREATE))) await provider.send(CREATE, [count]);
  await new Promise((resolve) => {
    const unsubscribe = api.rpc.chain.subscribeNewHeads(async ({ number }) => {
      if (number.toNumber() < before + count) return;
      (await unsubscribe)();
      resolve();
    });
  });
}

// The content root of a text of one chunk, as docs/spec/content-roots.md says it.
export function contentRoot(text) {
  assert.ok(text.length > 0 && text.length <= 1024);
  const leaf = blake2AsU8a(u8aConcat([0x00], text), 256);
  const length = bnToU8a(text.length, { bitLength: 64, isLe: true });
  return u8aToHex(blake2AsU8a(u8aConcat([0x02], length, leaf), 256));
}

// How `payer` settles an answer that is `text` itself, with a receipt that lists `spans`, and what a
// challenge of it needs. Commitment and credits are as docs/spec/receipts.md says it.
export function settlement(api, { model, operator, payer, fee, text, spans }) {
  const outputLen = text.length;
  const receipt = {
    payment: { Direct: { payer } },
    model,
    spanParams: SPAN_PARAMS,
    fee,
    outputLen,
    outputRoot: contentRoot(text),
    spans,
    salt: u8aToHex(randomBytes(32)),
  };
  // Alone in its batch: both of its paths are empty.
  const exhibit = { index: 0, path: [], receipt, binding: { Committed: [] } };
  // The one chunk of the answer, and of the text.
  const excerpt = { first: 0, bytes: u8aToHex(text), path: [] };
  const commitment = u8aToHex(commitmentOf(encoded(api, receipt)));
  const credits = spans.map(({ span: { len }, contribution }) => ({
    contribution,
    points: len * Math.min(len, SPAN_PARAMS.fullSpan),
  }));
  const answer = { model, spanParams: SPAN_PARAMS, fee, outputLen, credits };
  return { settle: api.tx.attribution.settleOne(operator, answer, commitment), exhibit, excerpt };
}

// The bytes of a receipt, by the type that a call has in the metadata.
export function encoded(api, receipt) {
  const exhibit = { index: 0, path: [], receipt, binding: { Committed: [] } };
  const output = { first: 0, bytes: '0x', path: [] };
  const reveal = api.tx.attribution.reveal(0, 0, exhibit, { SpanNotFound: { output } });
  return reveal.args[2].get('receipt').toU8a();
}

// What binds an operator to a receipt, by the receipt's bytes.
export function commitmentOf(bytes) {
  const domain = stringToU8a('openledger/commitment/2');
  return blake2AsU8a(u8aConcat(compactToU8a(domain.length), domain, bytes), 256);
}

// What the key of a channel signs: that it pays for the answers below `answers` up to `cumulative`.
export function voucherMessage(genesis, { channel, answers, cumulative }) {
  const number = (value, bitLength) => bnToU8a(value, { bitLength, isLe: true });
  const domain = stringToU8a('openledger/voucher/2');
  const promise = [number(channel, 64), number(answers, 64), number(cumulative, 128)];
  return u8aConcat(domain, hexToU8a(genesis), ...promise);
}

// What the key of an operator signs when it gives an answer.
export function receiptMessage(genesis, operator, commitment) {
  return u8aConcat(stringToU8a('openledger/receipt/2'), hexToU8a(genesis), operator, commitment);
}

// All of `text`, as a receipt lists it.
export function wholeOf(text, contribution) {
  return { span: { start: 0, len: text.length }, contribution, offset: 0 };
}
