// SPDX-License-Identifier: Apache-2.0
//
// Checks that receipts and vouchers can be made, signed and verified with what polkadot.js and PAPI
// have: by the vectors of docs/spec, and each what the other has signed. No node is needed.
//
//     node signatures.mjs

import assert from 'node:assert/strict';

import {
  Blake2256,
  Bytes,
  Struct,
  Vector,
  Variant,
  compactBn,
  u16,
  u32,
  u64,
  u128,
} from '@polkadot-api/substrate-bindings';
import { sr25519, sr25519Derive } from '@polkadot-labs/hdkd-helpers';
import { TypeRegistry } from '@polkadot/types';
import { hexToU8a, stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import {
  blake2AsU8a,
  cryptoWaitReady,
  sr25519PairFromSeed,
  sr25519Sign,
  sr25519Verify,
} from '@polkadot/util-crypto';

import { check, finish, startWith } from './report.mjs';
import { commitmentOf, receiptMessage, voucherMessage } from './transactions.mjs';

startWith('signatures.mjs');
await cryptoWaitReady();

const filled = (byte) => new Uint8Array(32).fill(byte);
const GENESIS = u8aToHex(filled(2));
const OPERATOR = filled(3);
const ROOT = '0x9d65937828110b5fc6a40eecd4b74af555853ab8ac614f6f54f599e8d18caa88';

// The receipt of the worked example, without who pays for it.
const ANSWER = {
  model: 1,
  span_params: { min_span: 32, full_span: 256 },
  fee: 1_000_000n,
  output_len: 100,
  output_root: hexToU8a(ROOT),
  spans: [
    { span: { start: 14, len: 57 }, contribution: 5n, offset: 4 },
    { span: { start: 44, len: 51 }, contribution: 8n, offset: 8 },
  ],
  salt: filled(7),
};
// Who pays, in the form of PAPI; bytes of the receipt, and its commitment.
const PAID = {
  'an account': [
    { type: 'Direct', value: { payer: filled(1) } },
    166,
    '0x94648716d41380ec322baa58c0632c228679f80b534ed509bcd275aa02ee817b',
  ],
  'a channel': [
    { type: 'Channel', value: { channel: 5n, sequence: 0n } },
    150,
    '0x9121de1d596516802edd61a39df476abd94e71b15c2d5ba8a1e4626396d3708a',
  ],
};
const PROMISE = { channel: 5n, answers: 2n, cumulative: 2_500_000n };

// Whose key it is by its seed, what is signed, and one of the signatures over it.
const SIGNED = {
  'a receipt': {
    seed: filled(4),
    key: '0xc2e2bd71e04a6af2897c3414d6fd403477245060fd22daaa412ff51b83c0c22e',
    message: receiptMessage(GENESIS, OPERATOR, hexToU8a(PAID['a channel'][2])),
    bytes: [
      '6f70656e6c65646765722f726563656970742f32',
      '02'.repeat(32),
      '03'.repeat(32),
      '9121de1d596516802edd61a39df476abd94e71b15c2d5ba8a1e4626396d3708a',
    ],
    signature:
      '0x7a8f1554e22abaa07016686f649466e6d5da7f35e47affec46a888b202672b60' +
      '5ec845b6769a32f57d43cbb871170c67cdc7b7ee26ee596d993c872f25d08789',
  },
  'a voucher': {
    seed: filled(1),
    key: '0x189dac29296d31814dc8c56cf3d36a0543372bba7538fa322a4aebfebc39e056',
    message: voucherMessage(GENESIS, PROMISE),
    bytes: [
      '6f70656e6c65646765722f766f75636865722f32',
      '02'.repeat(32),
      '0500000000000000',
      '0200000000000000',
      'a0252600000000000000000000000000',
    ],
    signature:
      '0xee844fdc6ec82ee2d49ff2323942898b120309ef45ded629c626d2609ba0cf58' +
      'a3d432515966c4a3fee4dd6e13740758d1e907d9c3709cbd1d3d7266c0970388',
  },
};

// Signs and verifies, with what each has.
const LIBRARIES = {
  'polkadot.js': {
    sign: (message, seed) => sr25519Sign(message, sr25519PairFromSeed(seed)),
    publicKey: (seed) => sr25519PairFromSeed(seed).publicKey,
    verify: (signature, message, key) => sr25519Verify(message, signature, key),
  },
  PAPI: {
    sign: (message, seed) => sr25519Derive(seed, sr25519, []).sign(message),
    publicKey: (seed) => sr25519Derive(seed, sr25519, []).publicKey,
    verify: (signature, message, key) => sr25519.verify(signature, message, key),
  },
};

// A receipt by the codecs of PAPI.
const papiReceipt = Struct({
  payment: Variant({
    Direct: Struct({ payer: Bytes(32) }),
    Channel: Struct({ channel: u64, sequence: u64 }),
  }),
  model: u32,
  span_params: Struct({ min_span: u16, full_span: u16 }),
  fee: u128,
  output_len: u32,
  output_root: Bytes(32),
  spans: Vector(
    Struct({ span: Struct({ start: u32, len: u32 }), contribution: u64, offset: u32 }),
  ),
  salt: Bytes(32),
});

// The same by the types of polkadot.js.
const registry = new TypeRegistry();
registry.register({
  Payment: {
    _enum: { Direct: { payer: '[u8; 32]' }, Channel: { channel: 'u64', sequence: 'u64' } },
  },
  SpanParams: { min_span: 'u16', full_span: 'u16' },
  HeldSpan: { span: { start: 'u32', len: 'u32' }, contribution: 'u64', offset: 'u32' },
  Receipt: {
    payment: 'Payment',
    model: 'u32',
    span_params: 'SpanParams',
    fee: 'u128',
    output_len: 'u32',
    output_root: 'H256',
    spans: 'Vec<HeldSpan>',
    salt: '[u8; 32]',
  },
  Voucher: {
    channel: 'Compact<u64>',
    answers: 'Compact<u64>',
    cumulative: 'Compact<u128>',
    signature: '[u8; 64]',
  },
});

for (const [payer, [payment, length, commitment]] of Object.entries(PAID)) {
  await check(`a receipt that ${payer} pays should have the commitment of the vector`, () => {
    const { type, value } = payment;
    const bytes = papiReceipt.enc({ payment, ...ANSWER });
    const same = registry.createType('Receipt', { payment: { [type]: value }, ...ANSWER }).toU8a();
    assert.equal(u8aToHex(same), u8aToHex(bytes));
    assert.equal(bytes.length, length);
    assert.equal(u8aToHex(commitmentOf(bytes)), commitment);
    const domain = stringToU8a('openledger/commitment/2');
    assert.equal(u8aToHex(Blake2256(u8aConcat([0x5c], domain, bytes))), commitment);
    return `${length} bytes`;
  });
}

for (const [what, { seed, key, message, bytes, signature }] of Object.entries(SIGNED)) {
  await check(`${what} should be signed as the vector says`, () => {
    assert.equal(u8aToHex(message), `0x${bytes.join('')}`);
    const other = blake2AsU8a(message, 256);
    for (const [name, { publicKey, verify }] of Object.entries(LIBRARIES)) {
      assert.equal(u8aToHex(publicKey(seed)), key, name);
      assert.ok(verify(hexToU8a(signature), message, hexToU8a(key)), name);
      assert.ok(!verify(hexToU8a(signature), other, hexToU8a(key)), name);
      assert.ok(!verify(hexToU8a(signature), message, publicKey(filled(9))), name);
    }
    return `${message.length} bytes`;
  });

  for (const [signer, { sign }] of Object.entries(LIBRARIES)) {
    for (const [verifier, { verify }] of Object.entries(LIBRARIES)) {
      await check(`${verifier} should verify ${what} that ${signer} has signed`, () => {
        const signed = sign(message, seed);
        assert.equal(signed.length, 64);
        assert.ok(verify(signed, message, hexToU8a(key)));
        const altered = Uint8Array.from(signed, (byte, at) => (at === 40 ? byte ^ 1 : byte));
        assert.ok(!verify(altered, message, hexToU8a(key)));
      });
    }
  }
}

await check('a voucher should be written as the vector says', () => {
  const { signature } = SIGNED['a voucher'];
  const papi = Struct({
    channel: compactBn,
    answers: compactBn,
    cumulative: compactBn,
    signature: Bytes(64),
  });
  const voucher = { ...PROMISE, signature: hexToU8a(signature) };
  const expected = `0x140882969800${signature.slice(2)}`;
  assert.equal(u8aToHex(papi.enc(voucher)), expected);
  assert.equal(registry.createType('Voucher', voucher).toHex(), expected);
});

finish();
