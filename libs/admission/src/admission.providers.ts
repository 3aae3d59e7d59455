import type { Provider } from '@nestjs/common';
import { TenantDatabase } from '#patchbay/database';
import { type Clock, CLOCK, type Logger, LOGGER } from '#patchbay/kernel';
import { StateConnection } from '#patchbay/state';
import { Admission } from './application/admission.js';
import { AdmissionRules } from './application/admission-rules.js';
import { ownRules } from './application/own-rules.js';
import { RenewSlots } from './application/renew-slots.js';
import { SlotBook } from './application/slot-book.js';
import { OpenSlots } from './persistence/open-slots.js';
import { SlotCounters } from './persistence/slot-counters.js';

/** Admission for a module that has the state connection; `AdmissionRules` is where rules go. */
export const ADMISSION_PROVIDERS: Provider[] = [
  OpenSlots,
  { provide: AdmissionRules, useFactory: ownRules },
  {
    provide: SlotCounters,
    inject: [StateConnection],
    useFactory: (state: StateConnection) => new SlotCounters(state),
  },
  {
    provide: SlotBook,
    inject: [TenantDatabase, SlotCounters, CLOCK, LOGGER],
    useFactory: (...parts: [TenantDatabase, SlotCounters, Clock, Logger]) => {
      const [database, counters, clock, logger] = parts;
      return new SlotBook({ database, counters, clock, logger });
    },
  },
  {
    provide: Admission,
    inject: [AdmissionRules, SlotCounters, SlotBook],
    useFactory: (rules: AdmissionRules, counters: SlotCounters, book: SlotBook) =>
      new Admission({ rules, counters, book }),
  },
  {
    provide: RenewSlots,
    inject: [OpenSlots, SlotBook],
    useFactory: (open: OpenSlots, book: SlotBook) => new RenewSlots(open, book),
  },
];
