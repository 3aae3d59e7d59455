import { type Certification, MAX_ATTEMPTS } from '../../world/onboarding/certifications.js';
import { endReview } from '../../world/onboarding/tell-partners.js';
import type { World } from '../../world/world.js';
import { listReply } from '../assets/paging.js';
import { invalidParameter, noAccess } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import { type FormPart, parseMultipart } from './multipart.js';
import { ownBusiness, requireSystemUser } from './partner-access.js';

const MAX_DOCUMENTS = 3;
const MAX_BYTES = 5 * 1024 * 1024;

/** First bytes of the file types that are taken: PDF, JPEG, PNG. */
const SIGNATURES = [
  Buffer.from('%PDF'),
  Buffer.from([0xff, 0xd8, 0xff]),
  Buffer.from('\x89PNG', 'latin1'),
];

function readForm(request: GraphRequest): FormPart[] {
  const form = parseMultipart(request.rawBody, request.headers['content-type'] ?? '');
  if (form === undefined) throw invalidParameter('The request must be multipart/form-data.');
  return form;
}

function requireDocuments(form: readonly FormPart[]): void {
  const files = form.filter(
    ({ fileName, name }) => fileName !== undefined && /^business_documents(\[\d*\])?$/.test(name),
  );
  if (files.length === 0) throw invalidParameter('The parameter business_documents is required.');
  if (files.length > MAX_DOCUMENTS) {
    throw invalidParameter(`Param business_documents must have at most ${MAX_DOCUMENTS} files.`);
  }
  for (const { content } of files) {
    if (content.length > MAX_BYTES) {
      throw invalidParameter('A business document is larger than 5 MB.');
    }
    if (!SIGNATURES.some((head) => content.subarray(0, head.length).equals(head))) {
      throw invalidParameter('Business documents must be PDF, JPEG or PNG files.');
    }
  }
}

function text(form: readonly FormPart[], field: string): string | undefined {
  const part = form.find(({ fileName, name }) => fileName === undefined && name === field);
  return part === undefined || part.content.length === 0
    ? undefined
    : part.content.toString('utf8');
}

/** The client must have shared a WABA with the partner. */
function requireClient(world: World, request: GraphRequest, businessId: string): void {
  const isClient = world.directory.wabas.some(
    (waba) => waba.businessId === businessId && request.reachesWaba(waba.wabaId),
  );
  if (!isClient) throw noAccess();
}

function submit(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const { businessId: partnerBusinessId } = ownBusiness(world, request);
  const { certifications, profiles } = world.onboarding;
  const form = readForm(request);
  const clientBusinessId = text(form, 'end_business_id');
  if (clientBusinessId === undefined) {
    throw invalidParameter('The parameter end_business_id is required.');
  }
  requireClient(world, request, clientBusinessId);
  requireDocuments(form);
  if (profiles.ofBusiness(clientBusinessId).verificationStatus === 'verified') {
    throw invalidParameter('This business is verified already.');
  }
  if (certifications.pendingOf(clientBusinessId) !== undefined) {
    throw invalidParameter('A verification of this business is under review.');
  }
  if (certifications.attemptsFor(clientBusinessId) >= MAX_ATTEMPTS) {
    throw invalidParameter(`A business can be submitted at most ${MAX_ATTEMPTS} times.`);
  }
  const vertical = text(form, 'business_vertical') ?? 'OTHER';
  certifications.submit({ clientBusinessId, partnerBusinessId, vertical }, (certification) => {
    endReview(world, certification, { status: 'APPROVED', rejectionReasons: [] });
  });
  profiles.ofBusiness(clientBusinessId).verificationStatus = 'pending';
  return {
    body: {
      success: true,
      message: 'The business was submitted for verification.',
      verification_attempts: certifications.attemptsFor(clientBusinessId),
    },
  };
}

function graphTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+0000`;
}

function view(one: Certification): Record<string, unknown> & { id: string } {
  return {
    verification_status: one.status,
    ...(one.rejectionReasons.length === 0 ? {} : { rejection_reasons: one.rejectionReasons }),
    submitted_time: graphTime(one.submittedAtMs),
    update_time: graphTime(one.updatedAtMs),
    client_business_id: one.clientBusinessId,
    submitted_info: { business_vertical: one.vertical },
    id: one.id,
  };
}

/**
 * Partner-led business verification:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/partner-led-business-verification
 */
export function certificationRoutes(world: World): GraphRoute[] {
  return [
    {
      name: 'certification.submit',
      method: 'POST',
      path: '/:id/self_certify_whatsapp_business',
      handle: (request) => submit(world, request),
    },
    {
      name: 'certification.read',
      method: 'GET',
      path: '/:id/self_certified_whatsapp_business_submissions',
      handle: (request) => {
        requireSystemUser(request);
        const { businessId } = ownBusiness(world, request);
        const client = request.query.get('end_business_id');
        const submissions = world.onboarding.certifications
          .of(businessId)
          .filter((one) => client === null || one.clientBusinessId === client)
          .map(view);
        return listReply(request, submissions, ({ id }) => id);
      },
    },
  ];
}
