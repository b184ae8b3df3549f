// SPDX-License-Identifier: Apache-2.0
//
// A chain that makes its blocks when the test says so, and accounts that have money on it.

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_MINI_SECRET } from '@polkadot-labs/hdkd-helpers';
import {
  AccountId,
  createClient,
  type PolkadotSigner,
  type SS58String,
  type TxFinalizedPayload,
} from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { filter, firstValueFrom } from 'rxjs';
import { WebSocket } from 'ws';

import type { SpanParams, Split } from './receipt.ts';

// How addresses of the chain begin.
const PREFIX = 1612;

// One OPEN, in planck.
export const OPEN = 10n ** 18n;

// An account of the development seed: `//Alice`, `//Bob` and some others have money from the beginning,
// any other path is a new account. In a page the signer is the user's wallet, see
// `connectInjectedExtension` of `polkadot-api/pjs-signer`.
export function devAccount(path: string) {
  const { publicKey, sign } = sr25519CreateDerive(DEV_MINI_SECRET)(path);
  const address = AccountId(PREFIX).dec(publicKey);
  return { path, address, publicKey, signer: getPolkadotSigner(publicKey, 'Sr25519', sign) };
}
export type Account = ReturnType<typeof devAccount>;

// What of the chain's answers is used here. `npx papi add openledger -w ws://127.0.0.1:9944` writes types
// for all of it, and with `getTypedApi` every call is checked when it is compiled.
export type Terms = {
  span_params: SpanParams;
  split: Split;
  challenge_window: number;
};
export type Batch = { finalizable_at: number; deposit: bigint };
export type Operator = { bond: bigint; deposit: bigint };
export type Contribution = { owner: SS58String; status: { type: string } };

type Transaction = { signAndSubmit(from: PolkadotSigner): Promise<TxFinalizedPayload> };

export class Chain {
  readonly client;
  readonly api;

  constructor(url: string) {
    // Pages and Node.js 22 have a `WebSocket` of their own.
    this.client = createClient(getWsProvider(url, { websocketClass: WebSocket as never }));
    this.api = this.client.getUnsafeApi();
  }

  // Fails unless there is a node that makes blocks when it is told to.
  async ready() {
    const methods = this.client._request<{ methods: string[] }>('rpc_methods', []);
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no node answers')), 10_000).unref();
    });
    if (!(await Promise.race([methods, late])).methods.includes('engine_createBlocks')) {
      throw new Error('the node makes blocks by itself: start it with --dev --sealing manual');
    }
  }

  // Makes so many blocks. They are final at once; this waits until the client knows it.
  async createBlocks(count: number) {
    const last = await this.client._request<string>('engine_createBlocks', [count]);
    await firstValueFrom(this.client.finalizedBlock$.pipe(filter(({ hash }) => hash === last)));
  }

  // Signs and sends a transaction and makes a block with it. Fails when the call fails.
  async send(transaction: Transaction, { signer }: Account) {
    const outcome = transaction.signAndSubmit(signer);
    // One that no block can have, because its fee can't be paid say, ends the wait.
    await Promise.race([outcome, this.#pooled()]);
    await this.createBlocks(1);
    const { ok, events, dispatchError, block } = await outcome;
    if (!ok) throw new Error(`the call failed: ${JSON.stringify(dispatchError)}`);
    const find = (pallet: string, name: string) => {
      const found = events.find(({ type, value }) => type === pallet && value.type === name);
      if (!found) throw new Error(`there is no event ${pallet}.${name}`);
      return found.value.value;
    };
    const fee: bigint = find('TransactionPayment', 'TransactionFeePaid').actual_fee;
    return { fee, block: block.number, find };
  }

  // Waits until a transaction waits for its block.
  async #pooled() {
    while ((await this.client._request<string[]>('author_pendingExtrinsics', [])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  // What an account can spend, in planck.
  async free({ address }: Account) {
    const account = await this.api.query.System.Account.getValue(address);
    return (account as { data: { free: bigint } }).data.free;
  }

  // What an account has earned and not claimed, in planck.
  async owed({ address }: Account) {
    return (await this.api.apis.OpenLedgerApi.owed(address)) as bigint;
  }

  async terms() {
    return (await this.api.apis.OpenLedgerApi.terms()) as Terms;
  }

  async contribution(id: bigint) {
    return (await this.api.apis.OpenLedgerApi.contribution(id)) as Contribution | undefined;
  }

  async operator({ address }: Account) {
    return (await this.api.apis.OpenLedgerApi.operator(address)) as Operator | undefined;
  }

  // A batch that is not final yet.
  async batch(id: bigint) {
    return (await this.api.query.Attribution.Batches.getValue(id)) as Batch | undefined;
  }

  close() {
    this.client.destroy();
  }
}
