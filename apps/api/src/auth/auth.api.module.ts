import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessTokenGuard } from './access-token.guard.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { JwksController } from './jwks.controller.js';
import { TokenController } from './token.controller.js';

/** Tokens are given here, and every GraphQL operation is guarded from here. */
@Module({
  controllers: [TokenController, JwksController],
  providers: [AccessTokenStrategy, { provide: APP_GUARD, useClass: AccessTokenGuard }],
})
export class AuthApiModule {}
