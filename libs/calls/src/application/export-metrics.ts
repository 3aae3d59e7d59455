import { Counter, Histogram } from 'prom-client';
import { metrics } from '#patchbay/kernel';

/** What the writing of exports comes to. */
export const exportMetrics = {
  /** Calls that are in a part of a file. */
  rows: new Counter({
    name: 'patchbay_call_export_rows_total',
    help: 'Calls written to exports.',
    registers: [metrics],
  }),
  /** Exports that are over. */
  ended: new Counter({
    name: 'patchbay_call_exports_ended_total',
    help: 'Exports by how they ended.',
    labelNames: ['state'],
    registers: [metrics],
  }),
  /** Turns that wrote nothing because something broke. */
  brokenTurns: new Counter({
    name: 'patchbay_call_export_broken_turns_total',
    help: 'Turns at exports that broke; six in a row end an export.',
    registers: [metrics],
  }),
  /** How long a page takes. */
  pageSeconds: new Histogram({
    name: 'patchbay_call_export_page_seconds',
    help: 'Reading and writing one page of calls, without the rest after it.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [metrics],
  }),
  /** Times when calls came first. */
  pauses: new Counter({
    name: 'patchbay_call_export_pauses_total',
    help: 'Times an export stood still because events of calls were waiting.',
    registers: [metrics],
  }),
};
