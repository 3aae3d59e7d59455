import type { Provider } from '@nestjs/common';
import { AdmissionRules } from '#patchbay/admission';
import { TenantDatabase, UseCases } from '#patchbay/database';
import { DELIVERY_DOORBELL, type DeliveryDoorbell } from '#patchbay/fanout';
import { type Clock, CLOCK, type Envelope, ENVELOPE, type Logger, LOGGER } from '#patchbay/kernel';
import { GraphClient } from '#patchbay/meta';
import {
  CONSUMER_DIRECTORY,
  type ConsumerDirectory,
} from './application/consumer-directory.port.js';
import { ListPermissions } from './application/list-permissions.js';
import { ExpirePermissions } from './application/expire-permissions.js';
import { PermissionDoubts } from './application/permission-doubts.js';
import { permissionRules } from './application/permission-rules.js';
import { ShowPermission } from './application/show-permission.js';
import { DuePermissions } from './persistence/due-permissions.js';

/** Adds the rules about permissions to those of the process. */
export class RegisterPermissionRules {
  readonly #rules: AdmissionRules;

  constructor(rules: AdmissionRules) {
    this.#rules = rules;
  }

  onModuleInit(): void {
    for (const rule of permissionRules()) this.#rules.register(rule);
  }
}

type DoubtTools = [
  TenantDatabase,
  Clock,
  Envelope,
  Logger,
  GraphClient,
  ConsumerDirectory,
  DeliveryDoorbell,
];

/**
 * The ledger of permissions for a module that has admission, a GraphClient and CONSUMER_DIRECTORY;
 * messages are what CallMessagesModule is for.
 */
export const PERMISSION_PROVIDERS: Provider[] = [
  {
    provide: RegisterPermissionRules,
    inject: [AdmissionRules],
    useFactory: (rules: AdmissionRules) => new RegisterPermissionRules(rules),
  },
  {
    provide: PermissionDoubts,
    inject: [
      TenantDatabase,
      CLOCK,
      ENVELOPE,
      LOGGER,
      GraphClient,
      CONSUMER_DIRECTORY,
      DELIVERY_DOORBELL,
    ],
    useFactory: (...parts: DoubtTools) => {
      const [database, clock, envelope, logger, graph, consumers, doorbell] = parts;
      return new PermissionDoubts({
        database,
        clock,
        envelope,
        logger,
        graph,
        consumers,
        doorbell,
      });
    },
  },
  DuePermissions,
  {
    provide: ExpirePermissions,
    inject: [DuePermissions, TenantDatabase, CLOCK, LOGGER, DELIVERY_DOORBELL],
    useFactory: (...parts: [DuePermissions, TenantDatabase, Clock, Logger, DeliveryDoorbell]) => {
      const [due, database, clock, logger, doorbell] = parts;
      return new ExpirePermissions({ due, database, clock, logger, doorbell });
    },
  },
  {
    provide: ShowPermission,
    inject: [UseCases, CLOCK, CONSUMER_DIRECTORY, PermissionDoubts],
    useFactory: (...parts: [UseCases, Clock, ConsumerDirectory, PermissionDoubts]) => {
      const [useCases, clock, consumers, doubts] = parts;
      return new ShowPermission({ useCases, clock, consumers, doubts });
    },
  },
  {
    provide: ListPermissions,
    inject: [UseCases, CLOCK, CONSUMER_DIRECTORY],
    useFactory: (useCases: UseCases, clock: Clock, consumers: ConsumerDirectory) =>
      new ListPermissions({ useCases, clock, consumers }),
  },
];
