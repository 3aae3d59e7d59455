import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import {
  type Actor,
  badInput,
  type Clock,
  CLOCK,
  Envelope,
  ENVELOPE,
  type Secret,
} from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { checkAppKey } from '../domain/meta-app.js';
import { ONBOARDING_USE_CASES } from '../onboarding.roles.js';
import { rotateAppSecret } from '../persistence/meta-app.repository.js';

const HOUR_MS = 3_600_000;
/** Meta repeats a webhook for up to seven days, each time with the signature of that moment. */
const MAX_OVERLAP_HOURS = 168;
const MIN_SECRET_LENGTH = 16;

export interface RotateMetaAppSecretInput {
  readonly appKey: string;
  /** The new secret, as Meta's dashboard shows it. */
  readonly appSecret: Secret;
  /** How long the present secret stays valid beside the new one, 0 to 168 hours. */
  readonly overlapHours: number;
}

export type RotateMetaAppSecretOutcome =
  | { readonly kind: 'rotated'; readonly appKey: string; readonly previousUntil: Date }
  | { readonly kind: 'unknown_app'; readonly appKey: string }
  | { readonly kind: 'same_secret'; readonly appKey: string };

/**
 * Gives an app its new secret. The present one stays valid for the overlap, so that webhooks are
 * taken whichever of the two Meta signs with; one that was left over from a rotation before is not
 * valid any more.
 */
@Injectable()
export class RotateMetaAppSecret {
  constructor(
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  /** For staff, and for the command line of whoever runs the platform, which acts as `system`. */
  async execute(
    by: { readonly actor: Actor },
    input: RotateMetaAppSecretInput,
  ): Promise<RotateMetaAppSecretOutcome> {
    const definition = ONBOARDING_USE_CASES.rotateMetaAppSecret;
    requireStaffRole(by.actor, definition);
    checkInput(input);
    const { appKey, appSecret, overlapHours } = input;
    const previousUntil = new Date(this.clock.nowMs() + overlapHours * HOUR_MS);
    return this.database.run<RotateMetaAppSecretOutcome>(
      { actor: by.actor, action: definition.name, subjectId: appKey },
      async (tx) => {
        const rotation = { appKey, appSecret, previousUntil };
        const result = await rotateAppSecret(tx, this.envelope, rotation);
        if (result === 'rotated') return { kind: 'rotated', appKey, previousUntil };
        return tx.refuse({ kind: result, appKey });
      },
    );
  }
}

function checkInput({ appKey, appSecret, overlapHours }: RotateMetaAppSecretInput): void {
  checkAppKey(appKey);
  if (!(overlapHours >= 0 && overlapHours <= MAX_OVERLAP_HOURS)) {
    throw badInput('overlapHours', `must be from 0 to ${MAX_OVERLAP_HOURS}`);
  }
  if (appSecret.reveal().length < MIN_SECRET_LENGTH) {
    throw badInput('appSecret', `must have ${MIN_SECRET_LENGTH} characters or more`);
  }
}
