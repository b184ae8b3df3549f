// SPDX-License-Identifier: Apache-2.0
//
// One of each call of OpenLedger's own pallets, with no argument at its default. Names are those of
// the metadata; values are in the form of PAPI: an enum is `{ type, value }`, bytes are in hex.

import { stringToHex, u8aToHex } from '@polkadot/util';

export const ALICE = 'dZogzts8TRSZ81Da4XKEEb8nBKgYGRwiXcMtbWqX2MEDXfU1A';

const OPEN = 10n ** 18n;
const hash = (byte) => `0x${byte.repeat(32)}`;
const signature = (byte) => `0x${byte.repeat(64)}`;
const CID = stringToHex('ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi');
const ENDPOINT = stringToHex('https://example.org/operator');

function submission(byte) {
  return {
    content_root: hash(byte),
    length: 4_096,
    uri: stringToHex('https://example.org/text'),
    sources: [
      [7n, 250_000_000],
      [2n ** 40n, 1],
    ],
    payout: ALICE,
  };
}

const LISTED = { span: { start: 40, len: 64 }, contribution: 2n ** 38n, offset: 300 };

function voucher(channel, answers, cumulative, byte) {
  return { channel, answers, cumulative, signature: signature(byte) };
}

function excerpt(first, byte) {
  return { first, bytes: stringToHex('what two texts share'), path: [hash(byte), hash('8f')] };
}

function exhibit(index, payment, binding) {
  return {
    index,
    path: [hash('90'), hash('a1')],
    receipt: {
      payment,
      model: 9,
      span_params: { min_span: 32, full_span: 256 },
      fee: OPEN / 3n,
      output_len: 70_000,
      output_root: hash('b2'),
      spans: [LISTED, { span: { start: 104, len: 4_096 }, contribution: 14n, offset: 5 }],
      salt: hash('c3'),
    },
    binding,
  };
}

