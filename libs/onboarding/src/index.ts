export {
  BindWaba,
  type BindWabaInput,
  type BindWabaOutcome,
  type NumberToBind,
} from './application/bind-waba.js';
export {
  RegisterMetaApp,
  type RegisterMetaAppInput,
  type RegisterMetaAppOutcome,
} from './application/register-meta-app.js';
export { type MetaAppSecrets, openMetaAppSecrets } from './domain/meta-app.js';
export { OnboardingModule } from './onboarding.module.js';
