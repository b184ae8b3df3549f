// SPDX-License-Identifier: Apache-2.0
//
// Checks that polkadot.js understands a development node: its metadata, its state, its addresses,
// its transactions, its runtime API, and the JSON-RPC methods that answer the same.
//
//     node check.mjs ws://127.0.0.1:9944

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Keyring } from '@polkadot/api';
import { bnToU8a, hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import {
  blake2AsU8a,
  checkAddress,
  decodeAddress,
  encodeAddress,
} from '@polkadot/util-crypto';

import { bytesOf } from './bytes.mjs';
import { asJson } from './json.mjs';
import {
  VERSIONS,
  assertRoundTrip,
  assertTyped,
  callOf,
  camel,
  metadataIn,
  readMetadata,
  valueType,
  variantsOf,
  versionArgument,
} from './metadata.mjs';
import { check, finish, start } from './report.mjs';
import { ALICE, SAMPLES, forPolkadotJs } from './samples.mjs';
import {
  SPAN_PARAMS,
  commitmentOf,
  connect,
  contentRoot,
  encoded,
  find,
  receiptMessage,
  send,
  settlement,
  voucherMessage,
  wholeOf,
} from './transactions.mjs';

const PREFIX = 1612;
const OPEN = 10n ** 18n;
// As `openledger-node key inspect //Alice` writes it.
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
    'queue',
    'appeals',
  ],
  models: ['nextModelId', 'models', 'corpora'],
  attribution: [
    'nextBatchId',
    'batches',
    'pending',
    'refunds',
    'demands',
    'nextToFinalize',
    'turns',
    'history',
    'spanParamsSeen',
  ],
  channels: ['operators', 'nextChannelId', 'channels'],
  rewards: ['collected', 'accounts', 'totalOwed', 'totalMerit', 'stakersUnpaid', 'payouts'],
  veto: ['changes', 'nextChange', 'vetoes', 'closed'],
};
// Where an operator takes requests.
const ENDPOINT = 'https://example.org/operator';
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
  'parameters',
  'datanet',
  'datanets',
  'contribution',
  'contributionByRoot',
  'contributions',
  'texts',
  'pending',
  'dispute',
  'disputes',
  'model',
  'models',
  'lineage',
  'quote',
  'batch',
  'demands',
  'operator',
  'operators',
  'channel',
  'channels',
  'owed',
  'merit',
  'counts',
  'tracks',
  'standing',
  'callCost',
  'history',
];
// Most rows of a page.
const MAX_PAGE = 1_000;
const MAX_MODELS = 64;

const url = start('check.mjs');
const { api, provider } = await connect(url);

const { registry } = api;
const metadata = api.runtimeMetadata.asLatest;
const keyring = new Keyring({ type: 'sr25519', ss58Format: PREFIX });
const alice = keyring.addFromUri('//Alice');
const bob = keyring.addFromUri('//Bob');
// Signs what Bob's channel pays.
let voucherKey = newPair();

// Fails unless `section` of the API has exactly `names`.
function assertDecorated(section, names, where) {
  const found = Object.keys(section ?? {}).sort();
  assert.deepEqual(found, [...names].sort(), where);
}

// A number as a key of storage: big-endian.
const ordered = (number, bitLength) => u8aToHex(bnToU8a(number, { bitLength, isLe: false }));

// A text that nobody has written before, and how it is submitted.
function newText() {
  const text = stringToU8a(`A text of the number ${randomBytes(8).toString('hex')}`);
  const root = contentRoot(text);
  const uri = 'https://example.org/text';
  const submission = { contentRoot: root, length: text.length, uri, sources: [], payout: null };
  return { text, root, uri, submission };
}

// A pair of keys that nobody has used before.
function newPair() {
  return keyring.addFromSeed(randomBytes(32));
}

