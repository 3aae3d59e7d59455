import { Module } from '@nestjs/common';
import { FindNumber } from './application/find-number.js';
import { ListNumbers } from './application/list-numbers.js';
import { FindSubjects } from './application/find-subjects.js';
import { ListLimitPolicies } from './application/list-limit-policies.js';
import { SetLimitPolicy } from './application/set-limit-policy.js';

/** WABAs, phone numbers and dated limits. Needs kernel and database modules in the root. */
@Module({
  providers: [FindNumber, ListNumbers, FindSubjects, ListLimitPolicies, SetLimitPolicy],
  exports: [FindNumber, ListNumbers, FindSubjects, ListLimitPolicies, SetLimitPolicy],
})
export class NumbersModule {}
