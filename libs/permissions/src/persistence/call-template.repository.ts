import type { TenantTransaction } from '#patchbay/database';
import type { CallMessagePurpose } from '../domain/call-message.js';
import { CallTemplateEntity } from './call-template.entity.js';

/** A row of `call_template`: a template of the tenant that was filed through this platform. */
export interface CallTemplateRecord {
  readonly id: string;
  readonly wabaRowId: string;
  readonly name: string;
  readonly language: string;
  readonly purpose: CallMessagePurpose;
  readonly category: 'MARKETING' | 'UTILITY';
  /** Meta's word; `SUBMITTING` until it has said one. */
  readonly status: string;
  /** Why Meta rejected or paused it. */
  readonly reason: string | null;
  readonly metaTemplateId: string | null;
  readonly headerVariables: number;
  readonly bodyVariables: number;
  readonly createdAt: Date;
}

const COLUMNS = `id, waba_row_id as "wabaRowId", name, language, purpose, category, status, reason,
  meta_template_id as "metaTemplateId", header_variables as "headerVariables",
  body_variables as "bodyVariables", created_at as "createdAt"`;

/** Keeps a template that is about to be filed. */
export function insertCallTemplate(
  tx: TenantTransaction,
  template: CallTemplateRecord,
): Promise<void> {
  return tx.insert(CallTemplateEntity, template);
}

/** Forgets a template that Meta does not have. */
export async function deleteCallTemplate(tx: TenantTransaction, id: string): Promise<void> {
  await tx.execute(`delete from call_template where id = $1`, [id]);
}

type TemplateKey = Pick<CallTemplateRecord, 'wabaRowId' | 'name' | 'language'>;

/** The template of a name and language; locked until the transaction ends. */
export async function lockCallTemplate(
  tx: TenantTransaction,
  { wabaRowId, name, language }: TemplateKey,
): Promise<CallTemplateRecord | undefined> {
  const rows = await tx.query<CallTemplateRecord>(
    `select ${COLUMNS} from call_template where waba_row_id = $1 and name = $2 and language = $3
        for update`,
    [wabaRowId, name, language],
  );
  return rows[0];
}

/** A template by our id. */
export async function findCallTemplate(
  tx: TenantTransaction,
  id: string,
): Promise<CallTemplateRecord | undefined> {
  const rows = await tx.query<CallTemplateRecord>(
    `select ${COLUMNS} from call_template where id = $1`,
    [id],
  );
  return rows[0];
}

/** Templates of a purpose, the newest first; narrowed by name and language where these are told. */
export function callTemplatesFor(
  tx: TenantTransaction,
  wabaRowId: string,
  purpose: CallMessagePurpose,
): Promise<CallTemplateRecord[]> {
  return tx.query<CallTemplateRecord>(
    `select ${COLUMNS} from call_template where waba_row_id = $1 and purpose = $2 order by id desc`,
    [wabaRowId, purpose],
  );
}

/** What Meta says of a template. */
export interface TemplateNews {
  readonly status: string;
  readonly reason: string | null;
  readonly metaTemplateId: string;
  /** When Meta said it: an older word changes nothing. */
  readonly toldAt: Date;
}

/** Keeps what Meta answered when the template was filed, unless a webhook was faster. */
export async function enterTemplateAnswer(
  tx: TenantTransaction,
  id: string,
  { status, metaTemplateId }: Pick<TemplateNews, 'status' | 'metaTemplateId'>,
): Promise<void> {
  await tx.execute(
    `update call_template set meta_template_id = $3,
            status = case when told_at is null then $2 else status end
      where id = $1`,
    [id, status, metaTemplateId],
  );
}

/** Keeps what a webhook tells of a template; false when it is none of ours, or the word is old. */
export async function enterTemplateNews(
  tx: TenantTransaction,
  template: TemplateKey | undefined,
  { status, reason, metaTemplateId, toldAt }: TemplateNews,
): Promise<boolean> {
  const changed = await tx.execute(
    `update call_template set status = $1, reason = $2, meta_template_id = $3, told_at = $4
      where (meta_template_id = $3 or (waba_row_id = $5 and name = $6 and language = $7))
        and (told_at is null or told_at <= $4)`,
    [
      status,
      reason,
      metaTemplateId,
      toldAt,
      template?.wabaRowId ?? null,
      template?.name ?? null,
      template?.language ?? null,
    ],
  );
  return changed > 0;
}
