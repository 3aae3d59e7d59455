import { randomBytes, randomUUID } from 'node:crypto';
import {
  databaseConfigSchema,
  DatabasePools,
  PlatformDatabase,
  TenantDatabase,
  UseCases,
} from '#patchbay/database';
import {
  createLogger,
  EgressGuard,
  Envelope,
  loadConfig,
  newTraceparent,
  parseCidrs,
  systemTenantContext,
  type TenantContext,
  tenantContext,
  uuidv7,
} from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { AttemptDelivery } from '../application/attempt-delivery.js';
import { ClaimLane } from '../application/claim-lane.js';
import { CreateEndpoint } from '../application/create-endpoint.js';
import { DeliverDue } from '../application/deliver-due.js';
import { EndpointHealth } from '../application/endpoint-health.js';
import { EndpointTargets } from '../application/endpoint-targets.js';
import { type NewMessage, recordMessage } from '../application/record-message.js';
import type { CallReader } from '../application/call-reader.port.js';
import { WebhookSender } from '../application/webhook-sender.js';
import { ResultWriter } from '../application/write-results.js';
import { EVENT_TYPE_NAMES } from '../domain/event-types.js';
import { fanoutConfigSchema } from '../fanout.config.js';
import { SickEndpointsTable } from '../persistence/sick-endpoints.js';
import { SystemDatabase } from '../../../database/src/system-database.js';

const SILENT = createLogger({ name: 'test', level: 'silent' });
const LOOPBACK = parseCidrs('127.0.0.0/8,::1/128');

const targetsOf = (allow: typeof LOOPBACK): EndpointTargets =>
  new EndpointTargets(
    new EgressGuard(allow),
    { DANGEROUS_EGRESS_ALLOW: allow },
    fanoutConfigSchema.parse({}),
  );

interface AttemptRow {
  readonly message_id: string;
  readonly outcome: string;
  readonly number: number;
  readonly status_code: number | null;
  readonly response_excerpt: string | null;
  readonly target: string;
  readonly reason: string | null;
  readonly duration_ms: number;
}

interface DeadLetterRow {
  readonly message_id: string;
  readonly endpoint_id: string;
  readonly reason: string;
  readonly attempts: number;
}

interface DueRow {
  readonly message_id: string;
  readonly attempts: number;
  readonly due_at: Date;
  readonly lease_until: Date | null;
}

export interface WorldOptions {
  readonly allow?: typeof LOOPBACK;
  readonly timeoutMs?: number;
  readonly perEndpoint?: number;
  readonly places?: number;
  /** Further settings, as in the environment. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly health?: EndpointHealth;
}

/** The fan-out on a real database, with a clock that stands still and an SDP reader made of a Map. */
export class FanoutWorld {
  readonly clock = new FrozenClock(Date.now());
  readonly sdps = new Map<string, string>();
  readonly envelope = new Envelope({ activeKek: 'k', keks: { k: randomBytes(32) } });
  readonly tenantDatabase: TenantDatabase;
  readonly useCases: UseCases;
  readonly createEndpoint: CreateEndpoint;
  readonly #deliveries: DeliverDue[] = [];
  readonly #senders: WebhookSender[] = [];

  private constructor(readonly pools: DatabasePools) {
    this.tenantDatabase = new TenantDatabase(pools);
    this.useCases = new UseCases(this.tenantDatabase, this.clock);
    this.createEndpoint = this.createEndpointWith(LOOPBACK);
  }

  static async open(): Promise<FanoutWorld> {
    const { database } = loadConfig({ database: databaseConfigSchema });
    return new FanoutWorld(await DatabasePools.open(database, SILENT));
  }

  createEndpointWith(allow: typeof LOOPBACK): CreateEndpoint {
    return new CreateEndpoint(this.useCases, targetsOf(allow), this.envelope, this.clock);
  }

  /** A new tenant, and a context in which its administrator acts. */
  async tenant(): Promise<TenantContext> {
    const id = uuidv7(this.clock);
    const actor = { kind: 'system', id: 'test', roles: [] } as const;
    await new PlatformDatabase(this.pools, this.clock).run({ actor, action: 'test' }, (tx) =>
      tx.query(
        `insert into tenant (id, key, name, status, cell, created_at)
         values ($1, $2, 'Test', 'ACTIVE', 'local', $3)`,
        [id, randomUUID(), this.clock.now()],
      ),
    );
    return tenantContext(id, { kind: 'api_client', id: randomUUID(), roles: ['TENANT_ADMIN'] });
  }

