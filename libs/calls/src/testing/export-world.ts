import { text } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
import {
  CLOCK,
  createLogger,
  type Envelope,
  ENVELOPE,
  type Secrets,
  SECRETS,
  type SystemClock,
  type TenantContext,
} from '#patchbay/kernel';
import { SystemDatabase } from '../../../database/src/system-database.js';
import { CancelCallExport } from '../application/cancel-call-export.js';
import { Consumers } from '../application/consumers.js';
import { EraseCallFiles } from '../application/erase-call-files.js';
import { ExportCalls, type ExportCallsInput } from '../application/export-calls.js';
import type { ExportPace } from '../application/export-pace.js';
import { type CallExportView, ReadCallExports } from '../application/read-call-exports.js';
import { WriteCallExports } from '../application/write-call-exports.js';
import { DueCallExports } from '../persistence/call-export.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';
import { ErasableFiles } from '../persistence/erasable-files.js';
import { aCall } from './a-call.js';
import { MemoryStore } from './memory-store.js';

/** Whose exports: a tenant and one of its numbers. */
export interface Exporting {
  readonly context: TenantContext;
  readonly numbers: readonly { readonly id: string }[];
}

const SILENT = createLogger({ name: 'test', level: 'silent' });
const NEVER = new AbortController().signal;
/** Two calls a page, a page or two a part. */
const SMALL = { pageCalls: 2, partBytes: 800 };

/** Exports as tenants ask for them and the batch role writes them, into a store in memory. */
export class ExportWorld {
  readonly store = new MemoryStore();
  readonly due: DueCallExports;
  readonly read: ReadCallExports;
  readonly eraser: EraseCallFiles;
  readonly #clock: SystemClock;
  readonly #database: TenantDatabase;
  readonly #envelope: Envelope;
  readonly #secrets: Secrets;
  readonly #useCases: UseCases;

  constructor(context: INestApplicationContext) {
    this.#clock = context.get<SystemClock>(CLOCK);
    this.#database = context.get(TenantDatabase);
    this.#envelope = context.get<Envelope>(ENVELOPE);
    this.#secrets = context.get<Secrets>(SECRETS);
    this.#useCases = context.get(UseCases);
    const system = context.get(SystemDatabase);
    this.due = new DueCallExports(system, this.#clock);
    const tools = { database: this.#database, store: this.store };
    this.read = new ReadCallExports({
      ...tools,
      useCases: this.#useCases,
      clock: this.#clock,
      envelope: this.#envelope,
      lookupKey: this.#secrets.lookupKey,
    });
    const files = new ErasableFiles(system, this.#clock);
    this.eraser = new EraseCallFiles({ ...tools, files, logger: SILENT });
  }

  /** A process that writes exports. */
  writer(rest: ExportPace['rest'] = () => Promise.resolve()): WriteCallExports {
    const parts = {
      database: this.#database,
      due: this.due,
      store: this.store,
      clock: this.#clock,
      envelope: this.#envelope,
      logger: SILENT,
      pace: { rest },
      doorbell: undefined,
      keptDays: 7,
    };
    return new WriteCallExports(parts, SMALL);
  }

  /** One turn of a process; false when there was nothing to do. */
  turn(by = this.writer()): Promise<boolean> {
    return by.turn(NEVER);
  }

  /** As many turns as there are. */
  async work(by = this.writer()): Promise<number> {
    let turns = 0;
    while (await this.turn(by)) turns += 1;
    return turns;
  }

  /** Calls of a tenant that are over; Meta's ids of them. */
  async calls(
    tenant: Exporting,
    count: number,
    changes: Partial<CallRecord> & { consumer?: { waId: string } } = {},
  ): Promise<string[]> {
    const { lookupKey } = this.#secrets;
    const consumers = new Consumers({ envelope: this.#envelope, lookupKey, clock: this.#clock });
    const making = { database: this.#database, consumers, clock: this.#clock };
    const ids = [];
    for (let n = 0; n < count; n += 1) {
      const call = { numberId: tenant.numbers[0]!.id, ...changes };
      ids.push((await aCall(making, tenant.context, call)).wacid!);
    }
    return ids;
  }

  /** Asks for an export, of everything unless told otherwise. */
  async request(tenant: Exporting, input: Partial<ExportCallsInput> = {}): Promise<string> {
    const exportCalls = new ExportCalls(this.#useCases, this.#secrets, this.#clock);
    const wanted = { filter: {}, format: 'JSONL' as const, ...input };
    const outcome = await exportCalls.execute(tenant.context, wanted);
    if (outcome.kind !== 'requested') throw new Error(outcome.kind);
    return outcome.exportId;
  }

  /** Does not want it any more. */
  cancel({ context }: Exporting, id: string): Promise<void> {
    return new CancelCallExport(this.#useCases, this.#clock).execute(context, id);
  }

  viewOf({ context }: Exporting, id: string): Promise<CallExportView> {
    return this.read.find(context, id);
  }

  /** What is in the file of an export. */
  async fileOf(tenant: Exporting, id: string): Promise<string> {
    const { link, sizeBytes } = await this.viewOf(tenant, id);
    const opened = link && (await this.read.open(link));
    if (!opened) throw new Error('there is no file');
    const content = await text((await opened.read())!);
    if (Buffer.byteLength(content) === sizeBytes) return content;
    throw new Error(`it has not the ${sizeBytes} bytes that it should have`);
  }

  /** Meta's ids of the calls in it. */
  async wacidsOf(tenant: Exporting, id: string): Promise<unknown[]> {
    const lines = (await this.fileOf(tenant, id)).split('\n').filter(Boolean);
    return lines.map((line) => (JSON.parse(line) as { wacid: unknown }).wacid);
  }
}
