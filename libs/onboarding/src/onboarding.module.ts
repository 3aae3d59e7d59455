import { Module } from '@nestjs/common';
import { BindWaba } from './application/bind-waba.js';
import { RegisterMetaApp } from './application/register-meta-app.js';

/** How WABAs come to tenants. Needs the kernel and database modules in the process's root. */
@Module({ providers: [RegisterMetaApp, BindWaba], exports: [RegisterMetaApp, BindWaba] })
export class OnboardingModule {}
