// SPDX-License-Identifier: Apache-2.0
//
// Checks that polkadot.js understands a development node: its metadata, its state, its addresses,
// its transactions and its runtime API.
//
//     node check.mjs ws://127.0.0.1:9944

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { bnToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, checkAddress, decodeAddress, encodeAddress } from '@polkadot/util-crypto';

const DEADLINE_MS = 120_000;
const PREFIX = 1612;
const OPEN = 10n ** 18n;
// As `openledger-node key inspect //Alice` writes them.
const ALICE = 'dZogzts8TRSZ81Da4XKEEb8nBKgYGRwiXcMtbWqX2MEDXfU1A';
const ALICE_KEY = '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d';
// Pallets of our own, with their storage: what a wallet or an indexer comes here for.
const OUR_STORAGE = {
  contributions: [
    'nextDatanetId',
    'nextContributionId',
    'datanets',
    'contributions',
    'byRoot',
    'accepted',
  ],
  models: ['nextModelId', 'models', 'corpora'],
  attribution: ['nextBatchId', 'batches', 'pending'],
  rewards: ['collected', 'owed', 'totalOwed', 'payouts'],
};
// The extensions that add bytes to a transaction. polkadot.js leaves out what it doesn't know:
// right only for what has no bytes.
const EXTENSIONS_WITH_BYTES = [
  'CheckSpecVersion',
  'CheckTxVersion',
  'CheckGenesis',
  'CheckMortality',
  'CheckNonce',
  'ChargeTransactionPayment',
  'CheckMetadataHash',
];
const OUR_API = [
  'terms',
  'datanet',
  'contribution',
  'contributionByRoot',
  'texts',
  'model',
  'batch',
  'owed',
  'counts',
];

const url = process.argv[2];
if (!/^wss?:\/\//.test(url ?? '')) {
  console.error('usage: node check.mjs ws://HOST:PORT');
  process.exit(2);
}

setTimeout(() => {
  console.error(`not done after ${DEADLINE_MS / 1000} seconds`);
  process.exit(1);
}, DEADLINE_MS).unref();

const provider = new WsProvider(url);
const api = await ApiPromise.create({
  provider,
  throwOnConnect: true,
  noInitWarn: true,
}).catch((error) => {
  console.error(`no node answers at ${url}: ${error.message}`);
  process.exit(1);
});

const { registry } = api;
const metadata = api.runtimeMetadata.asLatest;
const keyring = new Keyring({ type: 'sr25519', ss58Format: PREFIX });
const alice = keyring.addFromUri('//Alice');
const bob = keyring.addFromUri('//Bob');

let passed = 0;
let failed = 0;

async function check(name, run) {
  try {
    const detail = await run();
    passed += 1;
    console.log(`ok      ${name}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}`);
    console.log(String(error.stack ?? error).replace(/^/gm, '        '));
  }
}

// A pallet as polkadot.js names it: `VoterList` is `voterList`.
const camel = (name) => name.charAt(0).toLowerCase() + name.slice(1);

// The variants of an enum of the metadata: the calls, events or errors of a pallet.
function variantsOf(part) {
  if (part.isNone) return [];
  return registry.lookup.getSiType(part.unwrap().type).def.asVariant.variants;
}

// Fails when polkadot.js can't make a value of the type that a metadata id stands for.
function assertTyped(id, where) {
  const name = registry.createLookupType(id);
  const Class = registry.createClassUnsafe(name);
  assert.notEqual(Class.name, 'DoNotConstruct', `${where} has no type`);
}

// Fails unless `section` of the API has exactly `names`.
function assertDecorated(section, names, where) {
  const found = Object.keys(section ?? {}).sort();
  assert.deepEqual(found, [...names].sort(), where);
}

// Signs, sends, waits for the block, and returns the events. Fails when the call fails.
function send(call, signer) {
  return new Promise((resolve, reject) => {
    call
      .signAndSend(signer, { nonce: -1 }, ({ status, events, dispatchError, isError }) => {
        if (dispatchError?.isModule) {
          const { section, name } = registry.findMetaError(dispatchError.asModule);
          reject(new Error(`${section}.${name}`));
        } else if (dispatchError) {
          reject(new Error(dispatchError.toString()));
        } else if (isError) {
          reject(new Error(`the transaction is ${status.type}`));
        } else if (status.isInBlock) {
          resolve(events.map(({ event }) => event));
        }
      })
      .catch(reject);
  });
}

function find(events, type) {
  const event = events.find((candidate) => type.is(candidate));
  assert.ok(event, `no event ${type.meta?.name ?? ''} among ${events.map((e) => e.method)}`);
  return event.data;
}

// The content root of a text of one chunk, as docs/protocol.md says it.
function contentRoot(text) {
  assert.ok(text.length > 0 && text.length <= 1024);
  const leaf = blake2AsU8a(u8aConcat([0x00], text), 256);
  const length = bnToU8a(text.length, { bitLength: 64, isLe: true });
  return u8aToHex(blake2AsU8a(u8aConcat([0x02], length, leaf), 256));
}

