import { z } from 'zod';
import { NO_WEBHOOK_FAULTS, webhookFaultsSchema } from '../webhooks/webhook-faults.js';
import type { GraphRequest } from '../graph/graph-request.js';
import { mediaFaultsSchema } from '../media/media-faults.js';

/** A Graph request that goes wrong: refused with a status, or answered too late. */
const graphFaultSchema = z
  .strictObject({
    /** Name of the endpoint, see GraphRoute; `calls` unless told. */
    endpoint: z.string().default('calls'),
    /** Of an endpoint that does several things, the one that goes wrong. */
    action: z.string().optional(),
    phoneNumberId: z.string().optional(),
    /** Answer with this HTTP status and an error body. */
    status: z.number().int().min(400).max(599).optional(),
    /** Meta's error code in that body. */
    code: z.number().int().optional(),
    /** Keep the answer back for so long. */
    timeoutMs: z.number().int().positive().optional(),
    /** Whether the request takes effect all the same. A late answer is late, not undone. */
    applied: z.boolean().optional(),
    times: z.number().int().positive().default(1),
  })
  .refine((fault) => (fault.status === undefined) !== (fault.timeoutMs === undefined), {
    message: 'give either status or timeoutMs',
  });

export const faultsSchema = z.strictObject({
  graph: z.array(graphFaultSchema).default([]),
  webhooks: webhookFaultsSchema.default(NO_WEBHOOK_FAULTS),
  media: mediaFaultsSchema.default(mediaFaultsSchema.parse({})),
});

/** Faults of one call only, on top of the general ones. */
export const callFaultsSchema = z.strictObject({
  webhooks: webhookFaultsSchema.optional(),
  media: mediaFaultsSchema.optional(),
});

export type GraphFault = z.output<typeof graphFaultSchema>;
export type FaultSettings = z.output<typeof faultsSchema>;
export type CallFaults = z.output<typeof callFaultsSchema>;

/** A Graph request as the faults see it. */
export interface FaultableRequest {
  readonly endpoint: string;
  readonly action: string | null;
  readonly objectId: string;
  /** Its parameters, for faults of one call or user. */
  readonly request?: Pick<GraphRequest, 'param'>;
}

/** The faults in force. Those of Graph requests are used up. */
export class Faults {
  #settings = faultsSchema.parse({});
  #graph: { readonly fault: GraphFault; left: number }[] = [];

  get settings(): FaultSettings {
    return this.#settings;
  }

  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#graph = settings.graph.map((fault) => ({ fault, left: fault.times }));
  }

  clear(): void {
    this.set(faultsSchema.parse({}));
  }

  /** The fault that hits this request, if any; counts it. */
  takeGraph(asked: FaultableRequest): GraphFault | undefined {
    const hit = this.#graph.find(
      ({ fault, left }) =>
        left > 0 &&
        fault.endpoint === asked.endpoint &&
        (fault.action ?? asked.action) === asked.action &&
        (fault.phoneNumberId ?? asked.objectId) === asked.objectId,
    );
    if (hit === undefined) return undefined;
    hit.left -= 1;
    return hit.fault;
  }
}
