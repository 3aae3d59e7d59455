import { Module } from '@nestjs/common';
import { FindNumber } from './application/find-number.js';
import { FindSubjects } from './application/find-subjects.js';

/** WABAs, phone numbers and dated limits. Needs kernel and database modules in the root. */
@Module({ providers: [FindNumber, FindSubjects], exports: [FindNumber, FindSubjects] })
export class NumbersModule {}
