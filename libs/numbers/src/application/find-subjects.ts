import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import { NUMBER_USE_CASES } from '../numbers.roles.js';
import {
  findSubjects,
  type Subject,
  type SubjectRefs,
} from '../persistence/subjects.repository.js';

/** What numbers and WABAs of the tenant are called here and at Meta; foreign ones are left out. */
@Injectable()
export class FindSubjects {
  constructor(private readonly useCases: UseCases) {}

  execute(tenant: TenantContext, refs: SubjectRefs): Promise<Subject[]> {
    const definition = NUMBER_USE_CASES.findNumber;
    return this.useCases.read({ tenant, definition }, (tx) => findSubjects(tx, refs));
  }
}
