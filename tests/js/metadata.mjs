// SPDX-License-Identifier: Apache-2.0
//
// A chain's metadata as polkadot.js reads it, at any of the versions that the chain serves.

import assert from 'node:assert/strict';

import { Metadata, TypeRegistry, expandMetadata } from '@polkadot/types';
import { bnToU8a, hexToU8a, u8aToHex } from '@polkadot/util';

export const VERSIONS = [14, 15, 16];

// What `state_call` and its kin take for a version.
export function versionArgument(version) {
  return u8aToHex(bnToU8a(version, { bitLength: 32, isLe: true }));
}

// The metadata in an answer of `Metadata_metadata_at_version`.
export function metadataIn(answer) {
  const registry = new TypeRegistry();
  return registry.createType('Option<Bytes>', hexToU8a(answer)).unwrap().toU8a(true);
}

// `decorated` is what the API of polkadot.js offers: calls, events, errors, constants, storage.
export function readMetadata(bytes) {
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, bytes);
  registry.setMetadata(metadata, undefined, undefined, true);
  const { version, asLatest } = metadata;
  const { lookup } = registry;
  return {
    registry,
    lookup,
    version,
    pallets: asLatest.pallets,
    decorated: expandMetadata(registry, metadata),
  };
}

// A pallet as polkadot.js names it: `VoterList` is `voterList`.
export const camel = (name) => name.charAt(0).toLowerCase() + name.slice(1);

// The variants of an enum of the metadata: the calls, events or errors of a pallet.
export function variantsOf({ lookup }, part) {
  if (part.isNone) return [];
  return lookup.getSiType(part.unwrap().type).def.asVariant.variants;
}

// The type of the values of a storage item.
export function valueType({ type }) {
  return type.isPlain ? type.asPlain : type.asMap.value;
}

// Fails when polkadot.js can't make a value of the type that a metadata id stands for.
export function assertTyped({ registry }, id, where) {
  const name = registry.createLookupType(id);
  const Class = registry.createClassUnsafe(name);
  assert.notEqual(Class.name, 'DoNotConstruct', `${where} has no type`);
}

// Fails unless bytes of the type stay what they are when they are decoded and encoded again.
export function assertRoundTrip({ registry }, id, bytes, where) {
  const value = registry.createTypeUnsafe(registry.createLookupType(id), [bytes]);
  assert.equal(u8aToHex(value.toU8a()), u8aToHex(bytes), where);
}

// The function that makes a call, and its arguments' names, by the names in the metadata.
export function callOf({ decorated }, pallet, name) {
  const calls = Object.values(decorated.tx[camel(pallet)] ?? {});
  const make = calls.find(({ meta }) => meta.name.eq(name));
  assert.ok(make, `no call ${pallet}.${name}`);
  return { make, names: make.meta.fields.map((field) => field.name.unwrap().toString()) };
}