await check('the chain should be OpenLedger, with its token and its prefix', async () => {
  const properties = await api.rpc.system.properties();
  assert.equal(api.runtimeVersion.specName.toString(), 'openledger');
  assert.deepEqual(properties.tokenSymbol.unwrap().toJSON(), ['OPEN']);
  assert.deepEqual(properties.tokenDecimals.unwrap().toJSON(), [18]);
  assert.equal(properties.ss58Format.unwrap().toNumber(), PREFIX);
  assert.equal(registry.chainSS58, PREFIX);
  assert.equal(api.consts.system.ss58Prefix.toNumber(), PREFIX);
  return `metadata ${api.runtimeMetadata.version}, spec ${api.runtimeVersion.specVersion}`;
});

await check('addresses should have the prefix of the chain', async () => {
  assert.equal(alice.address, ALICE);
  assert.equal(u8aToHex(decodeAddress(ALICE, false, PREFIX)), ALICE_KEY);
  assert.deepEqual(checkAddress(ALICE, PREFIX), [true, null]);
  assert.equal(checkAddress(ALICE, 42)[0], false);
  assert.equal(registry.createType('AccountId', ALICE_KEY).toString(), ALICE);
  assert.equal(encodeAddress(ALICE_KEY, PREFIX), ALICE);
});

await check('every type of the metadata should be known', async () => {
  const { types } = registry.lookup;
  types.forEach(({ id, type }) => assertTyped(id, `${id} (${type.path.join('::')})`));
  return `${types.length} types`;
});

for (const kind of ['calls', 'events', 'errors']) {
  await check(`all ${kind} of all pallets should be typed`, async () => {
    const decorated = { calls: api.tx, events: api.events, errors: api.errors }[kind];
    let count = 0;
    for (const pallet of metadata.pallets) {
      const variants = variantsOf(pallet[kind]);
      const section = camel(pallet.name.toString());
      const names = variants.map(({ name }) => name.toString());
      if (kind === 'calls') {
        // polkadot.js writes calls in camel case: their names are in what they were made from.
        const calls = Object.values(decorated[section] ?? {});
        const found = calls.map(({ meta }) => meta.name.toString());
        assert.deepEqual(found.sort(), names.sort(), section);
      } else {
        assertDecorated(decorated[section], names, section);
      }
      for (const { name, fields } of variants) {
        fields.forEach(({ type }) => assertTyped(type, `${section}.${name}`));
        count += 1;
      }
    }
    assert.ok(count > 0);
    return `${count} ${kind}`;
  });
}

await check('all constants of all pallets should be decoded', async () => {
  let count = 0;
  for (const pallet of metadata.pallets) {
    const section = camel(pallet.name.toString());
    const values = Object.values(api.consts[section] ?? {});
    assert.equal(values.length, pallet.constants.length, section);
    for (const constant of pallet.constants) {
      const value = values.find((value) => value.meta.name.eq(constant.name));
      assert.ok(value, `${section}.${constant.name}`);
      assert.equal(u8aToHex(value.toU8a()), constant.value.toHex(), `${section}.${constant.name}`);
      count += 1;
    }
  }
  return `${count} constants`;
});

await check('all storage of all pallets should be decoded as it stands', async () => {
  let items = 0;
  let values = 0;
  for (const pallet of metadata.pallets) {
    if (pallet.storage.isNone) continue;
    const section = camel(pallet.name.toString());
    const entries = Object.values(api.query[section] ?? {}).filter(({ meta }) => meta);
    for (const item of pallet.storage.unwrap().items) {
      const entry = entries.find(({ meta }) => meta.name.eq(item.name));
      assert.ok(entry, `${section}.${item.name}`);
      if (item.type.isPlain) {
        assertTyped(item.type.asPlain, `${section}.${item.name}`);
        await entry();
        values += 1;
      } else {
        assertTyped(item.type.asMap.key, `${section}.${item.name}`);
        assertTyped(item.type.asMap.value, `${section}.${item.name}`);
        values += (await entry.entries()).length;
      }
      items += 1;
    }
  }
  assert.ok(values > items / 2, 'the state is not empty');
  return `${items} items, ${values} values`;
});

await check('the storage of our own pallets should have its names', async () => {
  for (const [section, names] of Object.entries(OUR_STORAGE)) {
    for (const name of names) assert.ok(api.query[section]?.[name], `${section}.${name}`);
  }
});

await check('transaction extensions should be known, or add nothing', async () => {
  const isEmpty = (id) =>
    registry.createTypeUnsafe(registry.createLookupType(id)).encodedLength === 0;
  const { transactionExtensions } = metadata.extrinsic;
  const withBytes = transactionExtensions
    .filter(({ type, implicit }) => !isEmpty(type) || !isEmpty(implicit))
    .map(({ identifier }) => identifier.toString());
  assert.deepEqual(withBytes, EXTENSIONS_WITH_BYTES);
  const inTransaction = { era: 'ExtrinsicEra', nonce: 'Compact<Index>', tip: 'Compact<Balance>' };
  assert.deepEqual(registry.getSignedExtensionTypes(), { ...inTransaction, mode: 'u8' });
  assert.equal(registry.getSignedExtensionExtra().metadataHash, 'Option<[u8;32]>');
  return `${transactionExtensions.length} extensions`;
});

