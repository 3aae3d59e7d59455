export { applyWabaEvent, type WabaEvent, type WabaNews } from './application/apply-waba-event.js';
export {
  BindNumber,
  type BindNumberInput,
  type BindNumberOutcome,
} from './application/bind-number.js';
export type { BindingRefusal, NumberToBind } from './application/bind-to-waba.js';
export { BindWaba, type BindWabaInput, type BindWabaOutcome } from './application/bind-waba.js';
export {
  RegisterMetaApp,
  type RegisterMetaAppInput,
  type RegisterMetaAppOutcome,
} from './application/register-meta-app.js';
export {
  RotateMetaAppSecret,
  type RotateMetaAppSecretInput,
  type RotateMetaAppSecretOutcome,
} from './application/rotate-meta-app-secret.js';
export { type MetaAppSecrets, openMetaAppSecrets } from './domain/meta-app.js';
export type { WabaEventDetail } from './domain/waba-event.js';
export { OnboardingModule } from './onboarding.module.js';
