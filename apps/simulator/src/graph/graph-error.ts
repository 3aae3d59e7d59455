import { randomBytes } from 'node:crypto';

export interface GraphErrorParts {
  readonly httpStatus: number;
  readonly code: number;
  readonly title: string;
  readonly details?: string;
  readonly type?: string;
  readonly subcode?: number;
  readonly isTransient?: boolean;
}

/** An error of the Graph API in the shape of Meta's error page. */
export class GraphError extends Error {
  readonly fbtraceId = `A${randomBytes(10).toString('base64url')}`;

  constructor(readonly parts: GraphErrorParts) {
    super(`(#${parts.code}) ${parts.title}`);
    this.name = 'GraphError';
  }

  get body(): unknown {
    const { code, details, isTransient, subcode, type = 'OAuthException' } = this.parts;
    return {
      error: {
        message: this.message,
        type,
        code,
        ...(details === undefined
          ? {}
          : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(isTransient === undefined ? {} : { is_transient: isTransient }),
        fbtrace_id: this.fbtraceId,
      },
    };
  }
}

/** Code 100: some parameter is wrong; the details say which. */
export function invalidParameter(details: string): GraphError {
  return new GraphError({ httpStatus: 400, code: 100, title: 'Invalid parameter', details });
}

/** Code 190: no token, or one that is not known. */
export function invalidToken(): GraphError {
  return new GraphError({
    httpStatus: 401,
    code: 190,
    title: 'Invalid OAuth access token - Cannot parse access token',
  });
}

/** Code 200: the token is good, but not for this number. */
export function noAccess(): GraphError {
  return new GraphError({
    httpStatus: 403,
    code: 200,
    title: 'You do not have the necessary permissions to call on behalf of this phone number',
  });
}

/** Code 100 with subcode 33: what Graph says of an id that does not exist. */
export function noSuchObject(id: string): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    title:
      `Unsupported post request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
      'missing permissions, or does not support this operation',
  });
}

/** The calling errors of Meta's troubleshooting page that the simulator knows how to cause. */
export const CALLING_ERRORS = {
  notEnabled: {
    httpStatus: 401,
    code: 138000,
    title: 'Calling not enabled',
    details: 'Calling APIs are not enabled for this phone number',
  },
  receiverUncallable: {
    httpStatus: 400,
    code: 138001,
    title: 'Receiver Uncallable',
    details: 'Receiver is unable to receive calls',
  },
  duplicateCall: {
    httpStatus: 400,
    code: 138003,
    title: 'Duplicate call',
    details: 'A call is already ongoing with the receiver',
  },
  noPermission: {
    httpStatus: 401,
    code: 138006,
    title: 'No approved call permission found',
    details: 'No approved call permission from the recipient',
  },
} as const satisfies Record<string, GraphErrorParts>;

const CODE_OF_STATUS: Readonly<Record<number, number>> = {
  400: 100,
  401: 190,
  403: 200,
  429: 138_005,
};

/** The error of a fault that a test ordered. */
export function orderedError(httpStatus: number, code: number | undefined): GraphError {
  const isTransient = httpStatus >= 500;
  return new GraphError({
    httpStatus,
    code: code ?? CODE_OF_STATUS[httpStatus] ?? 2,
    title: isTransient ? 'Service temporarily unavailable' : 'An error that was ordered',
    isTransient,
  });
}
