// SPDX-License-Identifier: Apache-2.0
//
// Checks that PAPI understands a development node: that its codecs, made from each version of the
// metadata, read and write the bytes that polkadot.js does, and that it reads the live chain.
//
//     node papi.mjs ws://127.0.0.1:9944

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { getDynamicBuilder, getLookupFn } from '@polkadot-api/metadata-builders';
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { createClient } from '@polkadot-api/substrate-client';
import { getWsProvider } from '@polkadot-api/ws-provider';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { stringToHex, u8aToHex } from '@polkadot/util';
import { encodeAddress } from '@polkadot/util-crypto';
import { WebSocket } from 'ws';

import { bytesOf, fieldsOf } from './bytes.mjs';
import { following, metadataAt } from './follow.mjs';
import { VERSIONS, callOf, readMetadata, valueType, variantsOf } from './metadata.mjs';
import { check, finish, start } from './report.mjs';
import { ALICE, SAMPLES, forPapi, forPolkadotJs, fromPapi } from './samples.mjs';

const PREFIX = 1612;
const OPEN = 10n ** 18n;
const BUILDERS = { calls: 'buildCall', events: 'buildEvent', errors: 'buildError' };

const url = start('papi.mjs');
const client = createClient(getWsProvider(url, { websocketClass: WebSocket }));

function builderOf(metadata) {
  return getDynamicBuilder(getLookupFn(unifyMetadata(decAnyMetadata(metadata))));
}

// Fails unless bytes stay what they are when PAPI decodes and encodes them.
function assertRoundTrip(codec, bytes, where) {
  assert.equal(u8aToHex(codec.enc(codec.dec(bytes))), u8aToHex(bytes), where);
}

const served = new Map();
await following(client, async ({ chain, told }) => {
  const block = await told();
  for (const version of VERSIONS) served.set(version, await metadataAt(chain, block, version));
});

for (const [version, metadata] of served) {
  const builder = builderOf(metadata);
  const view = readMetadata(metadata);
  const { lookup, pallets } = view;

  for (const [kind, build] of Object.entries(BUILDERS)) {
    await check(`metadata ${version}: PAPI should decode and encode all ${kind}`, async () => {
      let count = 0;
      for (const pallet of pallets) {
        for (const variant of variantsOf(view, pallet[kind])) {
          const names = [pallet.name.toString(), variant.name.toString()];
          const { codec, location } = builder[build](...names);
          assert.deepEqual(location, [pallet.index.toNumber(), variant.index.toNumber()], names);
          assertRoundTrip(codec, fieldsOf(lookup, variant), names.join('.'));
          count += 1;
        }
      }
      assert.ok(count > 0);
      return `${count} ${kind}`;
    });
  }

  await check(`metadata ${version}: PAPI should decode and encode all constants`, async () => {
    assert.equal(builder.ss58Prefix, PREFIX);
    let count = 0;
    for (const { name: pallet, constants } of pallets) {
      for (const { name, value } of constants) {
        const codec = builder.buildConstant(pallet.toString(), name.toString());
        assertRoundTrip(codec, value.toU8a(true), `${pallet}.${name}`);
        count += 1;
      }
    }
    return `${count} constants`;
  });

  await check(`metadata ${version}: PAPI should decode and encode all storage`, async () => {
    let count = 0;
    for (const { name: pallet, storage } of pallets) {
      if (storage.isNone) continue;
      for (const item of storage.unwrap().items) {
        const where = `${pallet}.${item.name}`;
        const { value, args } = builder.buildStorage(pallet.toString(), item.name.toString());
        assertRoundTrip(value, bytesOf(lookup, valueType(item)), where);
        if (item.modifier.isDefault) assertRoundTrip(value, item.fallback.toU8a(true), where);
        if (item.type.isMap) {
          const [encode, decode] = args;
          const key = bytesOf(lookup, item.type.asMap.key);
          assert.equal(u8aToHex(encode(decode(key))), u8aToHex(key), where);
        }
        count += 1;
      }
    }
    return `${count} items`;
  });

  await check(`metadata ${version}: both should write each of our calls alike`, async () => {
    let count = 0;
    for (const [pallet, samples] of Object.entries(SAMPLES)) {
      for (const [name, values] of Object.entries(samples)) {
        const where = `${pallet}.${name}`;
        const { make, names } = callOf(view, pallet, name);
        const bytes = make(...names.map((name) => forPolkadotJs(values[name]))).toU8a();
        const { codec, location } = builder.buildCall(pallet, name);
        assert.deepEqual([...bytes.slice(0, 2)], location, where);
        const read = codec.dec(bytes.slice(2));
        assert.deepEqual(fromPapi(read) ?? {}, forPapi(values), where);
        assert.equal(u8aToHex(codec.enc(read)), u8aToHex(bytes.slice(2)), where);
        count += 1;
      }
    }
    return `${count} calls`;
  });
}

