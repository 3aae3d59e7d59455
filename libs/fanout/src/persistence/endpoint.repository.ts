import type { TenantTransaction } from '#patchbay/database';
import type { EventType } from '../domain/event-types.js';
import { EndpointEntity } from './endpoint.entity.js';

export type NewEndpoint = Pick<
  EndpointEntity,
  'id' | 'url' | 'description' | 'secretSealed' | 'status' | 'createdAt'
> & {
  readonly eventTypes: readonly EventType[];
};

/** An endpoint as its tenant sees it; the secret stays in its row. */
export interface EndpointView {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly eventTypes: readonly EventType[];
  readonly status: 'ENABLED' | 'DISABLED';
  readonly createdAt: Date;
}

interface Row {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly event_types: EventType[];
  readonly status: 'ENABLED' | 'DISABLED';
  readonly created_at: Date;
}

interface SealedRow extends Row {
  readonly secret_sealed: string;
}

function fromRow(row: Row): EndpointView {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    status: row.status,
    createdAt: row.created_at,
  };
}

const VISIBLE = 'id, url, description, event_types, status, created_at';

export async function insertEndpoint(tx: TenantTransaction, endpoint: NewEndpoint): Promise<void> {
  await tx.insert(EndpointEntity, { ...endpoint, eventTypes: [...endpoint.eventTypes] });
}

/** One page in the order of creation, and one row more when there is another page. */
export async function endpointsAfter(
  tx: TenantTransaction,
  afterId: string | undefined,
  limit: number,
): Promise<EndpointView[]> {
  const rows = await tx.query<Row>(
    `select ${VISIBLE} from endpoint
      where $1::uuid is null or id > $1 order by id limit $2`,
    [afterId ?? null, limit + 1],
  );
  return rows.map(fromRow);
}

export async function findSealedEndpoint(
  tx: TenantTransaction,
  id: string,
): Promise<{ endpoint: EndpointView; secretSealed: string } | undefined> {
  const [row] = await tx.query<SealedRow>(
    `select ${VISIBLE}, secret_sealed from endpoint where id = $1`,
    [id],
  );
  return row && { endpoint: fromRow(row), secretSealed: row.secret_sealed };
}
