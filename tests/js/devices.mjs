// SPDX-License-Identifier: Apache-2.0
//
// Checks that signing devices (Ledger, Vault) can sign for an OpenLedger node. They show what they
// sign as the metadata says, of which they are given the part that they need, with a proof that leads
// to the metadata's hash. The chain refuses a signature that was made for any other hash (RFC-78).
//
//     node devices.mjs ws://127.0.0.1:9944

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { Keyring } from '@polkadot/api';
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';

import { fieldsOf } from './bytes.mjs';
import { lists, ordinary } from './calls.mjs';
import { callOf, metadataIn, readMetadata, variantsOf, versionArgument } from './metadata.mjs';
import { check, finish, start } from './report.mjs';
import { SAMPLES, forPolkadotJs } from './samples.mjs';
import { connect, contentRoot, find, pass, send, settlement, wholeOf } from './transactions.mjs';

const PREFIX = 1612;
const OPEN = 10n ** 18n;
// What a Ledger has room for: the transaction and its proof.
const ROOM = 16 * 1024;
// What devices sign with: no Ledger has sr25519.
const KINDS = ['ed25519', 'ecdsa'];
// Types that devices show with the token's decimals, by their names.
const AMOUNT = /^(T::)?Balance(Of<T(, I)?>)?$/;
const OURS = [
  'Contributions',
  'Models',
  'Channels',
  'Attribution',
  'Rewards',
  'Disputes',
  'Veto',
];

const url = start('devices.mjs');
await cryptoWaitReady();
const { api, provider } = await connect(url);
const alice = new Keyring({ type: 'sr25519', ss58Format: PREFIX }).addFromUri('//Alice');

const answer = await provider.send('state_call', [
  'Metadata_metadata_at_version',
  versionArgument(15),
]);
const metadata = metadataIn(answer);
const view = readMetadata(metadata);
const facts = {
  decimals: 18,
  tokenSymbol: 'OPEN',
  base58Prefix: PREFIX,
  specName: 'openledger',
  specVersion: api.runtimeVersion.specVersion.toNumber(),
};
const merkleized = merkleizeMetadata(metadata, facts);
const digest = u8aToHex(merkleized.digest());

// What is signed of a transaction, from the form that wallets are given it in.
function payloadOf(json) {
  const { version } = json;
  return api.createType('ExtrinsicPayload', json, { version }).toU8a({ method: true });
}

// A device with a key of its own, and the wallet that hands it what it is to sign.
class Device {
  constructor(kind) {
    this.kind = kind;
    this.pair = new Keyring({ type: kind, ss58Format: PREFIX }).addFromSeed(randomBytes(32));
    this.address = this.pair.address;
  }

  sign(payload, proof) {
    assert.ok(payload.length + proof.length <= ROOM, `${payload.length} and ${proof.length} bytes`);
    const message = payload.length > 256 ? blake2AsU8a(payload, 256) : payload;
    return u8aToHex(this.pair.sign(message, { withType: true }));
  }

  // Options of polkadot.js by which the device signs a transaction for this hash.
  options(metadataHash = digest) {
    const signPayload = async (json) => {
      const payload = payloadOf(json);
      const proof = merkleized.getProofForExtrinsicPayload(payload);
      return { id: 1, signature: this.sign(payload, proof) };
    };
    return { mode: 1, metadataHash, signer: { signPayload } };
  }

  send(call, nonce = -1) {
    return send(call, this.address, { ...this.options(), nonce });
  }
}

const devices = KINDS.map((kind) => new Device(kind));

// What the devices vote on and pay for.
let referendum;
let contribution;
let model;
const text = stringToU8a(`A text of the number ${randomBytes(8).toString('hex')}`);

