// SPDX-License-Identifier: Apache-2.0
//
// Bytes of some value of any type of a chain's metadata, made without any codec. Who decodes them
// as they are meant encodes the same bytes again.

import { compactToU8a, u8aConcat } from '@polkadot/util';

// From this depth on values are as small as they can be: calls have calls in them.
const DEEP = 6;

const WIDTHS = { 8: 1, 16: 2, 32: 4, 64: 8, 128: 16, 256: 32 };

// `lookup` is the registry of types that polkadot.js makes of metadata.
export function bytesOf(lookup, id, depth = 0) {
  const { def } = lookup.getSiType(id);
  const inner = (id) => bytesOf(lookup, id, depth + 1);
  if (def.isPrimitive) return primitive(def.asPrimitive.type);
  if (def.isCompact) return compactToU8a(5);
  if (def.isTuple) return u8aConcat(...def.asTuple.map(inner));
  if (def.isComposite) return u8aConcat(...def.asComposite.fields.map(({ type }) => inner(type)));
  if (def.isBitSequence) return u8aConcat(compactToU8a(8), [0b0110_1001]);
  if (def.isArray) {
    const item = inner(def.asArray.type);
    return u8aConcat(...Array.from({ length: def.asArray.len.toNumber() }, () => item));
  }
  if (def.isSequence) {
    return depth < DEEP ? u8aConcat(compactToU8a(1), inner(def.asSequence.type)) : compactToU8a(0);
  }
  if (def.isVariant) {
    const { variants } = def.asVariant;
    // A type of which there is no value.
    if (variants.length === 0) return new Uint8Array();
    const variant = depth < DEEP ? variants[variants.length - 1] : smallest(variants);
    const { index, fields } = variant;
    return u8aConcat([index.toNumber()], ...fields.map(({ type }) => inner(type)));
  }
  throw new Error(`type ${id} is ${def.type}`);
}

// All fields of a call, an event or an error, one after the other.
export function fieldsOf(lookup, { fields }) {
  return u8aConcat(...fields.map(({ type }) => bytesOf(lookup, type)));
}

function smallest(variants) {
  return variants.reduce((least, variant) =>
    variant.fields.length < least.fields.length ? variant : least,
  );
}

function primitive(name) {
  if (name === 'Bool') return new Uint8Array([1]);
  if (name === 'Char') return new Uint8Array([0x61, 0, 0, 0]);
  if (name === 'Str') return new Uint8Array([1 << 2, 0x61]);
  const width = WIDTHS[name.slice(1)];
  if (!width) throw new Error(`a primitive ${name}`);
  // 7, or 263.
  return Uint8Array.from({ length: width }, (_, at) => [7, 1][at] ?? 0);
}
