// SPDX-License-Identifier: Apache-2.0
//
// What the chain knows of a text and of an answer, as docs/spec says it: roots, receipts,
// credits, and how a fee is divided.

import { blake2b256 } from '@polkadot-labs/hdkd-helpers';
import { Bytes, Enum, Struct, Vector, u16, u32, u64, u128, type CodecType } from 'scale-ts';

const CHUNK = 1_024;
const BILLION = 1_000_000_000n;

// The numbers of the span rule, in bytes: shortest match that counts, and length that counts in full.
const SpanParams = Struct({ min_span: u16, full_span: u16 });
export type SpanParams = CodecType<typeof SpanParams>;

export const Receipt = Struct({
  payment: Enum({ Direct: Bytes(32), Channel: Struct({ channel: u64, sequence: u64 }) }),
  model: u32,
  span_params: SpanParams,
  fee: u128,
  output_len: u32,
  output_root: Bytes(32),
  spans: Vector(Struct({ start: u32, len: u32, contribution: u64, offset: u32 })),
  salt: Bytes(32),
});
export type Receipt = CodecType<typeof Receipt>;

const encoder = new TextEncoder();

export const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`;

// The root of a text in normal form: without control characters and what can't be seen, in NFC, with
// one space for any white space and none at the ends. ASCII with single spaces between its words is.
// `openledger contribution register` makes the normal form of any text. A root of another form can be struck.
export function contentRoot(text: Uint8Array): Uint8Array {
  let level: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += CHUNK) {
    level.push(hash([0x00], text.subarray(at, at + CHUNK)));
  }
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      // The last of an odd number goes up unchanged.
      above.push(right ? hash([0x01], left, right) : left);
    }
    level = above;
  }
  return hash([0x02], u64.enc(BigInt(text.length)), level[0]);
}

// What stands for a receipt on the chain, which says nothing about it until it is shown.
export function commitment(receipt: Receipt): Uint8Array {
  const domain = encoder.encode('openledger/commitment/2');
  return hash([domain.length << 2], domain, Receipt.enc(receipt));
}

// The credits of a receipt of which no two spans share a byte, nor a contribution: where they do,
// the span rule says whose the bytes are.
export function credits(receipt: Receipt): { contribution: bigint; points: number }[] {
  const full = receipt.span_params.full_span;
  return receipt.spans
    .map(({ contribution, len }) => ({ contribution, points: len * Math.min(len, full) }))
    .sort((a, b) => (a.contribution < b.contribution ? -1 : 1));
}

// Shares of a fee, in parts of a billion, as `terms` of the runtime API has them.
export type Split = {
  platform: number;
  operator: number;
  model: number;
  stakers: number;
  unattributed_to_model: number;
};

// How the fee of a receipt is divided, to the planck. What is left of it is the treasury's.
export function division(receipt: Receipt, split: Split) {
  const part = (amount: bigint, share: number) => (amount * BigInt(share)) / BILLION;
  const capacity = BigInt(receipt.span_params.full_span * receipt.output_len);
  const points = credits(receipt).map(({ points }) => BigInt(points));
  const others = split.platform + split.operator + split.model + split.stakers;
  const data = part(receipt.fee, 1_000_000_000 - others);
  const attributed = points.reduce((sum, points) => sum + points, 0n);
  const unattributed = (data * (capacity - attributed)) / capacity;
  return {
    contributions: points.map((points) => (data * points) / capacity),
    operator: part(receipt.fee, split.operator),
    model: part(receipt.fee, split.model) + part(unattributed, split.unattributed_to_model),
    stakers: part(receipt.fee, split.stakers),
  };
}

function hash(prefix: number[], ...parts: Uint8Array[]): Uint8Array {
  return blake2b256(Buffer.concat([Uint8Array.from(prefix), ...parts]));
}