await check('a text, a model, a referendum and money for the devices', async () => {
  const [datanet, nextContribution, nextModel, nextReferendum] = await Promise.all([
    api.query.contributions.nextDatanetId(),
    api.query.contributions.nextContributionId(),
    api.query.models.nextModelId(),
    api.query.referenda.referendumCount(),
  ]);
  [contribution, model] = [nextContribution.toNumber(), nextModel.toNumber()];
  referendum = nextReferendum.toNumber();
  const license = { terms: { Spdx: 'CC0-1.0' }, commercialTraining: true, derivatives: true };
  const root = contentRoot(text);
  const submission = { contentRoot: root, length: text.length, uri: '', sources: [], payout: null };
  const proposal = {
    kind: 'Base',
    artifact: root,
    metadata: '',
    parents: [],
    datasets: [{ datanet, end: 1, excluded: [] }],
    method: 'Span',
    commercial: true,
    priceFloor: OPEN,
    derivatives: 'Forbidden',
    payout: null,
  };
  const remark = api.tx.system.remark('0x6869').method.toHex();
  const calls = [
    api.tx.contributions.createDatanet('for devices', 'Open', license, ''),
    api.tx.contributions.register(datanet, submission),
    api.tx.models.register(proposal),
    api.tx.referenda.submit({ system: 'Root' }, { Inline: remark }, { After: 1 }),
    ...devices.map(({ address }) => api.tx.balances.transferKeepAlive(address, 1_000n * OPEN)),
  ];
  await send(api.tx.utility.batchAll(calls), alice);
  assert.ok((await api.query.models.models(model)).isSome);
});

await check('amounts should have types that devices show as OPEN', async () => {
  const amounts = OURS.flatMap((name) => {
    const pallet = view.pallets.find((pallet) => pallet.name.eq(name));
    return variantsOf(view, pallet.calls).flatMap(({ fields, name: call }) =>
      fields.flatMap((field) => amountsIn(field, `${name}.${call}`)),
    );
  });
  assert.ok(amounts.length > 0);
  for (const { where, type } of amounts) assert.match(type, AMOUNT, where);
  return `${amounts.length} fields`;
});

for (const device of devices) {
  const { kind } = device;

  await check(`${kind}: a signature for another metadata hash should be refused`, async () => {
    // By metadata that would have the device show a millionth of the amount.
    const lie = { ...facts, decimals: 24 };
    const hashes = [
      u8aToHex(merkleizeMetadata(metadata, lie).digest()),
      digest.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
    ];
    for (const hash of hashes) {
      const options = { ...device.options(hash), nonce: -1 };
      const signed = await api.tx.system.remark('0x').signAsync(device.address, options);
      await assert.rejects(
        provider.send('author_submitExtrinsic', [signed.toHex()]),
        /1010: Invalid Transaction: Transaction has a bad signature/,
      );
    }
  });

  await check(`${kind}: a device should transfer, settle, vote and bond`, async () => {
    const to = encodeAddress(randomBytes(32), PREFIX);
    // It serves the answer as well: then it has something to claim.
    const { address: operator, pair } = device;
    const spans = [wholeOf(text, contribution)];
    const payer = u8aToHex(pair.addressRaw);
    const { settle } = settlement(api, { model, operator, payer, fee: OPEN, text, spans });
    const vote = { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance: 50n * OPEN } };
    const calls = [
      api.tx.balances.transferKeepAlive(to, 2n * OPEN),
      settle,
      api.tx.convictionVoting.vote(referendum, vote),
      api.tx.staking.bond(100n * OPEN, 'Staked'),
    ];
    const outcomes = await Promise.all(calls.map((call, nonce) => device.send(call, nonce)));

    const { balances, attribution, convictionVoting, staking } = api.events;
    const [transferred, settled, voted, bonded] = outcomes;
    assert.equal(find(transferred, balances.Transfer).to.toString(), to);
    assert.equal(find(settled, attribution.BatchSettled).fees.toBigInt(), OPEN);
    assert.equal(find(voted, convictionVoting.Voted).who.toString(), operator);
    assert.equal(find(bonded, staking.Bonded).amount.toBigInt(), 100n * OPEN);
    const { data } = await api.query.system.account(to);
    assert.equal(data.free.toBigInt(), 2n * OPEN);
    return `by metadata ${digest}`;
  });
}

