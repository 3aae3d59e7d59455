import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import {
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type Secret,
  type StaffContext,
  uuidv7,
} from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { checkAppKey, checkMetaId } from '../domain/meta-app.js';
import { ONBOARDING_USE_CASES } from '../onboarding.roles.js';
import { saveMetaApp } from '../persistence/meta-app.repository.js';

export interface RegisterMetaAppInput {
  /** How the webhook URL names the app. */
  readonly appKey: string;
  /** Meta's id of the app. */
  readonly appId: string;
  readonly appSecret: Secret;
  readonly verifyToken: Secret;
}

export type RegisterMetaAppOutcome =
  | { readonly kind: 'registered'; readonly appKey: string }
  | { readonly kind: 'app_taken'; readonly appKey: string; readonly appId: string };

/** Makes an app of the BSP's at Meta known, with its secrets sealed. Again = new secrets. */
@Injectable()
export class RegisterMetaApp {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  async execute(staff: StaffContext, input: RegisterMetaAppInput): Promise<RegisterMetaAppOutcome> {
    const definition = ONBOARDING_USE_CASES.registerMetaApp;
    requireStaffRole(staff.actor, definition);
    checkAppKey(input.appKey);
    checkMetaId('appId', input.appId);
    const { appKey, appId } = input;
    return this.database.run<RegisterMetaAppOutcome>(
      { actor: staff.actor, action: definition.name, subjectId: appKey },
      async (tx) => {
        const app = { ...input, id: uuidv7(this.clock), createdAt: this.clock.now() };
        const isSaved = await saveMetaApp(tx, this.envelope, app);
        return isSaved
          ? { kind: 'registered', appKey }
          : tx.refuse({ kind: 'app_taken', appKey, appId });
      },
    );
  }
}