// Fails unless the JSON-RPC methods answer what the runtime API does, and that it is something.
async function assertSameAnswers(questions) {
  // All of one block, which isn't the best one for long.
  const at = (await api.rpc.chain.getBlockHash()).toHex();
  const read = (await api.at(at)).call.openLedgerApi;
  for (const [method, args] of Object.entries(questions)) {
    const answer = await provider.send(`openledger_${method}`, [...args, at]);
    assert.deepEqual(answer, asJson(await read[method](...args)), method);
    assert.ok(answer !== null && answer.length !== 0, `${method} has an answer`);
  }
  return { at, read };
}

// All of the contributed text, as a receipt lists it.
const wholeText = () => wholeOf(contributed, contribution);

// Settles, for Alice, an answer that is the contributed text, with a receipt that lists `spans`.
async function settleText(spans) {
  const [payer, text] = [ALICE_KEY, contributed];
  const answer = { model, operator: operator.address, payer, fee: OPEN, text, spans };
  const { settle, exhibit, excerpt } = settlement(api, answer);
  const settled = find(await send(settle, alice), api.events.attribution.BatchSettled);
  return { batch: settled.batch.toNumber(), exhibit, excerpt };
}

async function registerModel(kind, parents) {
  const proposal = {
    kind,
    artifact: u8aToHex(randomBytes(32)),
    metadata: 'https://example.org/model',
    parents,
    datasets: [{ datanet, end: 1, excluded: [] }],
    method: 'Span',
    commercial: true,
    priceFloor: OPEN / 2n,
    derivatives: { Allowed: { leastRoyalty: 50_000_000 } },
    payout: null,
  };
  const events = await send(api.tx.models.register(proposal), alice);
  return find(events, api.events.models.ModelRegistered).model.toNumber();
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

for (const version of VERSIONS) {
  const argument = versionArgument(version);
  const answer = await provider.send('state_call', ['Metadata_metadata_at_version', argument]);
  const view = readMetadata(metadataIn(answer));
  const { lookup, pallets, decorated } = view;

  await check(`metadata ${version}: every type should be known`, async () => {
    assert.equal(view.version, version);
    for (const { id, type } of lookup.types) {
      assertTyped(view, id, `${id} (${type.path.join('::')})`);
    }
    return `${lookup.types.length} types`;
  });

  for (const kind of ['calls', 'events', 'errors']) {
    await check(`metadata ${version}: all ${kind} should be decoded and encoded`, async () => {
      let count = 0;
      for (const pallet of pallets) {
        const variants = variantsOf(view, pallet[kind]);
        const section = camel(pallet.name.toString());
        const names = variants.map(({ name }) => name.toString());
        if (kind === 'calls') {
          // polkadot.js writes calls in camel case: their names are in what they were made from.
          const calls = Object.values(decorated.tx[section] ?? {});
          const found = calls.map(({ meta }) => meta.name.toString());
          assert.deepEqual(found.sort(), names.sort(), section);
        } else {
          assertDecorated(decorated[kind][section], names, section);
        }
        for (const { name, fields } of variants) {
          for (const { type } of fields) {
            assertRoundTrip(view, type, bytesOf(lookup, type), `${section}.${name}`);
          }
          count += 1;
        }
      }
      assert.ok(count > 0);
      return `${count} ${kind}`;
    });
  }

  await check(`metadata ${version}: all constants should be decoded`, async () => {
    let count = 0;
    for (const pallet of pallets) {
      const section = camel(pallet.name.toString());
      const values = Object.values(decorated.consts[section] ?? {});
      assert.equal(values.length, pallet.constants.length, section);
      for (const constant of pallet.constants) {
        const where = `${section}.${constant.name}`;
        const value = values.find((value) => value.meta.name.eq(constant.name));
        assert.ok(value, where);
        assert.equal(u8aToHex(value.toU8a()), constant.value.toHex(), where);
        count += 1;
      }
    }
    return `${count} constants`;
  });

  await check(`metadata ${version}: all storage should be decoded and encoded`, async () => {
    let count = 0;
    for (const pallet of pallets) {
      if (pallet.storage.isNone) continue;
      const section = camel(pallet.name.toString());
      const entries = Object.values(decorated.query[section] ?? {}).filter(({ meta }) => meta);
      for (const item of pallet.storage.unwrap().items) {
        const where = `${section}.${item.name}`;
        const type = valueType(item);
        assert.ok(entries.some(({ meta }) => meta.name.eq(item.name)), where);
        assertRoundTrip(view, type, bytesOf(lookup, type), where);
        if (item.modifier.isDefault) assertRoundTrip(view, type, item.fallback.toU8a(true), where);
        if (item.type.isMap) {
          const { key } = item.type.asMap;
          assertRoundTrip(view, key, bytesOf(lookup, key), where);
        }
        count += 1;
      }
    }
    return `${count} items`;
  });

  await check(`metadata ${version}: each of our calls should be made and read back`, async () => {
    let count = 0;
    for (const [name, samples] of Object.entries(SAMPLES)) {
      const pallet = pallets.find((pallet) => pallet.name.eq(name));
      const calls = variantsOf(view, pallet.calls).map((call) => call.name.toString());
      assert.deepEqual(Object.keys(samples).sort(), calls.sort(), `samples of ${name}`);
      for (const [call, values] of Object.entries(samples)) {
        const { make, names } = callOf(view, name, call);
        assert.deepEqual(Object.keys(values), names, `arguments of ${name}.${call}`);
        const made = make(...names.map((name) => forPolkadotJs(values[name])));
        const read = view.registry.createType('Call', made.toU8a());
        assert.equal(read.toHex(), made.toHex(), `${name}.${call}`);
        assert.deepEqual(read.toHuman(), made.toHuman(), `${name}.${call}`);
        count += 1;
      }
    }
    return `${count} calls`;
  });
}

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
        await entry();
        values += 1;
      } else {
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

// What the checks below make, and those after them read.
let datanet;
let contribution;
let contributed;
let model;
let operator;
let channel;
let settledBatch;

await check('an open datanet should be created', async () => {
  const license = { terms: { Spdx: 'CC0-1.0' }, commercialTraining: true, derivatives: true };
  const call = api.tx.contributions.createDatanet('from polkadot.js', 'Open', license, '');
  const created = find(await send(call, alice), api.events.contributions.DatanetCreated);
  assert.equal(created.owner.toString(), ALICE);
  datanet = created.datanet.toNumber();
  const record = (await api.query.contributions.datanets(datanet)).unwrap();
  assert.equal(record.name.toUtf8(), 'from polkadot.js');
  assert.ok(record.admission.isOpen);
  assert.equal(record.license.terms.asSpdx.toUtf8(), 'CC0-1.0');
});

await check('a text should be registered, and read back in both ways', async () => {
  const { text, root, uri, submission } = newText();
  const events = await send(api.tx.contributions.register(datanet, submission), alice);
  const id = find(events, api.events.contributions.ContributionRegistered).contribution;
  contribution = id.toNumber();
  contributed = text;
  const { index } = find(events, api.events.contributions.ContributionAccepted);

  const record = (await api.query.contributions.contributions(ordered(id, 64))).unwrap();
  assert.equal(record.datanet.toNumber(), datanet);
  assert.equal(record.owner.toString(), ALICE);
  assert.ok(record.payout.isNone && record.newOwner.isNone && record.sources.isNone);
  assert.equal(record.contentRoot.toHex(), root);
  assert.equal(record.get('length').toNumber(), text.length);
  assert.equal(record.uri.toUtf8(), uri);
  assert.ok(record.status.asAccepted.index.eq(index));
  assert.ok((await api.query.contributions.byRoot(root)).unwrap().eq(id));
  assert.ok((await api.query.contributions.accepted(datanet, ordered(index, 32))).unwrap().eq(id));

  const read = api.call.openLedgerApi;
  const info = (await read.contribution(id)).unwrap();
  assert.equal(info.datanet.toNumber(), datanet);
  assert.equal(info.owner.toString(), ALICE);
  assert.equal(info.payout.toString(), ALICE);
  assert.equal(info.contentRoot.toHex(), root);
  assert.equal(info.get('length').toNumber(), text.length);
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
  assert.equal(terms.spanParams.minSpan.toNumber(), 32);
  assert.equal(terms.spanParams.fullSpan.toNumber(), 256);
  assert.equal(terms.split.operator.toNumber(), 200_000_000);
  assert.equal(terms.leverage.toNumber(), 10);
  assert.equal(terms.minBond.toBigInt(), 1_000n * OPEN);
  assert.equal(terms.revealWindow.toNumber(), 10);
  assert.equal(terms.demandBond.toBigInt(), 2n * OPEN);
  assert.equal(terms.slashShare.toNumber(), 500_000_000);
  assert.equal(terms.challengerShare.toNumber(), 200_000_000);
  const parameters = await read.parameters();
  const leverage = parameters.find(({ name }) => name.toUtf8() === 'attribution.leverage');
  assert.equal(leverage.value.asNumber.toNumber(), 10);
  assert.equal(leverage.kind.asNumber.unit.type, 'Times');
  const { datanets, contributions } = await read.counts();
  assert.ok(datanets.toNumber() > datanet && contributions.toNumber() > 0);
  assert.equal((await read.owed(encodeAddress(randomBytes(32), PREFIX))).toBigInt(), 0n);
  assert.ok((await read.model(4_000_000_000)).isNone);
  // The same, from the bytes that any client sees.
  const raw = await provider.send('state_call', ['OpenLedgerApi_owed', ALICE_KEY]);
  const owed = await read.owed(ALICE);
  assert.equal(raw, u8aToHex(owed.toU8a()));
});

await check('a model and one derived from it should be registered', async () => {
  model = await registerModel('Base', []);
  const child = await registerModel('FineTune', [[model, 100_000_000]]);
  const { models, complete } = (await api.call.openLedgerApi.lineage(child)).unwrap();
  assert.deepEqual(models.map((ancestor) => ancestor.model.toNumber()), [child, model]);
  assert.deepEqual(models.map(({ share }) => share.toNumber()), [900_000_000, 100_000_000]);
  assert.ok(complete.isTrue);
  model = child;
});

await check('an operator should be registered, and a channel opened', async () => {
  operator = newPair();
  const { address } = operator;
  await send(api.tx.balances.transferKeepAlive(address, 10_000n * OPEN), alice);
  const bond = 2_000n * OPEN;
  const register = api.tx.channels.registerOperator(ENDPOINT, operator.publicKey, bond);
  const { OperatorRegistered, ChannelOpened } = api.events.channels;
  const registered = find(await send(register, operator), OperatorRegistered);
  assert.equal(registered.operator.toString(), address);
  assert.equal(registered.bond.toBigInt(), bond);
  const record = (await api.query.channels.operators(address)).unwrap();
  assert.equal(record.endpoint.toUtf8(), ENDPOINT);
  const { current, former } = record.receiptKeys;
  assert.equal(current.toHex(), u8aToHex(operator.publicKey));
  assert.ok(former.isNone);

  const funds = 5n * OPEN;
  const open = api.tx.channels.openChannel(address, voucherKey.publicKey, funds);
  const opened = find(await send(open, bob), ChannelOpened);
  channel = opened.channel.toNumber();
  assert.equal(opened.payer.toString(), bob.address);
  const stored = (await api.query.channels.channels(ordered(channel, 64))).unwrap();
  assert.equal(stored.voucherKeys.current.toHex(), u8aToHex(voucherKey.publicKey));
  assert.equal(stored.settled.toBigInt(), 0n);
  assert.equal(stored.nextSequence.toBigInt(), 0n);
  return `channel ${channel}`;
});

// A batch of answers that the channel pays for, each the contributed text, and what paid for it.
function batchOf(receipts, voucher, commitments) {
  return {
    spanParams: SPAN_PARAMS,
    unit: OPEN / 4n,
    models: [{ model, contributions: [contribution] }],
    channels: [{ voucher, first: 0, receipts }],
    commitments,
  };
}

// A voucher of the channel.
function sign(answers, cumulative) {
  const promise = { channel, answers, cumulative };
  const signature = voucherKey.sign(voucherMessage(api.genesisHash.toHex(), promise));
  return { ...promise, signature };
}

await check('a batch should be settled with a voucher, and read back in both ways', async () => {
  // Receipts of 0.5 and 0.75 OPEN; an answer between them is not charged. The voucher is for more.
  const unit = OPEN / 4n;
  const receipts = [2n, 3n].map((fee) => ({
    skipped: fee - 2n,
    model: 0,
    fee,
    outputLen: 1_000,
    credits: [{ place: 0, points: 10_000 }],
  }));
  const fees = 5n * unit;
  const root = u8aToHex(randomBytes(32));
  const batched = batchOf(receipts, sign(4n, 2n * OPEN), root);
  const events = await send(api.tx.attribution.settleBatch(batched), operator);
  const paid = find(events, api.events.channels.ChannelSettled);
  assert.equal(paid.channel.toNumber(), channel);
  assert.equal(paid.amount.toBigInt(), fees);
  assert.equal(paid.nextSequence.toBigInt(), 3n);
  const settled = find(events, api.events.attribution.BatchSettled);
  const batch = settled.batch.toNumber();
  assert.ok(settled.payer.isNone);
  assert.equal(settled.fees.toBigInt(), fees);
  assert.deepEqual(settled.models.map((id) => id.toNumber()), [model]);
  const record = (await api.query.attribution.batches(batch)).unwrap();
  assert.equal(record.root.toHex(), settled.root.toHex());
  assert.equal(record.commitments.toHex(), root);
  assert.ok(record.payer.isNone && record.isVoid.isFalse);
  const refunds = (await api.query.attribution.refunds(batch)).toJSON();
  assert.equal(refunds.length, 1, 'one channel paid');
  const { leaves, peaks } = await api.query.attribution.history();
  assert.ok(leaves.toBigInt() > settled.leaf.toBigInt() && peaks.length > 0);

  // So that nothing in the answers is empty.
  const part = 500n * OPEN;
  const newVoucherKey = newPair();
  const newReceiptKey = newPair().publicKey;
  await Promise.all([
    send(api.tx.channels.setOperatorKey(newReceiptKey), operator),
    send(api.tx.channels.setChannelKey(channel, newVoucherKey.publicKey), bob),
  ]);
  await send(api.tx.channels.unbond(part), operator);
  const { at } = await assertSameAnswers({
    batch: [batch],
    operator: [operator.address],
    operators: [null, MAX_PAGE],
    channel: [channel],
    channels: [channel, MAX_PAGE],
  });

  const ask = (method, of) => provider.send(`openledger_${method}`, [of, at]);
  const { payer, is_void, unpaid, commitments, signers } = await ask('batch', batch);
  // One contribution. What models are paid is in `models`.
  assert.deepEqual({ payer, is_void, unpaid }, { payer: null, is_void: false, unpaid: 1 });
  assert.equal(commitments, root);
  assert.deepEqual(signers, [u8aToHex(operator.publicKey)]);
  const info = await ask('operator', operator.address);
  assert.equal(info.endpoint, ENDPOINT);
  assert.equal(info.bond, (1_500n * OPEN).toString());
  assert.deepEqual(info.unbonding.map(({ amount }) => amount), [part.toString()]);
  assert.equal(info.exposure, fees.toString());
  assert.equal(info.limit, (15_000n * OPEN).toString());
  assert.equal(info.key, u8aToHex(newReceiptKey));
  assert.equal(info.former_key.key, u8aToHex(operator.publicKey));
  const paying = await ask('channel', channel);
  assert.equal(paying.key, u8aToHex(newVoucherKey.publicKey));
  assert.equal(paying.former_key.key, u8aToHex(voucherKey.publicKey));
  assert.equal(paying.funds, (5n * OPEN - fees).toString());
  assert.equal(paying.settled, fees.toString());
  assert.equal(paying.next_sequence, 3);
  assert.equal(paying.closing, null);
  voucherKey = newVoucherKey;
  settledBatch = batch;
  return `batch ${batch}`;
});

await check('the history should prove what was settled', async () => {
  const ask = (outcome) => provider.send('openledger_batchHistory', [settledBatch, outcome]);
  const { block, leaf, record, encoded_record, path, history, storage_key } = await ask('settled');
  assert.deepEqual([record.batch, record.outcome], [settledBatch, 'settled']);
  assert.deepEqual([record.operator, record.payer], [operator.address, null]);
  assert.equal(storage_key, api.query.attribution.history.key());
  const [stored] = await provider.send('state_queryStorageAt', [[storage_key], block]);
  assert.deepEqual(stored.changes, [[storage_key, history]]);
  const { leaves, peaks } = await (await api.at(block)).query.attribution.history();

  // The tree that has the leaf: one for each bit of the number of leaves, the largest first.
  let [index, tree] = [BigInt(leaf), 0];
  for (let height = 63n; height >= 0n; height -= 1n) {
    const size = 1n << height;
    if (!(leaves.toBigInt() & size)) continue;
    if (index < size) break;
    index -= size;
    tree += 1;
  }
  const hash = (tag, ...parts) => blake2AsU8a(u8aConcat([tag], ...parts), 256);
  let node = hash(0, hexToU8a(encoded_record));
  for (const sibling of path.map((sibling) => hexToU8a(sibling))) {
    node = index & 1n ? hash(1, sibling, node) : hash(1, node, sibling);
    index >>= 1n;
  }
  assert.equal(u8aToHex(node), peaks[tree].toHex());
  // It is not refuted, and there is no such batch.
  assert.equal(await ask('void'), null);
  assert.equal(await provider.send('openledger_batchHistory', [4_000_000_000]), null);
  const all = await provider.send('openledger_history', [block]);
  assert.equal(all.encoded, history);
  assert.deepEqual(all.peaks, peaks.map((peak) => peak.toHex()));
  return `leaf ${leaf} of ${leaves}`;
});

await check('a receipt that was signed should refute what was settled in its place', async () => {
  const { ReceiptRefuted, BatchVoided, Slashed } = api.events.attribution;
  // What the payer got says less than what is settled.
  const given = {
    payment: { Channel: { channel, sequence: 3 } },
    model,
    spanParams: SPAN_PARAMS,
    fee: OPEN / 4n,
    outputLen: contributed.length,
    outputRoot: contentRoot(contributed),
    spans: [wholeText()],
    salt: u8aToHex(randomBytes(32)),
  };
  const points = contributed.length ** 2;
  const [fee, credits] = [OPEN / 2n, [{ contribution, points }]];
  const receipt = {
    skipped: 3,
    model: 0,
    fee: 2,
    outputLen: contributed.length,
    credits: [{ place: 0, points }],
  };
  const batched = batchOf([receipt], sign(4n, 2n * OPEN), u8aToHex(randomBytes(32)));
  const events = await send(api.tx.attribution.settleBatch(batched), operator);
  const batch = find(events, api.events.attribution.BatchSettled).batch.toNumber();

  const message = receiptMessage(
    api.genesisHash.toHex(),
    operator.publicKey,
    commitmentOf(encoded(api, given)),
  );
  // By the key that it had when it gave the answer.
  const exhibit = {
    index: 0,
    path: [],
    receipt: given,
    binding: { Signed: operator.sign(message) },
  };
  const answer = { model, spanParams: SPAN_PARAMS, fee, outputLen: given.outputLen, credits };
  const compact = { payment: given.payment, answer };
  const proof = { Substituted: { settled: { Receipt: { compact } } } };
  const refuted = await send(api.tx.attribution.refute(batch, exhibit, proof), bob);
  assert.equal(find(refuted, ReceiptRefuted).ground.type, 'Substituted');
  assert.equal(find(refuted, BatchVoided).batch.toNumber(), batch);
  assert.equal(find(refuted, Slashed).who.toString(), operator.address);
  return `batch ${batch}`;
});

await check('a demand should be read back in both ways, and answered', async () => {
  const { RevealDemanded, ReceiptRevealed } = api.events.attribution;
  const { batch, exhibit, excerpt } = await settleText([wholeText()]);
  const bond = 2n * OPEN;
  const demand = api.tx.attribution.demandReveal(batch, 0, 0);
  const demanded = find(await send(demand, bob), RevealDemanded);
  assert.equal(demanded.demander.toString(), bob.address);
  assert.equal(demanded.bond.toBigInt(), bond);
  const stored = (await api.query.attribution.demands(batch, [0, 0])).unwrap();
  assert.ok(stored.respondBy.eq(demanded.respondBy));

  const { at } = await assertSameAnswers({ demands: [batch, MAX_PAGE] });
  const respond_by = demanded.respondBy.toNumber();
  const bonds = bond.toString();
  const expected = { receipt: 0, span: 0, demander: bob.address, bond: bonds, respond_by };
  assert.deepEqual(await provider.send('openledger_demands', [batch, 1, at]), [expected]);

  const evidence = { Span: { output: excerpt, text: excerpt } };
  const reveal = api.tx.attribution.reveal(batch, 0, exhibit, evidence);
  const revealed = find(await send(reveal, alice), ReceiptRevealed);
  assert.equal(revealed.who.toString(), ALICE);
  assert.equal(revealed.bond.toBigInt(), bond);
  assert.deepEqual(await provider.send('openledger_demands', [batch, 1]), []);
  return `batch ${batch}`;
});

await check('a false receipt should be refuted without a fee, and no right one', async () => {
  const { ReceiptRefuted, Slashed, BatchVoided, BatchForfeited } = api.events.attribution;
  const free = async () => (await api.query.system.account(bob.address)).data.free.toBigInt();
  const refute = ({ batch, exhibit, excerpt }) => {
    const found = { found: wholeText(), output: excerpt, text: excerpt };
    return api.tx.attribution.refute(batch, exhibit, { LongerMatch: found });
  };
  const right = await settleText([wholeText()]);
  await assert.rejects(send(refute(right), bob), /^Error: attribution\.NotRefuted$/);

  const lie = await settleText([]);
  const before = await free();
  const events = await send(refute(lie), bob);
  const refuted = find(events, ReceiptRefuted);
  assert.equal(refuted.challenger.toString(), bob.address);
  assert.equal(refuted.ground.type, 'LongerMatch');
  const { who, amount, reward } = find(events, Slashed);
  assert.equal(who.toString(), ALICE);
  assert.equal(reward.toBigInt(), amount.toBigInt() / 5n);
  assert.equal(await free(), before + reward.toBigInt());
  for (const event of [BatchVoided, BatchForfeited]) {
    assert.equal(find(events, event).batch.toNumber(), lie.batch);
  }
  // It credited nobody, and is final when a block has paid the others: in this one, or soon.
  assert.equal(find(events, BatchForfeited).amount.toBigInt(), 0n);
  return `batch ${lie.batch}`;
});

await check('the JSON-RPC methods should answer what the runtime API answers', async () => {
  const license = { terms: { Spdx: 'CC0-1.0' }, commercialTraining: true, derivatives: false };
  const admission = { Curated: [ALICE, bob.address] };
  const create = api.tx.contributions.createDatanet('curated', admission, license, '');
  const created = find(await send(create, alice), api.events.contributions.DatanetCreated);
  const curated = created.datanet.toNumber();
  const { root, submission } = newText();
  await send(api.tx.contributions.register(curated, submission), bob);
  const evidence = { hash: root, uri: 'https://bob.example/draft.txt' };
  await send(api.tx.disputes.open(contribution, 1_000n * OPEN, evidence), bob);

  const fee = (3n * OPEN).toString();
  const questions = {
    datanet: [curated],
    datanets: [datanet, 10],
    contribution: [contribution],
    contributionByRoot: [root],
    contributions: [contribution, MAX_PAGE],
    texts: [datanet, 0, 10],
    pending: [curated, null, 10],
    dispute: [contribution],
    disputes: [null, 10],
    model: [model],
    models: [0, 10],
    lineage: [model],
    quote: [model, fee],
    operator: [operator.address],
    channel: [channel],
    owed: [ALICE],
  };
  const { at, read } = await assertSameAnswers(questions);

  const [pending] = await provider.send('openledger_pending', [curated, null, 1]);
  assert.equal(pending.content_root, root);
  assert.equal(pending.status, 'pending');
  assert.equal(pending.owner, bob.address);
  const quote = await provider.send('openledger_quote', [model]);
  assert.equal(quote.fee, (OPEN / 2n).toString());
  assert.equal(quote.takes_requests, true);
  const terms = await provider.send('openledger_terms', []);
  assert.deepEqual(terms.span_params, { min_span: 32, full_span: 256 });
  assert.equal(terms.min_bond, (1_000n * OPEN).toString());
  const parameters = await provider.send('openledger_parameters', [at]);
  const names = (await read.parameters()).map(({ name }) => name.toUtf8());
  assert.deepEqual(parameters.map(({ name }) => name), names);
  const leverage = parameters.find(({ name }) => name === 'attribution.leverage');
  assert.deepEqual(leverage.kind, { number: { unit: 'times', min: 1, max: 100 } });
  assert.deepEqual(leverage.value, { number: 10 });
  const counts = await provider.send('openledger_counts', [at]);
  const readCounts = [...(await read.counts()).values()].map((count) => count.toNumber());
  assert.deepEqual(Object.values(counts), readCounts);
  const counted = ['datanets', 'contributions', 'models', 'batches', 'channels'];
  assert.deepEqual(Object.keys(counts), counted);
  const single = ['datanet', 'contribution', 'model', 'lineage', 'quote', 'batch', 'channel'];
  for (const method of single) {
    assert.equal(await provider.send(`openledger_${method}`, [4_000_000_000]), null, method);
  }
  assert.equal(await provider.send('openledger_operator', [newPair().address]), null);
  return `${Object.keys(questions).length} methods`;
});

await check('the JSON-RPC methods should say what is wrong with a question', async () => {
  const refused = (method, args, reason) =>
    assert.rejects(provider.send(`openledger_${method}`, args), reason, method);
  for (const limit of [0, MAX_MODELS + 1]) {
    const reason = new RegExp(`-32602: limit is ${limit}: ask for 1 to ${MAX_MODELS} rows`);
    await refused('models', [0, limit], reason);
  }
  for (const limit of [0, MAX_PAGE + 1]) {
    const reason = new RegExp(`-32602: limit is ${limit}: ask for 1 to ${MAX_PAGE} rows`);
    await refused('datanets', [0, limit], reason);
    await refused('contributions', [0, limit], reason);
    await refused('texts', [datanet, 0, limit], reason);
    await refused('pending', [datanet, null, limit], reason);
    await refused('operators', [null, limit], reason);
    await refused('channels', [0, limit], reason);
    await refused('demands', [0, limit], reason);
  }
  const nowhere = `0x${'11'.repeat(32)}`;
  await refused('terms', [nowhere], new RegExp(`-32602: this node has no block ${nowhere}`));
  await refused('checkState', [nowhere], new RegExp(`-32602: this node has no block ${nowhere}`));
  await refused('quote', [model, '0.5'], /-32602: fee is "0.5": write planck/);
  for (const method of ['owed', 'operator']) {
    await refused(method, ['5Nobody'], /-32602: Invalid params/);
  }
});

await check('the state should be as the pallets say it must be', async () => {
  const head = await provider.send('chain_getFinalizedHead', []);
  const { block, spec_version, pallets } = await provider.send('openledger_checkState', [head]);
  assert.equal(block, head);
  assert.equal(spec_version, api.runtimeVersion.specVersion.toNumber());
  const broken = pallets.filter(({ error }) => error !== null);
  assert.deepEqual(broken, []);
  const names = pallets.map(({ pallet }) => pallet);
  for (const name of Object.keys(SAMPLES)) assert.ok(names.includes(name), `${name} in ${names}`);
  const best = await provider.send('openledger_checkState', []);
  assert.deepEqual(best.pallets, pallets);
  return names.join(', ');
});

await check('an error should have its name', async () => {
  const call = api.tx.rewards.claim();
  await assert.rejects(send(call, bob), /^Error: rewards\.NothingOwed$/);
});

await api.disconnect();
finish();
