import { z } from 'zod';

/** A webhook of the platform, as far as the sample tenant looks into it. */
export const tenantEventSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  tenantId: z.string(),
  data: z.looseObject({
    callId: z.string().optional(),
    wacid: z.string().nullish(),
    direction: z.string().optional(),
    consumer: z.object({ waId: z.string().nullish(), userId: z.string().nullish() }).nullish(),
    sdp: z.object({ type: z.string(), sdp: z.string() }).nullish(),
  }),
});

export type TenantEvent = z.output<typeof tenantEventSchema>;

/** A received webhook; the platform may deliver it more than once. */
export interface ReceivedEvent {
  readonly event: TenantEvent;
  readonly receivedMs: number;
  deliveries: number;
}
