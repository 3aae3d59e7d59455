import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { encodeId, ID_PREFIXES, type IdKind, tryDecodeId } from '#patchbay/kernel';

/**
 * The scalar of one kind of opaque id: outside `call_…`, inside the row's UUID. Text with another
 * prefix is BAD_USER_INPUT; an id that is well formed may still name nothing of the caller's.
 */
function idScalar(name: string, kind: IdKind): GraphQLScalarType<string, string> {
  const prefix = `${ID_PREFIXES[kind]}_`;
  const parse = (value: unknown): string => {
    const uuid = typeof value === 'string' ? tryDecodeId(kind, value) : undefined;
    if (uuid === undefined) throw new GraphQLError(`must be an id that starts with ${prefix}`);
    return uuid;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description: `Opaque id that starts with \`${prefix}\`.`,
    serialize: (uuid) => encodeId(kind, String(uuid)),
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const TenantID = idScalar('TenantID', 'tenant');
export const ClientID = idScalar('ClientID', 'apiClient');
export const PhoneNumberID = idScalar('PhoneNumberID', 'phoneNumber');
export const CallID = idScalar('CallID', 'call');
export const CallExportID = idScalar('CallExportID', 'callExport');
export const CallEventID = idScalar('CallEventID', 'callEvent');
export const EndpointID = idScalar('EndpointID', 'endpoint');
export const MessageID = idScalar('MessageID', 'message');
export const AttemptID = idScalar('AttemptID', 'attempt');
export const InboxEventID = idScalar('InboxEventID', 'inboxEvent');
export const QuarantinedEventID = idScalar('QuarantinedEventID', 'quarantinedEvent');
export const UsageRecordID = idScalar('UsageRecordID', 'usageRecord');
export const ConsumerMessageID = idScalar('ConsumerMessageID', 'callMessage');
export const CallTemplateID = idScalar('CallTemplateID', 'callTemplate');