  /** An endpoint for every type of event. */
  async endpoint(tenant: TenantContext, url: string): Promise<{ id: string; secret: string }> {
    const outcome = await this.createEndpoint.execute(tenant, {
      url,
      eventTypes: EVENT_TYPE_NAMES,
    });
    if (outcome.kind !== 'created') throw new Error(outcome.reason);
    return { id: outcome.endpoint.id, secret: outcome.secret.reveal() };
  }

  async message(tenant: TenantContext, message: Partial<NewMessage> = {}): Promise<string> {
    return this.tenantDatabase.run(tenant, (tx) =>
      recordMessage(tx, this.clock, {
        type: 'call.terminated',
        callId: uuidv7(this.clock),
        data: { direction: 'USER_INITIATED' },
        occurredAt: this.clock.now(),
        traceparent: newTraceparent(),
        isLive: false,
        ...message,
      }),
    );
  }

  /** The health of endpoints as one process knows it. */
  health(config = fanoutConfigSchema.parse({})): EndpointHealth {
    const sick = new SickEndpointsTable(new SystemDatabase(this.pools));
    return new EndpointHealth({ clock: this.clock, config, logger: SILENT, sick });
  }

  /** Delivery as one process does it. */
  delivery(options: WorldOptions = {}): DeliverDue {
    const { allow = LOOPBACK, timeoutMs = 10_000, perEndpoint = 8, places = 64 } = options;
    const { clock, envelope, tenantDatabase: database } = this;
    const config = fanoutConfigSchema.parse({
      FANOUT_TIMEOUT_MS: timeoutMs,
      FANOUT_IN_FLIGHT_PER_ENDPOINT: perEndpoint,
      FANOUT_IN_FLIGHT: places,
      FANOUT_GROUP_MS: 1,
      ...options.config,
    });
    const health = options.health ?? this.health(config);
    const sender = new WebhookSender(targetsOf(allow), config);
    const writer = new ResultWriter({ database, clock, health, groupMs: config.FANOUT_GROUP_MS });
    const failoverAfterMs = config.FANOUT_FAILOVER_AFTER_MS;
    const delivery = new DeliverDue({
      clock,
      logger: SILENT,
      config,
      claims: new ClaimLane({
        database,
        clock,
        logger: SILENT,
        config,
        callReader: this.#callReader(),
        health,
      }),
      attempts: new AttemptDelivery({
        clock,
        logger: SILENT,
        envelope,
        sender,
        writer,
        failoverAfterMs,
      }),
    });
    this.#deliveries.push(delivery);
    this.#senders.push(sender);
    return delivery;
  }

  #callReader(): CallReader {
    return {
      read: (tx, calls) => {
        const sdps = new Map<string, string>();
        for (const { callId, sdpKind } of calls) {
          const sdp = this.sdps.get(`${tx.tenantId} ${callId} ${sdpKind ?? ''}`);
          if (sdp !== undefined) sdps.set(`${callId} ${sdpKind ?? ''}`, sdp);
        }
        const consumer = { waId: '254700000001' };
        const consumers = new Map(calls.map(({ callId }) => [callId, consumer]));
        return Promise.resolve({ consumers, sdps });
      },
    };
  }

  attempts(tenant: TenantContext): Promise<AttemptRow[]> {
    return this.#rows<AttemptRow>(
      tenant,
      `select message_id, outcome, number, status_code, response_excerpt, target, reason, duration_ms
         from attempt order by id`,
    );
  }

  deadLetters(tenant: TenantContext): Promise<DeadLetterRow[]> {
    return this.#rows<DeadLetterRow>(
      tenant,
      'select message_id, endpoint_id, reason, attempts from dead_letter order by id',
    );
  }

  due(tenant: TenantContext): Promise<DueRow[]> {
    return this.#rows<DueRow>(
      tenant,
      'select message_id, attempts, due_at, lease_until from delivery_due order by message_id',
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#deliveries.map((delivery) => delivery.close()));
    await Promise.all(this.#senders.map((sender) => sender.onModuleDestroy()));
    await this.pools.close();
  }

  #rows<Row>(tenant: TenantContext, sql: string): Promise<Row[]> {
    const system = systemTenantContext(tenant.tenantId, 'test');
    return this.tenantDatabase.run(system, (tx) => tx.query<Row>(sql));
  }
}
