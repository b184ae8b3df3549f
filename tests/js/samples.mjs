// SPDX-License-Identifier: Apache-2.0
//
// One of each call of OpenLedger's own pallets, with no argument at its default. Names are those of
// the metadata; values are in the form of PAPI: an enum is `{ type, value }`, bytes are in hex.

import { stringToHex, u8aToHex } from '@polkadot/util';

export const ALICE = 'dZogzts8TRSZ81Da4XKEEb8nBKgYGRwiXcMtbWqX2MEDXfU1A';

const OPEN = 10n ** 18n;
const hash = (byte) => `0x${byte.repeat(32)}`;
const CID = stringToHex('ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi');

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

export const SAMPLES = {
  Contributions: {
    create_datanet: {
      name: stringToHex('Körper'),
      admission: { type: 'Curated', value: [ALICE] },
      licence: {
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
    rule: { contribution: 13n, ruling: { type: 'Abuse' } },
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
  },
  Models: {
    register: {
      model: {
        kind: { type: 'Merge' },
        artefact: hash('e5'),
        metadata: CID,
        parents: [
          [1, 100_000_000],
          [4_000_000_000, 50_000_000],
        ],
        datasets: [{ datanet: 3, upto: 100, excluded: [4, 99] }],
        method: { type: 'Span' },
        commercial: true,
        price_floor: 340_282_366_920_938_463_463n * OPEN,
        derivatives: { type: 'Allowed', value: { least_royalty: 125_000_000 } },
        payout: ALICE,
      },
    },
    set_status: { model: 2, status: { type: 'Retired' } },
    set_payout: { model: 3, payout: ALICE },
    transfer_ownership: { model: 4, new_developer: ALICE },
    accept_ownership: { model: 5 },
  },
  Attribution: {
    settle_one: {
      model: 6,
      operator: ALICE,
      receipt: {
        rule: { min_span: 32, full_span: 256 },
        fee: OPEN / 2n,
        output_len: 70_000,
        credits: [
          { contribution: 1n, points: 64 },
          { contribution: 2n ** 33n, points: 1_000_000 },
        ],
        commitment: hash('f6'),
      },
    },
    finalise: { batch: 2n ** 34n, max_contributions: 256 },
  },
  Rewards: {
    claim: {},
    claim_for: { who: ALICE },
    set_payout: { payee: ALICE },
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
