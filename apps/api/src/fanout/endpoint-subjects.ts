import { Injectable } from '@nestjs/common';
import type { EndpointView } from '#patchbay/fanout';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { FindSubjects, type Subject, type SubjectRefs } from '#patchbay/numbers';
import { EndpointType } from './endpoint.type.js';

/** Filters as tenants name them: Meta's ids. Null is no filter, undefined is nothing said. */
interface NamedFilters {
  readonly phoneNumberIds?: readonly string[] | null;
  readonly wabaIds?: readonly string[] | null;
}

interface RowFilters {
  readonly numberIds?: readonly string[] | null;
  readonly wabaRowIds?: readonly string[] | null;
}

type Ids = readonly string[] | null;

function rowsOf(
  ids: Ids,
  subjects: readonly Subject[],
  { field, kind }: { readonly field: keyof NamedFilters; readonly kind: Subject['kind'] },
): Ids {
  if (ids === null) return null;
  return ids.map((metaId, index) => {
    const subject = subjects.find((one) => one.kind === kind && one.metaId === metaId);
    if (subject === undefined) throw badInput(field, `has at place ${index + 1} none of yours`);
    return subject.id;
  });
}

function namesOf(ids: Ids, subjects: readonly Subject[]): Ids {
  if (ids === null) return null;
  return subjects.filter(({ id }) => ids.includes(id)).map(({ metaId }) => metaId);
}

/** Puts Meta's ids of numbers and WABAs in place of ours, and the other way round. */
@Injectable()
export class EndpointSubjects {
  constructor(private readonly findSubjects: FindSubjects) {}

  /** The filters in our ids. Throws BAD_USER_INPUT for what is not the tenant's. */
  async rows(tenant: TenantContext, named: NamedFilters): Promise<RowFilters> {
    const { phoneNumberIds, wabaIds } = named;
    const subjects = await this.#find(tenant, {
      phoneNumberIds: phoneNumberIds ?? [],
      wabaIds: wabaIds ?? [],
    });
    return {
      ...(phoneNumberIds !== undefined && {
        numberIds: rowsOf(phoneNumberIds, subjects, { field: 'phoneNumberIds', kind: 'number' }),
      }),
      ...(wabaIds !== undefined && {
        wabaRowIds: rowsOf(wabaIds, subjects, { field: 'wabaIds', kind: 'waba' }),
      }),
    };
  }

  /** Endpoints as GraphQL shows them, in the same order. */
  async present(tenant: TenantContext, views: readonly EndpointView[]): Promise<EndpointType[]> {
    const subjects = await this.#find(tenant, {
      numberIds: views.flatMap(({ numberIds }) => numberIds ?? []),
      wabaRowIds: views.flatMap(({ wabaRowIds }) => wabaRowIds ?? []),
    });
    return views.map((view) =>
      EndpointType.from(view, {
        phoneNumberIds: namesOf(view.numberIds, subjects),
        wabaIds: namesOf(view.wabaRowIds, subjects),
      }),
    );
  }

  async presentOne(tenant: TenantContext, view: EndpointView): Promise<EndpointType> {
    const [endpoint] = await this.present(tenant, [view]);
    if (endpoint === undefined) throw new Error('one view gives one endpoint');
    return endpoint;
  }

  #find(tenant: TenantContext, refs: SubjectRefs): Promise<Subject[]> {
    const { phoneNumberIds = [], wabaIds = [], numberIds = [], wabaRowIds = [] } = refs;
    const isNothing = [phoneNumberIds, wabaIds, numberIds, wabaRowIds].every(
      (ids) => ids.length === 0,
    );
    return isNothing ? Promise.resolve([]) : this.findSubjects.execute(tenant, refs);
  }
}
