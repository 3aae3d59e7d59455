import { randomBytes } from 'node:crypto';

export interface GraphErrorParts {
  readonly httpStatus: number;
  readonly code: number;
  readonly title: string;
  readonly details?: string;
  readonly type?: string;
  readonly subcode?: number;
  readonly isTransient?: boolean;
  readonly userTitle?: string;
  readonly userMessage?: string;
  /** Some messages go without the `(#code)` in front. */
  readonly isBare?: boolean;
  /** Headers of the answer, such as how much of a limit is used. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of the Graph API in the shape of Meta's error page. */
export class GraphError extends Error {
  readonly fbtraceId = `A${randomBytes(10).toString('base64url')}`;

  constructor(readonly parts: GraphErrorParts) {
    super(parts.isBare === true ? parts.title : `(#${parts.code}) ${parts.title}`);
    this.name = 'GraphError';
  }

  get body(): { readonly error: Readonly<Record<string, unknown>> } {
    const { code, details, isTransient, subcode, type = 'OAuthException' } = this.parts;
    const { userMessage, userTitle } = this.parts;
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
        ...(userTitle === undefined ? {} : { error_user_title: userTitle }),
        ...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
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

/** Code 190 with subcode 463: the token has expired. */
export function expiredToken(expiredAt: Date): GraphError {
  return new GraphError({
    httpStatus: 401,
    code: 190,
    subcode: 463,
    title: `Error validating access token: Session has expired on ${expiredAt.toUTCString()}.`,
  });
}

/** Code 200: the token is good, but not for this object. */
export function noAccess(): GraphError {
  return new GraphError({
    httpStatus: 403,
    code: 200,
    title: 'You do not have the necessary permissions to act on behalf of this object',
  });
}

/** Code 10: the token lacks a scope. */
export function missingScope(scope: string): GraphError {
  return new GraphError({
    httpStatus: 403,
    code: 10,
    title: 'Application does not have permission for this action',
    details: `The access token lacks the permission ${scope}`,
  });
}

/** Code 100 with subcode 33: what Graph says of an id that does not exist. */
export function noSuchObject(id: string, method = 'POST'): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    title:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot ` +
      'be loaded due to missing permissions, or does not support this operation',
  });
}

/** What Graph says with a status when nothing more is known. */
const ORDERED: Readonly<Record<number, readonly [code: number, title: string]>> = {
  400: [100, 'Invalid parameter'],
  401: [190, 'Error validating access token'],
  403: [200, 'Permissions error'],
  429: [4, 'Application request limit reached'],
};
const OUT_OF_ORDER = [2, 'Service temporarily unavailable'] as const;

/** The error of a fault that a test ordered. */
export function orderedError(httpStatus: number, code: number | undefined): GraphError {
  const [usualCode, title] = ORDERED[httpStatus] ?? OUT_OF_ORDER;
  const isTransient = httpStatus >= 500 || httpStatus === 429;
  return new GraphError({ httpStatus, code: code ?? usualCode, title, isTransient });
}
