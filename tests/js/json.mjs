// SPDX-License-Identifier: Apache-2.0
//
// An answer of the runtime API as the `openledger_*` methods of the node write it.

import { Bytes, Enum, GenericAccountId, Option, Struct, Tuple, Vec, bool } from '@polkadot/types';
import { isBn } from '@polkadot/util';

// Names of what pairs stand for, by the field that has them.
const PAIRS = {
  sources: ['contribution', 'parts'],
  parents: ['model', 'parts'],
  royalties: ['model', 'parts'],
  models: ['model', 'amount'],
};

const snake = (name) =>
  name
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

// `field` is the name of the field that `value` is of.
export function asJson(value, field) {
  if (value instanceof Option) return value.isNone ? null : asJson(value.unwrap(), field);
  if (value instanceof Enum) {
    const name = snake(value.type);
    return value.isNone || value.isBasic ? name : { [name]: asJson(value.inner, name) };
  }
  if (value instanceof Tuple) {
    return Object.fromEntries([...value].map((item, at) => [PAIRS[field][at], asJson(item)]));
  }
  if (value instanceof Struct) {
    // polkadot.js calls a field that a struct has already, such as `hash`, by a name with a line behind.
    const named = [...value].map(([name, item]) => [snake(name.replace(/_$/, '')), item]);
    const fields = named.map(([name, item]) => [name, asJson(item, name)]);
    // A snapshot has the fields of its dataset.
    const { dataset, ...json } = Object.fromEntries(fields);
    return { ...dataset, ...json };
  }
  if (value instanceof Vec) return [...value].map((item) => asJson(item, field));
  if (value instanceof GenericAccountId) return value.toString();
  if (value instanceof Bytes) return value.toUtf8();
  if (value instanceof bool) return value.isTrue;
  if (isBn(value)) return value.bitLength() > 64 ? value.toString() : value.toNumber();
  return value.toHex();
}