await check('PAPI should read storage, an event and the runtime API of the chain', () =>
  following(client, async ({ chain, told }) => {
    // polkadot.js signs; what came of it is for PAPI to say.
    const api = await ApiPromise.create({
      provider: new WsProvider(url),
      throwOnConnect: true,
      noInitWarn: true,
    });
    const alice = new Keyring({ type: 'sr25519', ss58Format: PREFIX }).addFromUri('//Alice');
    const name = `for PAPI ${randomBytes(4).toString('hex')}`;
    const license = { terms: { Spdx: 'CC0-1.0' }, commercialTraining: true, derivatives: false };
    const call = api.tx.contributions.createDatanet(name, { Curated: [ALICE] }, license, '');
    const included = await new Promise((resolve, reject) => {
      call
        .signAndSend(alice, { nonce: -1 }, ({ status, dispatchError }) => {
          if (dispatchError) reject(new Error(dispatchError.toString()));
          else if (status.isInBlock) resolve(status.asInBlock.toHex());
        })
        .catch(reject);
    });
    await api.disconnect();

    const block = await told(included);
    const builder = builderOf(served.get(Math.max(...VERSIONS)));
    const events = builder.buildStorage('System', 'Events');
    const happened = events.value.dec(await chain.storage(block, 'value', events.keys.enc(), null));
    const created = happened
      .map(({ event }) => event)
      .find(({ type, value }) => type === 'Contributions' && value.type === 'DatanetCreated');
    assert.ok(created, 'there is the event');
    const { datanet, owner } = created.value.value;
    assert.equal(owner, ALICE);

    const datanets = builder.buildStorage('Contributions', 'Datanets');
    const stored = await chain.storage(block, 'value', datanets.keys.enc(datanet), null);
    const record = datanets.value.dec(stored);
    assert.equal(fromPapi(record.name), stringToHex(name));
    assert.equal(record.owner, ALICE);
    assert.deepEqual(fromPapi(record.admission), { type: 'Curated', value: [ALICE] });

    const ask = async (name, ...args) => {
      const question = builder.buildRuntimeCall('OpenLedgerApi', name);
      const argument = u8aToHex(question.args.enc(args));
      return question.value.dec(await chain.call(block, `OpenLedgerApi_${name}`, argument));
    };
    const info = await ask('datanet', datanet);
    assert.equal(info.datanet, datanet);
    assert.equal(info.deposit, record.deposit);
    const terms = await ask('terms');
    assert.equal(terms.leverage, 10);
    assert.equal(terms.min_bond, 1_000n * OPEN);
    assert.equal(terms.reveal_window, 10);
    assert.equal(terms.demand_bond, 2n * OPEN);
    assert.equal(terms.slash_share, 500_000_000);
    assert.equal(terms.challenger_share, 200_000_000);
    const parameters = await ask('parameters');
    const leverage = parameters.find(({ key, group }) => group === 0 && key === 2);
    assert.deepEqual(leverage.value, { type: 'Number', value: 10 });
    const counts = await ask('counts');
    assert.equal(Object.keys(counts).length, 5);
    assert.ok(counts.datanets > datanet);
    const tracks = await ask('tracks');
    assert.equal(tracks.find(({ id }) => id === 30).max_spend, 10_000n * OPEN);
    assert.equal(await ask('standing', 4_000_000_000), undefined);
    const nobody = encodeAddress(randomBytes(32), PREFIX);
    assert.equal(await ask('operator', nobody), undefined);
    assert.ok(Array.isArray(await ask('operators', nobody, 10)));
    assert.equal(await ask('channel', counts.channels), undefined);
    assert.deepEqual(await ask('channels', counts.channels, 10), []);
    assert.deepEqual(await ask('demands', counts.batches, 10), []);
    return `datanet ${datanet}`;
  }),
);

client.destroy();
finish();
