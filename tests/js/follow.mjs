// SPDX-License-Identifier: Apache-2.0
//
// Follows a chain with PAPI's client, whatever it is connected to.

import { DisjointError, StopError } from '@polkadot-api/substrate-client';

import { metadataIn, versionArgument } from './metadata.mjs';

// `told` waits until there was word of a block, of any or of this one; `final` until so many are
// final, and gives them. The node ends it when a block isn't given back for a minute, so each use
// has one of its own.
function follow(client) {
  const blocks = [];
  const finalized = [];
  let onBlock = () => {};
  let onError = () => {};
  const chain = client.chainHead(
    true,
    (event) => {
      const final = event.finalizedBlockHashes ?? [];
      finalized.push(...final);
      if (event.type === 'initialized') blocks.push(...final);
      if (event.type === 'newBlock') blocks.push(event.blockHash);
      onBlock();
    },
    (error) => onError(error),
  );
  const until = (answer) =>
    new Promise((resolve, reject) => {
      onError = reject;
      onBlock = () => {
        const found = answer();
        if (found) resolve(found);
      };
      onBlock();
    });
  const told = (hash) => until(() => (hash ? blocks.includes(hash) && hash : blocks.at(-1)));
  const final = (count) => until(() => finalized.length >= count && finalized);
  return { chain, told, final };
}

// Gives `use` the followed chain. A node may stop telling at any time, as ours does when a block
// comes while it begins to: then a client follows anew.
export async function following(client, use) {
  for (let tries = 1; ; tries += 1) {
    const { chain, ...waiting } = follow(client);
    try {
      return await use({ chain, ...waiting });
    } catch (error) {
      const stopped = error instanceof StopError || error instanceof DisjointError;
      if (!stopped || tries === 5) throw error;
    } finally {
      chain.unfollow();
    }
  }
}

export async function metadataAt(chain, block, version) {
  const argument = versionArgument(version);
  return metadataIn(await chain.call(block, 'Metadata_metadata_at_version', argument));
}
