import type { UseCaseDefinition } from '#patchbay/database';

/** Which roles may run the use cases of onboarding. */
export const ONBOARDING_USE_CASES = {
  registerMetaApp: { name: 'onboarding.register_meta_app', roles: ['BSP_ADMIN'] },
  rotateMetaAppSecret: { name: 'onboarding.rotate_meta_app_secret', roles: ['BSP_ADMIN'] },
  bindNumber: { name: 'onboarding.bind_number', roles: ['BSP_ADMIN', 'BSP_OPERATOR'] },
  bindWaba: { name: 'onboarding.bind_waba', roles: ['BSP_ADMIN', 'BSP_OPERATOR'] },
} as const satisfies Record<string, UseCaseDefinition>;
