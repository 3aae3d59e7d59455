import { describe, expect, it } from '@jest/globals';
import { createLogger, metrics } from '#patchbay/kernel';
import { tellQuarantined } from './tell-quarantined.js';

const event = {
  appKey: 'alpha',
  reason: 'UNBOUND_APP',
  kind: 'calls.connect',
  wabaId: null,
  phoneNumberId: '410000000000001',
  traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
};

describe('tellQuarantined', () => {
  it('counts each event and logs one line for each app, reason and account', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const other = { ...event, phoneNumberId: '410000000000002' };
    const events = [event, { ...event, kind: 'calls.terminate' }, other];
    tellQuarantined(createLogger({ name: 'test', level: 'warn', destination }), events);

    const { values } = (await metrics
      .getSingleMetric('patchbay_webhook_quarantined_total')
      ?.get()) as { values: unknown };
    expect(values).toEqual([{ value: 3, labels: { reason: 'UNBOUND_APP', app: 'alpha' } }]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: 'webhook.quarantined', phoneNumberId: '410000000000001', events: 2 },
      { msg: 'webhook.quarantined', phoneNumberId: '410000000000002', traceId: '1'.repeat(32) },
    ]);
  });
});
