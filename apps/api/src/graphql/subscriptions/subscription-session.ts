import type { IncomingMessage } from 'node:http';
import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { decodeJwt } from 'jose';
import type { WebSocket } from 'ws';
import type { Principal, VerifyToken } from '#patchbay/identity';
import { AppError, type Clock, type Logger, newTraceparent } from '#patchbay/kernel';
import { depthLimit, MAX_DEPTH } from '../depth-limit.js';
import { formatError } from '../format-error.js';
import type { GraphQLContext } from '../graphql-context.js';
import { MAX_TOKENS } from '../graphql-options.js';

/** What is known of one socket. */
export interface SocketExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  principal?: Principal;
  expiresAtMs?: number;
  expiry?: NodeJS.Timeout;
}

type Params = { readonly authorization?: unknown } | undefined;
type Session = Context<Record<string, unknown>, SocketExtra>;

export interface SessionParts {
  readonly schema: GraphQLSchema;
  readonly verifyToken: VerifyToken;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Close codes: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;
const INIT_WITHIN_MS = 3000;
const MOST_SUBSCRIPTIONS = 20;
/** The longest timer; a token that lives longer is looked at again then. */
const LONGEST_TIMER_MS = 3_600_000;
const RULES = [...specifiedRules, depthLimit(MAX_DEPTH)];

/**
 * How sockets are served: a bearer token in the first message (`connectionParams.authorization`),
 * subscriptions and nothing else, within the limits of documents over HTTP. When the token expires
 * the socket is closed: the client comes back with a new one, and with `after`.
 */
export function sessionOptions(
  parts: SessionParts,
): ServerOptions<Record<string, unknown>, SocketExtra> {
  return {
    connectionInitWaitTimeout: INIT_WITHIN_MS,
    onConnect: (session) => admit(parts, session),
    onSubscribe: (session, _id, payload) => prepare(parts, session, payload),
    onError: (_session, _id, _payload, errors) => errors.map((error) => told(parts, error)),
    onNext: (...[{ extra }, , , , { errors, data = null }]) => {
      closeWhenExpired(parts.clock, extra);
      return { data, ...(errors && { errors: errors.map((error) => told(parts, error)) }) };
    },
  };
}

function told({ logger }: SessionParts, error: GraphQLError): ReturnType<typeof formatError> {
  // A variable of the wrong form: Apollo says so by a code, the executor itself does not.
  const { originalError: cause } = error;
  if (error.path === undefined && (cause === undefined || cause instanceof GraphQLError)) {
    error.extensions.code ??= 'BAD_USER_INPUT';
  }
  const formatted = formatError(error.toJSON(), error);
  if (formatted.extensions?.code === 'INTERNAL') {
    const { errorId } = formatted.extensions;
    logger.error({ err: error.originalError ?? error, errorId }, 'subscriptions.failed');
  }
  return formatted;
}

async function admit(
  { verifyToken, clock, logger }: SessionParts,
  { connectionParams, extra }: Session,
): Promise<boolean> {
  const given = (connectionParams as Params)?.authorization;
  const [, token] = /^Bearer (\S+)$/i.exec(typeof given === 'string' ? given : '') ?? [];
  try {
    if (token === undefined) throw new AppError('UNAUTHENTICATED');
    extra.principal = await verifyToken.execute(token);
    extra.expiresAtMs = (decodeJwt(token).exp ?? 0) * 1000;
  } catch (err) {
    logger.info({ err }, 'subscriptions.stranger');
    extra.socket.close(UNAUTHORIZED, 'Unauthorized');
    return false;
  }
  closeWhenExpired(clock, extra);
  return true;
}

/** Closes the socket of an expired token, or looks again when it expires. */
function closeWhenExpired(clock: Clock, extra: SocketExtra): void {
  const leftMs = (extra.expiresAtMs ?? 0) - clock.nowMs();
  if (leftMs <= 0) {
    extra.socket.close(FORBIDDEN, 'Token expired');
    return;
  }
  clearTimeout(extra.expiry);
  extra.expiry = setTimeout(
    () => {
      closeWhenExpired(clock, extra);
    },
    Math.min(leftMs, LONGEST_TIMER_MS),
  );
  extra.expiry.unref();
}

function refused(message: string): readonly GraphQLError[] {
  return [new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })];
}

function prepare(
  { schema }: SessionParts,
  { extra, subscriptions }: Session,
  { query, operationName, variables }: SubscribePayload,
): ExecutionArgs | readonly GraphQLError[] {
  if (Object.keys(subscriptions).length > MOST_SUBSCRIPTIONS) {
    return refused(`A connection carries ${MOST_SUBSCRIPTIONS} subscriptions: open another one.`);
  }
  let document;
  try {
    document = parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return refused(error instanceof Error ? error.message : 'The document cannot be read.');
  }
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
    return refused('This connection carries subscriptions; queries and mutations are POSTed.');
  }
  const problems = validate(schema, document, RULES);
  if (problems.length > 0) return refused(problems.map(({ message }) => message).join(' '));
  return {
    schema,
    document,
    operationName: operationName ?? undefined,
    variableValues: variables ?? undefined,
    contextValue: contextOf(extra),
  };
}

/** What resolvers see of a socket: who it speaks for, and a trace of the subscription's own. */
function contextOf({ request, principal }: SocketExtra): GraphQLContext {
  const req = Object.assign(Object.create(request) as GraphQLContext['req'], {
    traceparent: newTraceparent(),
    ...(principal && { principal }),
  });
  return { req };
}
