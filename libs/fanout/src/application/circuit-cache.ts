import { type Circuit, CLOSED_CIRCUIT } from '../domain/circuit.js';
import type { SickEndpoint } from '../persistence/sick-endpoints.js';

interface Known {
  readonly circuit: Circuit;
  /** When this process learnt it, in the order of what it learnt. */
  readonly turn: number;
}

/** The endpoint of a tenant, as one text. */
export function keyOf(endpoint: {
  readonly tenantId: string;
  readonly endpointId: string;
}): string {
  return `${endpoint.tenantId} ${endpoint.endpointId}`;
}

/**
 * What this process knows of the circuits: those of endpoints that fail, from the table and from its
 * own attempts. Every other endpoint is well, and costs nothing.
 */
export class CircuitCache {
  readonly #known = new Map<string, Known>();
  #turn = 0;

  get(key: string): Circuit {
    return this.#known.get(key)?.circuit ?? CLOSED_CIRCUIT;
  }

  /** Whether the endpoint's last attempt failed, as far as known here. */
  isSick(key: string): boolean {
    return this.get(key).failures > 0;
  }

  /** Keeps what an attempt of this process has just written down. */
  learn(key: string, circuit: Circuit): void {
    this.#turn += 1;
    this.#known.set(key, { circuit, turn: this.#turn });
  }

  /** Begins a look at the table; what is learnt from now on is newer than what the look brings. */
  beginLook(): number {
    return this.#turn;
  }

  /** Takes over the table as it was when the look began. */
  endLook(turn: number, rows: readonly SickEndpoint[]): void {
    const found = new Map(rows.map((row) => [keyOf(row), row.circuit]));
    for (const [key, known] of this.#known) {
      if (known.turn <= turn && !found.has(key)) this.#known.delete(key);
    }
    for (const [key, circuit] of found) {
      if ((this.#known.get(key)?.turn ?? 0) <= turn) this.#known.set(key, { circuit, turn });
    }
  }

  /** Endpoints whose circuit is not closed. */
  open(): { readonly tenantId: string; readonly endpointId: string }[] {
    return [...this.#known]
      .filter(([, { circuit }]) => circuit.openUntil !== null)
      .map(([key]) => {
        const [tenantId = '', endpointId = ''] = key.split(' ');
        return { tenantId, endpointId };
      });
  }
}
