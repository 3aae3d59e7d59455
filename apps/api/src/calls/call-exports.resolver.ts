import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CancelCallExport, ExportCalls, ReadCallExports } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { CurrentTenant } from '../auth/current-principal.js';
import { ConnectionArgs, connectionOf, pageRequest } from '../graphql/connection.js';
import { CallExportID } from '../graphql/scalars/id-scalars.js';
import { CallExportConnection, CallExportType } from './call-export.type.js';
import {
  CancelCallExportInputType,
  CancelCallExportResult,
  CancelCallExportSuccess,
} from './cancel-call-export.mutation.js';
import { callFilter } from './call-filter.input.js';
import { ExportCallsInputType } from './export-calls.input.js';
import {
  ExportCallsResult,
  ExportCallsSuccess,
  TooManyCallExports,
} from './export-calls.result.js';

@Resolver()
export class CallExportsResolver {
  constructor(
    private readonly exportCallsCase: ExportCalls,
    private readonly cancelExport: CancelCallExport,
    private readonly readExports: ReadCallExports,
  ) {}

  @Mutation(() => ExportCallsResult, {
    description:
      'Asks for a file with the calls that fit, oldest first: those that are known now. It is written ' +
      'in the background: `call_export.done` tells when it is there. Audited.',
  })
  async exportCalls(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { filter, format, idempotencyKey }: ExportCallsInputType,
  ): Promise<typeof ExportCallsResult> {
    const outcome = await this.exportCallsCase.execute(tenant, {
      filter: callFilter(filter),
      format,
      idempotencyKey: idempotencyKey ?? undefined,
    });
    if (outcome.kind === 'too_many') return new TooManyCallExports(outcome.limit);
    const found = await this.readExports.find(tenant, outcome.exportId);
    return new ExportCallsSuccess(CallExportType.from(found));
  }

  @Mutation(() => CancelCallExportResult, {
    description:
      'Stops an export that is not finished; what was written of it is deleted. One that has ended ' +
      'stays as it is. Audited.',
  })
  async cancelCallExport(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') { exportId }: CancelCallExportInputType,
  ): Promise<CancelCallExportSuccess> {
    await this.cancelExport.execute(tenant, exportId);
    const found = await this.readExports.find(tenant, exportId);
    return new CancelCallExportSuccess(CallExportType.from(found));
  }

  @Query(() => CallExportType, { description: 'One export of the tenant.' })
  async callsExport(
    @CurrentTenant() tenant: TenantContext,
    @Args('id', { type: () => CallExportID }) id: string,
  ): Promise<CallExportType> {
    return CallExportType.from(await this.readExports.find(tenant, id));
  }

  @Query(() => CallExportConnection, { description: 'Exports of calls, newest first.' })
  async callsExports(
    @CurrentTenant() tenant: TenantContext,
    @Args() page: ConnectionArgs,
  ): Promise<CallExportConnection> {
    const found = await this.readExports.list(tenant, pageRequest(page));
    return connectionOf(found, page, (view) => CallExportType.from(view));
  }
}
