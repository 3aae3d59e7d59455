import type { TenantTransaction } from '#patchbay/database';
import type { CallParts, CallReader, WantedCall } from '#patchbay/fanout';
import type { Envelope } from '#patchbay/kernel';
import { consumersOfCalls } from '../persistence/call-parts.repository.js';
import { type CallSdpKind, readSdps } from '../persistence/call-sdp.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';

/** Who the consumers of calls are, and calls' SDP, for messages that leave. */
export class ReadCallParts implements CallReader {
  readonly #envelope: Envelope;

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
  }

  async read(
    tx: TenantTransaction,
    calls: readonly WantedCall[],
    consumerIds: readonly string[] = [],
  ): Promise<CallParts> {
    const callIds = [...new Set(calls.map(({ callId }) => callId))];
    const ofCalls = await this.#consumers(tx, callIds);
    const alone = await findConsumers(tx, this.#envelope, consumerIds);
    const consumers = new Map([
      ...ofCalls,
      ...alone.map(({ id, identity }) => [id, identity] as const),
    ]);
    return { consumers, sdps: await this.#sdps(tx, calls) };
  }

  async #consumers(
    tx: TenantTransaction,
    callIds: readonly string[],
  ): Promise<ReadonlyMap<string, ConsumerIdentity>> {
    const consumerIds = await consumersOfCalls(tx, callIds);
    const found = await findConsumers(tx, this.#envelope, [...new Set(consumerIds.values())]);
    const identities = new Map(found.map(({ id, identity }) => [id, identity]));
    return new Map(
      [...consumerIds].map(([callId, consumerId]) => [callId, identities.get(consumerId) ?? {}]),
    );
  }

  #sdps(tx: TenantTransaction, calls: readonly WantedCall[]): Promise<ReadonlyMap<string, string>> {
    const wanted = calls.flatMap(({ callId, sdpKind: kind }) =>
      kind === null ? [] : [{ callId, kind: kind as CallSdpKind }],
    );
    return readSdps(tx, this.#envelope, wanted);
  }
}
