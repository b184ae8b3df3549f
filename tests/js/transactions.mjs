// SPDX-License-Identifier: Apache-2.0
//
// What the checks do with polkadot.js: connect, send, read events; and the hashes that a text and a
// receipt are known by.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { ApiPromise, WsProvider } from '@polkadot/api';
import { bnToU8a, compactToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';

// Makes blocks, on a node that seals them by hand.
const CREATE = 'engine_createBlocks';
// The span rule in force.
export const RULE = { minSpan: 32, fullSpan: 256 };

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

// The content root of a text of one chunk, as docs/protocol.md says it.
export function contentRoot(text) {
  assert.ok(text.length > 0 && text.length <= 1024);
  const leaf = blake2AsU8a(u8aConcat([0x00], text), 256);
  const length = bnToU8a(text.length, { bitLength: 64, isLe: true });
  return u8aToHex(blake2AsU8a(u8aConcat([0x02], length, leaf), 256));
}

// How `payer` settles an answer that is `text` itself, with a receipt that lists `spans`, and what a
// challenge of it needs. Commitment and credits are as docs/protocol.md says it.
export function settlement(api, { model, operator, payer, fee, text, spans }) {
  const outputLen = text.length;
  const receipt = {
    model,
    payment: { Direct: { payer } },
    fee,
    rule: RULE,
    outputLen,
    outputRoot: contentRoot(text),
    spans,
    salt: u8aToHex(randomBytes(32)),
  };
  const exhibit = { index: 0, path: [], receipt };
  // The one chunk of the answer, and of the text.
  const excerpt = { first: 0, bytes: u8aToHex(text), path: [] };
  const reveal = api.tx.attribution.reveal(0, 0, exhibit, { NoSuchSpan: { output: excerpt } });
  const encoded = reveal.args[2].get('receipt').toU8a();
  const domain = stringToU8a('openledger/receipt/1');
  const committed = u8aConcat(compactToU8a(domain.length), domain, encoded);
  const commitment = u8aToHex(blake2AsU8a(committed, 256));
  const credits = spans.map(({ span: { len }, contribution }) => ({
    contribution,
    points: len * Math.min(len, RULE.fullSpan),
  }));
  const compact = { rule: RULE, fee, outputLen, credits, commitment };
  return { settle: api.tx.attribution.settleOne(model, operator, compact), exhibit, excerpt };
}

// All of `text`, as a receipt lists it.
export function wholeOf(text, contribution) {
  return { span: { start: 0, len: text.length }, contribution, offset: 0 };
}
