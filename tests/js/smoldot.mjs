// SPDX-License-Identifier: Apache-2.0
//
// Checks that a light client follows the chain and reads it with proofs, by the network alone: it
// asks no node's JSON-RPC, and starts from a file that `openledger-node export-light-spec` has written.
// When it has read all, a node is asked over JSON-RPC for the same.
//
//     node smoldot.mjs SPEC.json ws://127.0.0.1:9944

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { getDynamicBuilder, getLookupFn } from '@polkadot-api/metadata-builders';
import { blockHeader, decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { createClient } from '@polkadot-api/substrate-client';
import { getWsProvider } from '@polkadot-api/ws-provider';
import { u8aToHex } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';
import * as smoldot from 'smoldot';
import { WebSocket } from 'ws';

import { following, metadataAt } from './follow.mjs';
import { check, finish, startWith } from './report.mjs';
import { ALICE } from './samples.mjs';

const PREFIX = 1612;
const OPEN = 10n ** 18n;
// Blocks that have to become final under the eyes of the light client.
const FINAL = 4;

const [path, url] = startWith('smoldot.mjs SPEC.json ws://HOST:PORT', /\.json$/, /^wss?:\/\//);
const chainSpec = readFileSync(path, 'utf8');
const began = Date.now();
const seconds = () => `${((Date.now() - began) / 1_000).toFixed(1)} s`;

// Errors alone: it warns of every step that takes a while.
const light = smoldot.start({ maxLogLevel: 1 });
const lightChain = await light.addChain({ chainSpec });

function lightProvider(onMessage) {
  (async () => {
    for await (const answer of lightChain.jsonRpcResponses) onMessage(JSON.parse(answer));
  })();
  return {
    send: (message) => lightChain.sendJsonRpc(JSON.stringify(message)),
    disconnect: () => lightChain.remove(),
  };
}

const client = createClient(lightProvider);
// What the light client read, to be asked of a node at the end.
const read = [];

await check('the file should name nodes to ask, and a final block to start from', async () => {
  const { bootNodes, lightSyncState, genesis } = JSON.parse(chainSpec);
  assert.ok(bootNodes.length > 0);
  for (const node of bootNodes) assert.match(node, /\/(ws|wss|webrtc-direct)\/.*p2p\//);
  assert.ok(lightSyncState?.finalizedBlockHeader);
  assert.ok(genesis.raw ?? genesis.stateRootHash);
  return bootNodes.join(' ');
});

await check('the light client should see blocks become final', () =>
  following(client, async ({ chain, final }) => {
    const [first] = await final(1);
    const when = seconds();
    const seen = await final(FINAL);
    assert.equal(seen[0], first);
    const headers = await Promise.all(seen.map((hash) => chain.header(hash)));
    const numbers = headers.map((header) => blockHeader.dec(header).number);
    numbers.forEach((number, at) => assert.equal(number, numbers[0] + at));
    return `the first after ${when}, blocks ${numbers[0]} to ${numbers.at(-1)} after ${seconds()}`;
  }),
);

await check('the light client should read a value with its proof, and call the runtime', () =>
  following(client, async ({ chain, final }) => {
    const block = (await final(1)).at(-1);
    const builder = getDynamicBuilder(
      getLookupFn(unifyMetadata(decAnyMetadata(await metadataAt(chain, block, 15)))),
    );
    const { keys, value } = builder.buildStorage('System', 'Account');
    const key = keys.enc(ALICE);
    const account = await chain.storage(block, 'value', key, null);
    assert.ok(value.dec(account).data.free > OPEN);
    read.push({ method: 'state_getStorage', params: [key, block], answer: account });

    // That nothing is there is proven as well.
    const nobody = keys.enc(encodeAddress(randomBytes(32), PREFIX));
    assert.equal(await chain.storage(block, 'value', nobody, null), null);

    const call = builder.buildRuntimeCall('OpenLedgerApi', 'terms');
    const terms = await chain.call(block, 'OpenLedgerApi_terms', '0x');
    assert.equal(call.value.dec(terms).min_bond, 1_000n * OPEN);
    read.push({ method: 'state_call', params: ['OpenLedgerApi_terms', '0x', block], answer: terms });

    const owed = builder.buildRuntimeCall('OpenLedgerApi', 'owed');
    const question = u8aToHex(owed.args.enc([ALICE]));
    const amount = await chain.call(block, 'OpenLedgerApi_owed', question);
    const params = ['OpenLedgerApi_owed', question, block];
    read.push({ method: 'state_call', params, answer: amount });
    return `after ${seconds()}`;
  }),
);

await check('a node should say the same over JSON-RPC', async () => {
  const node = createClient(getWsProvider(url, { websocketClass: WebSocket }));
  assert.ok(read.length > 0);
  for (const { method, params, answer } of read) {
    assert.equal(await node.request(method, params), answer, params.join(' '));
  }
  node.destroy();
  return `${read.length} answers`;
});

client.destroy();
await light.terminate();
finish();
