import { Module } from '@nestjs/common';
import { FindNumber } from './application/find-number.js';
import { ListNumbers } from './application/list-numbers.js';
import { FindSubjects } from './application/find-subjects.js';

/** WABAs, phone numbers and dated limits. Needs kernel and database modules in the root. */
@Module({
  providers: [FindNumber, ListNumbers, FindSubjects],
  exports: [FindNumber, ListNumbers, FindSubjects],
})
export class NumbersModule {}
