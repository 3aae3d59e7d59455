import type { Waba } from '../assets.js';
import type { World } from '../world.js';
import type { Certification } from './certifications.js';
import type { Solution } from './solutions.js';

/** Apps of a portfolio: account-level webhooks go to each that is subscribed to the field. */
function appsOf(world: World, businessId: string): string[] {
  return world.directory.apps
    .map((app) => app.appId)
    .filter((appId) => world.onboarding.profiles.ownerOfApp(appId) === businessId);
}

export type PartnerEvent =
  'PARTNER_ADDED' | 'PARTNER_REMOVED' | 'PARTNER_APP_INSTALLED' | 'PARTNER_APP_UNINSTALLED';

/** The solution a WABA was onboarded by, as these webhooks tell it. */
function solutionInfo(world: World, { solutionId }: { solutionId: string | undefined }): object {
  const solution =
    solutionId === undefined ? undefined : world.onboarding.solutions.find(solutionId);
  if (solution === undefined) return {};
  return {
    solution_id: solution.solutionId,
    solution_partner_business_ids: partnersOf(world, solution),
  };
}

/** Portfolios of a solution's two partners, the owner first. */
export function partnersOf(
  world: World,
  { ownerAppId, partnerAppId }: Pick<Solution, 'ownerAppId' | 'partnerAppId'>,
): string[] {
  const { profiles } = world.onboarding;
  return [profiles.ownerOfApp(ownerAppId), profiles.ownerOfApp(partnerAppId)];
}

/** `account_update` to a partner: a client came or went. */
export function tellPartner(
  world: World,
  event: PartnerEvent,
  {
    appId,
    disconnection,
    partnerId,
    waba,
  }: {
    readonly partnerId: string;
    readonly waba: Waba;
    /** The app, where the event is about one. */
    readonly appId?: string;
    /** How a number of the WhatsApp Business app was disconnected. */
    readonly disconnection?: { readonly reason: string; readonly initiatedBy: string };
  },
): void {
  world.sender.send({
    field: 'account_update',
    kind: event,
    about: { businessId: partnerId, appIds: appsOf(world, partnerId) },
    hasTime: true,
    value: {
      event,
      waba_info: {
        waba_id: waba.wabaId,
        owner_business_id: waba.businessId,
        ...(appId === undefined ? {} : { partner_app_id: appId }),
        ...solutionInfo(world, world.onboarding.profiles.ofWaba(waba)),
      },
      ...(disconnection === undefined
        ? {}
        : {
            disconnection_info: {
              reason: disconnection.reason,
              initiated_by: disconnection.initiatedBy,
            },
          }),
    },
  });
}

/** `partner_solutions` to both partners of a solution. */
export function tellSolution(
  world: World,
  event: 'SOLUTION_CREATED' | 'SOLUTION_UPDATED',
  solution: Solution,
): void {
  for (const businessId of new Set(partnersOf(world, solution))) {
    world.sender.send({
      field: 'partner_solutions',
      kind: event,
      about: { businessId, appIds: appsOf(world, businessId) },
      hasTime: true,
      value: { event, solution_id: solution.solutionId, solution_status: solution.status },
    });
  }
}

/** Ends a review: the client's portfolio is verified or not, and the partner hears of it. */
export function endReview(
  world: World,
  certification: Certification,
  { rejectionReasons, status }: Pick<Certification, 'status' | 'rejectionReasons'>,
): void {
  const { clientBusinessId, partnerBusinessId } = certification;
  world.onboarding.certifications.decide(certification, { rejectionReasons, status });
  world.onboarding.profiles.ofBusiness(clientBusinessId).verificationStatus =
    status === 'APPROVED' ? 'verified' : 'rejected';
  const waba = world.directory.wabas.find((one) => one.businessId === clientBusinessId);
  world.sender.send({
    field: 'account_update',
    kind: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
    about: { businessId: partnerBusinessId, appIds: appsOf(world, partnerBusinessId) },
    ...(waba === undefined ? {} : { entryId: waba.wabaId }),
    hasTime: true,
    value: {
      event: 'PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE',
      partner_client_certification_info: {
        client_business_id: clientBusinessId,
        status,
        rejection_reasons: status === 'APPROVED' ? ['NONE'] : rejectionReasons,
      },
    },
  });
}