export const SAMPLES = {
  Contributions: {
    create_datanet: {
      name: stringToHex('Körper'),
      admission: { type: 'Curated', value: [ALICE] },
      license: {
        terms: { type: 'Terms', value: hash('a1') },
        commercial_training: true,
        derivatives: true,
      },
      metadata: CID,
    },
    register: { datanet: 3, submission: submission('b2') },
    register_many: { datanet: 4, submissions: [submission('c3'), submission('d4')] },
    accept: { contribution: 5n },
    accept_many: { datanet: 6, contributions: [8n, 2n ** 63n] },
    reject: { contribution: 9n },
    retract: { contribution: 10n },
    withdraw: { contribution: 11n },
    appeal: { contribution: 12n },
    resolve_appeal: { contribution: 13n, ruling: { type: 'Abuse' } },
    set_payout: { contribution: 14n, payout: ALICE },
    set_uri: { contribution: 15n, uri: CID },
    transfer_ownership: { contribution: 16n, new_owner: ALICE },
    accept_ownership: { contribution: 17n },
    add_curator: { datanet: 18, curator: ALICE },
    remove_curator: { datanet: 19, curator: ALICE },
    set_frozen: { datanet: 20, frozen: true },
    set_datanet_metadata: { datanet: 21, metadata: CID },
    transfer_datanet: { datanet: 22, new_owner: ALICE },
    accept_datanet: { datanet: 23 },
    strike_malformed: { contribution: 18n, at: 1_023, len: 2, excerpt: excerpt(9, '29') },
  },
  Models: {
    register: {
      model: {
        kind: { type: 'Merge' },
        artifact: hash('e5'),
        metadata: CID,
        parents: [
          [1, 100_000_000],
          [4_000_000_000, 50_000_000],
        ],
        datasets: [{ datanet: 3, end: 100, excluded: [4, 99] }],
        method: { type: 'Span' },
        commercial: true,
        price_floor: 340_282_366_920_938_463_463n * OPEN,
        derivatives: { type: 'Allowed', value: { min_royalty: 125_000_000 } },
        payout: ALICE,
      },
    },
    set_status: { model: 2, status: { type: 'Retired' } },
    set_payout: { model: 3, payout: ALICE },
    transfer_ownership: { model: 4, new_developer: ALICE },
    accept_ownership: { model: 5 },
    set_price_floor: { model: 6, price_floor: 2n ** 70n },
  },
  Attribution: {
    settle_one: {
      operator: ALICE,
      answer: {
        model: 6,
        span_params: { min_span: 32, full_span: 256 },
        fee: OPEN / 2n,
        output_len: 70_000,
        credits: [
          { contribution: 1n, points: 64 },
          { contribution: 2n ** 33n, points: 1_000_000 },
        ],
      },
      commitment: hash('f6'),
    },
    finalize: { batch: 2n ** 34n, max_payments: 256 },
    settle_batch: {
      batch: {
        span_params: { min_span: 64, full_span: 512 },
        unit: OPEN / 1_000n,
        models: [
          { model: 9, contributions: [11n, 2n ** 37n, 2n ** 62n] },
          { model: 10, contributions: [] },
        ],
        channels: [
          {
            voucher: voucher(10n, 70n, 5n * OPEN, '4b'),
            first: 63n,
            receipts: [
              {
                skipped: 1n,
                model: 0,
                fee: 2n ** 53n,
                output_len: 70_000,
                credits: [
                  { place: 1, points: 64 },
                  { place: 2, points: 1_000_000 },
                ],
              },
              { skipped: 0n, model: 1, fee: 12n, output_len: 13, credits: [] },
            ],
          },
          {
            voucher: voucher(2n ** 36n, 2n ** 40n, 63n, '5c'),
            first: 2n ** 39n,
            receipts: [
              {
                skipped: 2n ** 20n,
                model: 0,
                fee: 7n,
                output_len: 14,
                credits: [{ place: 1, points: 14 }],
              },
            ],
          },
        ],
        commitments: hash('6d'),
      },
    },
    refute: {
      batch: 2n ** 39n,
      exhibit: exhibit(
        70,
        { type: 'Channel', value: { channel: 2n ** 40n, sequence: 15n } },
        { type: 'Signed', value: signature('7e') },
      ),
      proof: {
        type: 'EarlierHolder',
        value: {
          span: 1,
          contribution: 2n ** 34n,
          offset: 80_000,
          text: excerpt(78, 'd4'),
          reference: { type: 'Holder', value: excerpt(2, 'e5') },
        },
      },
    },
    demand_reveal: { batch: 16n, receipt: 32_767, span: 1_023 },
    reveal: {
      batch: 2n ** 41n,
      span: 2,
      exhibit: exhibit(
        3,
        { type: 'Direct', value: { payer: hash('f6') } },
        { type: 'Committed', value: [hash('b1'), hash('b3')] },
      ),
      evidence: { type: 'Span', value: { output: excerpt(4, '07'), text: excerpt(20_000, '18') } },
    },
    expire_demand: { batch: 17n, receipt: 18, span: 19 },
  },
  Channels: {
    register_operator: { endpoint: ENDPOINT, key: hash('07'), bond: 1_000n * OPEN },
    bond_extra: { amount: 2n ** 100n },
    set_endpoint: { endpoint: ENDPOINT },
    set_operator_key: { key: hash('18') },
    unbond: { amount: OPEN + 1n },
    withdraw_unbonded: {},
    deregister_operator: {},
    open_channel: { operator: ALICE, key: hash('29'), amount: 3n * OPEN },
    top_up: { channel: 2n ** 35n, amount: 4n },
    set_channel_key: { channel: 7n, key: hash('3a') },
    close_channel: { channel: 8n },
    withdraw_channel: { channel: 2n ** 63n },
  },
  Rewards: {
    claim: {},
    claim_for: { who: ALICE },
    set_payout: { payee: ALICE },
    claim_and_bond: {},
  },
  Veto: {
    propose: {
      parameter: {
        type: 'Attribution',
        value: { type: 'SpanParams', value: [undefined, { min_span: 24, full_span: 300 }] },
      },
    },
    veto: { change: 2 ** 31 },
    enact: { change: 9 },
  },
};

// A sample as polkadot.js takes it: an enum is an object of one key.
export function forPolkadotJs(value) {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(forPolkadotJs);
  if (value === null || typeof value !== 'object') return value;
  if ('type' in value) return { [value.type]: forPolkadotJs(value.value) };
  return mapped(value, forPolkadotJs);
}

// A sample as PAPI decodes it: what has no bytes is left out of a tuple.
export function forPapi(value) {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(forPapi);
  if (value === null || typeof value !== 'object') return value;
  return mapped(value, forPapi);
}

// What PAPI has decoded, as the samples write it: bytes in hex, and nothing for what is not there.
export function fromPapi(value) {
  if (value instanceof Uint8Array) return u8aToHex(value);
  if (Array.isArray(value)) return value.map(fromPapi);
  if (value === null || typeof value !== 'object') return value;
  return mapped(value, fromPapi);
}

function mapped(object, map) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}