await check('a transaction with another metadata hash should be refused', async () => {
  const hashed = { nonce: -1, mode: 1, metadataHash: `0x${'11'.repeat(32)}` };
  const signed = await api.tx.system.remark('0x').signAsync(alice, hashed);
  // 1010 by a runtime that was built with its hash (a bad signature), 1011 by one without.
  await assert.rejects(
    provider.send('author_submitExtrinsic', [signed.toHex()]),
    /101[01]: (Invalid Transaction|Unknown Transaction Validity)/,
  );
});

await check('a transfer should arrive', async () => {
  const to = encodeAddress(randomBytes(32), PREFIX);
  const amount = 3n * OPEN;
  const events = await send(api.tx.balances.transferKeepAlive(to, amount), alice);
  const transfer = find(events, api.events.balances.Transfer);
  assert.equal(transfer.from.toString(), ALICE);
  assert.equal(transfer.to.toString(), to);
  assert.equal(transfer.amount.toBigInt(), amount);
  const { data } = await api.query.system.account(to);
  assert.equal(data.free.toBigInt(), amount);
});

let datanet;

await check('an open datanet should be created', async () => {
  const licence = { terms: { Spdx: 'CC0-1.0' }, commercialTraining: true, derivatives: true };
  const call = api.tx.contributions.createDatanet('from polkadot.js', 'Open', licence, '');
  const created = find(await send(call, alice), api.events.contributions.DatanetCreated);
  assert.equal(created.owner.toString(), ALICE);
  datanet = created.datanet.toNumber();
  const record = (await api.query.contributions.datanets(datanet)).unwrap();
  assert.equal(record.name.toUtf8(), 'from polkadot.js');
  assert.ok(record.admission.isOpen);
  assert.equal(record.licence.terms.asSpdx.toUtf8(), 'CC0-1.0');
});

await check('a text should be registered, and read back in both ways', async () => {
  const number = randomBytes(8).toString('hex');
  const text = stringToU8a(`A text that nobody has written before: ${number}`);
  const root = contentRoot(text);
  const uri = 'https://example.org/text';
  const submission = { contentRoot: root, length: text.length, uri, sources: [], payout: null };
  const events = await send(api.tx.contributions.register(datanet, submission), alice);
  const id = find(events, api.events.contributions.ContributionRegistered).contribution;
  const { index } = find(events, api.events.contributions.ContributionAccepted);

  const record = (await api.query.contributions.contributions(id)).unwrap();
  assert.equal(record.datanet.toNumber(), datanet);
  assert.equal(record.contributor.toString(), ALICE);
  assert.equal(record.payout.toString(), ALICE);
  assert.equal(record.contentRoot.toHex(), root);
  assert.equal(record.get('length').toNumber(), text.length);
  assert.equal(record.uri.toUtf8(), uri);
  assert.ok(record.status.asAccepted.index.eq(index));
  assert.ok((await api.query.contributions.byRoot(root)).unwrap().eq(id));
  assert.ok((await api.query.contributions.accepted(datanet, index)).unwrap().eq(id));

  const read = api.call.openLedgerApi;
  const info = (await read.contribution(id)).unwrap();
  assert.equal(info.datanet.toNumber(), datanet);
  assert.equal(info.contributor.toString(), ALICE);
  assert.equal(info.text.contentRoot.toHex(), root);
  assert.equal(info.text.get('length').toNumber(), text.length);
  assert.ok(info.status.asAccepted.index.eq(index));
  assert.equal(info.deposit.toBigInt(), record.deposit.toBigInt());
  assert.ok((await read.contributionByRoot(root)).unwrap().eq(id));
  const texts = await read.texts(datanet, 0, 10);
  assert.deepEqual(texts.map((entry) => entry.contribution.toString()), [id.toString()]);
});

await check('the runtime API should answer as the metadata says', async () => {
  const read = api.call.openLedgerApi;
  assertDecorated(read, OUR_API, 'openLedgerApi');
  const terms = await read.terms();
  assert.equal(terms.rule.minSpan.toNumber(), 32);
  assert.equal(terms.rule.fullSpan.toNumber(), 256);
  assert.equal(terms.split.operator.toNumber(), 200_000_000);
  const [datanets, contributions] = await read.counts();
  assert.ok(datanets.toNumber() > datanet && contributions.toNumber() > 0);
  assert.equal((await read.owed(encodeAddress(randomBytes(32), PREFIX))).toBigInt(), 0n);
  assert.ok((await read.model(4_000_000_000)).isNone);
  // The same, from the bytes that any client sees.
  const raw = await provider.send('state_call', ['OpenLedgerApi_owed', ALICE_KEY]);
  const owed = await read.owed(ALICE);
  assert.equal(raw, u8aToHex(owed.toU8a()));
});

await check('an error should have its name', async () => {
  const call = api.tx.rewards.claim();
  await assert.rejects(send(call, bob), /^Error: rewards\.NothingOwed$/);
});

await api.disconnect();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
