import { Module } from '@nestjs/common';
import { BindNumber } from './application/bind-number.js';
import { BindWaba } from './application/bind-waba.js';
import { RegisterMetaApp } from './application/register-meta-app.js';
import { RotateMetaAppSecret } from './application/rotate-meta-app-secret.js';

/** How WABAs come to tenants. Needs the kernel and database modules in the process's root. */
@Module({
  providers: [RegisterMetaApp, RotateMetaAppSecret, BindWaba, BindNumber],
  exports: [RegisterMetaApp, RotateMetaAppSecret, BindWaba, BindNumber],
})
export class OnboardingModule {}
