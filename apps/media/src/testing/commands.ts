import { randomUUID } from 'node:crypto';
import { newTraceparent } from '#patchbay/kernel';
import type { MediaCommand, MediaEvent } from '#patchbay/rpc';

type WithoutHead<C> = C extends MediaCommand
  ? Omit<C, 'v' | 'commandId' | 'tenantId' | 'callId' | 'epoch' | 'traceparent'>
  : never;

/** Makes the commands of one call. */
export class CallCommands {
  readonly tenantId = randomUUID();
  readonly callId = randomUUID();
  epoch = 1;

  make(body: WithoutHead<MediaCommand>, change: Partial<MediaCommand> = {}): MediaCommand {
    const { tenantId, callId, epoch } = this;
    const head = { v: 1, commandId: randomUUID(), tenantId, callId, epoch };
    return { ...head, traceparent: newTraceparent(), ...body, ...change } as MediaCommand;
  }
}

/** An event with a number, for tests of the way it takes. */
export function anEvent(seq: number): MediaEvent {
  return {
    kind: 'leg.connected',
    data: { leg: 'META' },
    tenantId: randomUUID(),
    callId: randomUUID(),
    epoch: 1,
    seq,
    atMs: 1,
    traceparent: newTraceparent(),
  };
}
