import type { TenantDatabase, TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  type Clock,
  type Envelope,
  type Secret,
  systemTenantContext,
  type TenantContext,
  uuidv7,
} from '#patchbay/kernel';
import {
  createTemplate,
  type CreateTemplateOutcome,
  findTemplate,
  type GraphClient,
  type NewCallTemplate,
} from '#patchbay/meta';
import { findWabaRowId, wabaAccessToken } from '#patchbay/numbers';
import { CALL_MESSAGE_USE_CASES } from '../call-messages.roles.js';
import type { CallMessagePurpose, MessageMetaError } from '../domain/call-message.js';
import { checkTemplate, variablesIn } from '../domain/check-template.js';
import {
  type CallTemplateRecord,
  deleteCallTemplate,
  enterTemplateAnswer,
  findCallTemplate,
  insertCallTemplate,
  lockCallTemplate,
} from '../persistence/call-template.repository.js';

export interface CreateCallTemplateInput {
  /** Meta's id of the WABA. */
  readonly wabaId: string;
  readonly template: NewCallTemplate;
  readonly idempotencyKey?: string | undefined;
}

export type CreateCallTemplateOutcome =
  /** Its `status` is Meta's word; SUBMITTING when Meta's answer is not known yet. */
  | { readonly kind: 'created'; readonly template: CallTemplateRecord }
  | { readonly kind: 'name_taken'; readonly name: string; readonly language: string }
  | { readonly kind: 'refused_by_meta'; readonly metaError: MessageMetaError; readonly at: Date };

export interface CreateCallTemplateParts {
  readonly useCases: UseCases;
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly graph: GraphClient;
}

type Begun =
  | { readonly kind: 'begun'; readonly templateId: string; readonly isNew: boolean }
  | Extract<CreateCallTemplateOutcome, { kind: 'name_taken' }>;

/**
 * Files a template at Meta that asks for the permission to call, or has a call button. Of a name and
 * language Meta keeps one, so after an unknown outcome it is looked up, never filed again.
 */
export class CreateCallTemplate {
  readonly #parts: CreateCallTemplateParts;

  constructor(parts: CreateCallTemplateParts) {
    this.#parts = parts;
  }

  async execute(
    tenant: TenantContext,
    { wabaId, template, idempotencyKey: key }: CreateCallTemplateInput,
  ): Promise<CreateCallTemplateOutcome> {
    const fields = checkTemplate(template);
    if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
    const begun = await this.#parts.useCases.change<Begun>(
      {
        tenant,
        definition: CALL_MESSAGE_USE_CASES.createTemplate,
        idempotency: { key, input: { wabaId, template } },
      },
      (tx) => this.#begin(tx, wabaId, template),
    );
    if (begun.kind === 'name_taken') return begun;
    return this.#file(tenant.tenantId, begun, { wabaId, template });
  }

  async #begin(tx: TenantTransaction, wabaId: string, template: NewCallTemplate): Promise<Begun> {
    const wabaRowId = await findWabaRowId(tx, wabaId);
    if (wabaRowId === undefined) throw new AppError('NOT_FOUND', { what: 'WABA' });
    const { name, language, category, header, body } = template;
    const known = await lockCallTemplate(tx, { wabaRowId, name, language });
    // Filed by somebody who got no answer: it is looked up, and is the same template to this caller.
    if (known?.status === 'SUBMITTING') {
      return { kind: 'begun', templateId: known.id, isNew: false };
    }
    if (known !== undefined) return { kind: 'name_taken', name, language };
    const templateId = uuidv7(this.#parts.clock);
    await insertCallTemplate(tx, {
      id: templateId,
      wabaRowId,
      name,
      language,
      purpose: purposeOf(template),
      category,
      status: 'SUBMITTING',
      reason: null,
      metaTemplateId: null,
      headerVariables: variablesIn(header?.text),
      bodyVariables: variablesIn(body.text),
      createdAt: this.#parts.clock.now(),
    });
    return { kind: 'begun', templateId, isNew: true };
  }

  async #file(
    tenantId: string,
    { templateId, isNew }: Extract<Begun, { kind: 'begun' }>,
    { wabaId, template }: Pick<CreateCallTemplateInput, 'wabaId' | 'template'>,
  ): Promise<CreateCallTemplateOutcome> {
    const { record, accessToken } = await this.#read(tenantId, templateId);
    if (record.status !== 'SUBMITTING') return { kind: 'created', template: record };
    const waba = { wabaId, accessToken };
    const { graph } = this.#parts;
    const looked = isNew ? null : await findTemplate(graph, waba, template);
    if (looked === undefined) return { kind: 'created', template: record };
    const outcome: CreateTemplateOutcome =
      looked === null
        ? await createTemplate(graph, waba, template)
        : { kind: 'created', template: looked };
    return this.#end(tenantId, record, outcome);
  }

  async #end(
    tenantId: string,
    record: CallTemplateRecord,
    outcome: CreateTemplateOutcome,
  ): Promise<CreateCallTemplateOutcome> {
    switch (outcome.kind) {
      case 'created': {
        const { id: metaTemplateId, status } = outcome.template;
        await this.#run(tenantId, (tx) =>
          enterTemplateAnswer(tx, record.id, { status, metaTemplateId }),
        );
        return { kind: 'created', template: (await this.#read(tenantId, record.id)).record };
      }
      case 'unknown':
        return { kind: 'created', template: record };
      case 'refused': {
        await this.#run(tenantId, (tx) => deleteCallTemplate(tx, record.id));
        const { code, title, details, fbtraceId } = outcome.error;
        const metaError = { code, title, details, fbtraceId };
        return { kind: 'refused_by_meta', metaError, at: this.#parts.clock.now() };
      }
      case 'not_sent':
        await this.#run(tenantId, (tx) => deleteCallTemplate(tx, record.id));
        throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'Meta' });
    }
  }

  #read(
    tenantId: string,
    templateId: string,
  ): Promise<{ readonly record: CallTemplateRecord; readonly accessToken: Secret }> {
    return this.#run(tenantId, async (tx) => {
      const record = await findCallTemplate(tx, templateId);
      // Refused when it was filed first: the same key gets no second try.
      if (record === undefined) throw new AppError('NOT_FOUND', { what: 'template' });
      const accessToken = await wabaAccessToken(tx, this.#parts.envelope, record.wabaRowId);
      return { record, accessToken };
    });
  }

  #run<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#parts.database.run(systemTenantContext(tenantId, 'permissions'), work);
  }
}

function purposeOf({ extra }: NewCallTemplate): CallMessagePurpose {
  return extra.kind === 'voice_call' ? 'CALL_BUTTON' : 'PERMISSION_REQUEST';
}
