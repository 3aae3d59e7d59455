import { Module } from '@nestjs/common';
import { FindNumber } from './application/find-number.js';

/** WABAs, phone numbers and dated limits. Needs kernel and database modules in the root. */
@Module({ providers: [FindNumber], exports: [FindNumber] })
export class NumbersModule {}
