import { randomUUID } from 'node:crypto';
import { type Fact, type Facts, FactStatement, type TenantTransaction } from '#patchbay/database';
import { NUMBER_COLUMNS, numberFromRow, type NumberRow } from '#patchbay/numbers';
import type { AdmissionRequest } from '../domain/admission-rule.js';

/** Who is to be called: by our id, or by the hash of one of Meta's. */
export interface ConsumerSought {
  readonly consumerId?: string;
  readonly waHash?: string | null;
  readonly userHash?: string | null;
}

/** A call that somebody wants to place, before anything of it was looked up. */
export interface Asked {
  readonly numberId: string;
  readonly consumer: ConsumerSought;
  /** Of the consumer's full number; null when that is not given. */
  readonly country: string | null;
  /** Business time. */
  readonly now: Date;
}

interface AskedRow extends NumberRow {
  readonly consumer_id: string | null;
  readonly country: string | null;
}

/** Who calls whom, and what is known about it. */
export interface AskedAnswer {
  readonly request: AdmissionRequest;
  readonly facts: Facts;
  /** Whether anything is kept of the consumer; otherwise the id in the request is nobody's. */
  readonly isKnown: boolean;
}

/**
 * The columns that facts refer to, beside those of the number: `consumer_id`, of the row that counts;
 * `persons`, all rows that are the same user; `country`; `now`, and `today` in UTC.
 */
const ASKED = `
  select n.*, f.consumer_id,
         coalesce($5, (select country from consumer where id = f.consumer_id)) as country,
         array(select f.consumer_id union all
               select o.id from consumer o where o.merged_into = f.consumer_id) as persons,
         $6::timestamptz as now, ($6::timestamptz at time zone 'UTC')::date as today
    from (select ${NUMBER_COLUMNS} from phone_number where id = $1) n
   cross join (select coalesce(
         (select coalesce(merged_into, id) from consumer where id = $2),
         (select coalesce(merged_into, id) from consumer where wa_hash = $3),
         (select coalesce(merged_into, id) from consumer where user_hash = $4)) as consumer_id
       offset 0) f`;

/** Reads who calls whom, and all facts about it, in one statement. */
export class AskedStatement {
  readonly #statement: FactStatement<AskedRow>;

  constructor(facts: readonly Fact<unknown>[]) {
    this.#statement = new FactStatement(ASKED, `${NUMBER_COLUMNS}, consumer_id, country`, facts);
  }

  /** Undefined when the tenant has no such number. */
  async read(tx: TenantTransaction, asked: Asked): Promise<AskedAnswer | undefined> {
    const { numberId, consumer, country, now } = asked;
    const { consumerId = null, waHash = null, userHash = null } = consumer;
    const parameters = [numberId, consumerId, waHash, userHash, country, now];
    const read = await this.#statement.read(tx, parameters);
    if (read === undefined) return undefined;
    const { asked: row, facts } = read;
    const isKnown = row.consumer_id !== null;
    const request: AdmissionRequest = {
      tenantId: tx.tenantId,
      number: numberFromRow(row),
      consumerId: row.consumer_id ?? randomUUID(),
      country: row.country,
      now,
    };
    return { request, facts, isKnown };
  }
}