await check('devices should claim', async () => {
  const { challengeWindow } = await api.call.openLedgerApi.terms();
  await pass({ api, provider }, challengeWindow.toNumber() + 1);
  await Promise.all(
    devices.map(async (device) => {
      const events = await device.send(api.tx.rewards.claim());
      const { who, amount } = find(events, api.events.rewards.Claimed);
      assert.equal(who.toString(), device.address);
      assert.equal(amount.toBigInt(), OPEN / 5n, 'what an operator gets of an answer');
    }),
  );
});

// The amounts of a field of a call, and what their types are called.
function amountsIn({ name, type, typeName }, path) {
  const where = `${path}.${name.unwrapOr('')}`;
  const { def } = view.lookup.getSiType(type);
  if (def.isPrimitive && def.asPrimitive.isU128) return [{ where, type: `${typeName.unwrap()}` }];
  const inner = (fields) => fields.flatMap((field) => amountsIn(field, where));
  const unnamed = (type) => inner([{ name, type, typeName }]);
  if (def.isCompact) return unnamed(def.asCompact.type);
  if (def.isSequence) return unnamed(def.asSequence.type);
  if (def.isComposite) return inner(def.asComposite.fields);
  if (def.isVariant) return def.asVariant.variants.flatMap(({ fields }) => inner(fields));
  return [];
}

// A transaction's bytes, its proof's, and those of both.
function sizeOf(call) {
  const { genesisHash, runtimeVersion } = api;
  const payload = payloadOf({
    method: u8aToHex(call),
    era: '0x1500',
    nonce: 1_000,
    tip: OPEN,
    mode: 1,
    metadataHash: digest,
    specVersion: runtimeVersion.specVersion,
    transactionVersion: runtimeVersion.transactionVersion,
    genesisHash,
    blockHash: genesisHash,
    version: 4,
  });
  const proof = merkleized.getProofForExtrinsicPayload(payload);
  return [payload.length, proof.length, payload.length + proof.length];
}

function print(name, sizes) {
  console.log(`        ${name.padEnd(72)}${sizes.map((size) => `${size}`.padStart(8)).join('')}`);
}

await check('every call should fit into a device', async () => {
  let largest = [0, 0, 0];
  let which;
  let count = 0;
  for (const pallet of view.pallets) {
    for (const variant of variantsOf(view, pallet.calls)) {
      const [section, name] = [pallet.name.toString(), variant.name.toString()];
      const index = [pallet.index.toNumber(), variant.index.toNumber()];
      const calls = [u8aConcat(index, fieldsOf(view.lookup, variant))];
      const sample = SAMPLES[section]?.[name];
      if (sample) {
        const { make, names } = callOf(view, section, name);
        calls.push(make(...names.map((name) => forPolkadotJs(sample[name]))).toU8a());
      }
      for (const sizes of calls.map(sizeOf)) {
        assert.ok(sizes[2] <= ROOM, `${section}.${name}: ${sizes}`);
        if (sizes[2] > largest[2]) [largest, which] = [sizes, `${section}.${name}`];
      }
      count += 1;
    }
  }
  return `${count} calls, at most ${largest[2]} bytes with the proof (${which})`;
});

await check('what people send should fit into a device', async () => {
  print('call', ['bytes', 'proof', 'both']);
  for (const [name, call] of Object.entries(ordinary(api))) {
    const sizes = sizeOf(call.method.toU8a());
    print(name, sizes);
    assert.ok(sizes[2] <= ROOM, `${name}: ${sizes}`);
  }
});

await check('how much of what is a list fits into a device', async () => {
  print('call', ['bytes', 'proof', 'both']);
  const tooLong = [];
  for (const [name, { most, make }] of Object.entries(lists(api))) {
    const fits = (count) => sizeOf(make(count).method.toU8a())[2] <= ROOM;
    // The greatest count that fits.
    let [low, high] = [1, most + 1];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (fits(middle)) low = middle;
      else high = middle;
    }
    assert.ok(fits(low), `${name}: not one`);
    print(`${name}: ${low}${low === most ? ', the most' : ''}`, sizeOf(make(low).method.toU8a()));
    if (low < most) {
      print(`${name}: ${most}, which does NOT fit`, sizeOf(make(most).method.toU8a()));
      tooLong.push(name);
    }
  }
  return `not in full: ${tooLong.join('; ')}`;
});

await api.disconnect();
finish();
