import { CallBoundsResolver } from '../admission/call-bounds.resolver.js';
import { CanCallResolver } from '../admission/can-call.resolver.js';
import { KillSwitchesResolver } from '../admission/kill-switches.resolver.js';
import { LimitPoliciesResolver } from '../admission/limit-policies.resolver.js';
import { QuietHoursResolver } from '../admission/quiet-hours.resolver.js';
import { SuppressionsResolver } from '../admission/suppressions.resolver.js';
import { TenantBoundsResolver } from '../admission/tenant-bounds.resolver.js';
import { UsageRecordsResolver } from '../billing/usage-records.resolver.js';
import { AnswerCallResolver } from '../calls/answer-call.resolver.js';
import { CallEventsResolver } from '../calls/call-events.resolver.js';
import { CallExportsResolver } from '../calls/call-exports.resolver.js';
import { CallFileRetentionResolver } from '../calls/call-file-retention.resolver.js';
import { CallMediaResolver } from '../calls/call-media.resolver.js';
import { CallsResolver } from '../calls/calls.resolver.js';
import { LiveCallsResolver } from '../calls/live-calls.resolver.js';
import { PlaceCallResolver } from '../calls/place-call.resolver.js';
import { SupportBundleResolver } from '../calls/support-bundle.resolver.js';
import { EndpointLifeResolver } from '../fanout/endpoint-life.resolver.js';
import { EndpointSettingsResolver } from '../fanout/endpoint-settings.resolver.js';
import { EndpointsResolver } from '../fanout/endpoints.resolver.js';
import { EventTypesResolver } from '../fanout/event-types.resolver.js';
import { TestEndpointResolver } from '../fanout/test-endpoint.resolver.js';
import { MessagesResolver } from '../fanout/messages.resolver.js';
import { ReplayResolver } from '../fanout/replay.resolver.js';
import { ApiClientsResolver } from '../identity/api-clients.resolver.js';
import { ViewerResolver } from '../identity/viewer.resolver.js';
import { InboxEventsResolver } from '../inbox/inbox-events.resolver.js';
import { InboxOperationsResolver } from '../inbox/inbox-operations.resolver.js';
import { PhoneNumbersResolver } from '../numbers/phone-numbers.resolver.js';
import { FirstContactButtonResolver } from '../permissions/first-contact-button.resolver.js';
import { CallPermissionChangedResolver } from '../permissions/call-permission-changed.resolver.js';
import { CallPermissionsResolver } from '../permissions/call-permissions.resolver.js';
import { CallDeepLinkResolver } from '../permissions/call-deep-link.resolver.js';
import { ConsumerMessageResolver } from '../permissions/consumer-message.resolver.js';
import { CreateCallTemplateResolver } from '../permissions/create-call-template.resolver.js';
import { RequestCallPermissionResolver } from '../permissions/request-call-permission.resolver.js';
import { SendCallButtonResolver } from '../permissions/send-call-button.resolver.js';
import { SetFirstContactButtonResolver } from '../permissions/set-first-contact-button.resolver.js';
import { TenantsResolver } from '../tenants/tenants.resolver.js';

/** Every resolver of the API: the printed schema is made from these. */
export const RESOLVERS = [
  ViewerResolver,
  ApiClientsResolver,
  TenantsResolver,
  CanCallResolver,
  CallBoundsResolver,
  TenantBoundsResolver,
  KillSwitchesResolver,
  SuppressionsResolver,
  QuietHoursResolver,
  LimitPoliciesResolver,
  CallEventsResolver,
  CallExportsResolver,
  CallFileRetentionResolver,
  CallMediaResolver,
  CallsResolver,
  LiveCallsResolver,
  SupportBundleResolver,
  PlaceCallResolver,
  AnswerCallResolver,
  EndpointsResolver,
  EndpointSettingsResolver,
  EndpointLifeResolver,
  TestEndpointResolver,
  EventTypesResolver,
  MessagesResolver,
  ReplayResolver,
  PhoneNumbersResolver,
  UsageRecordsResolver,
  InboxEventsResolver,
  InboxOperationsResolver,
  CallPermissionChangedResolver,
  CallPermissionsResolver,
  RequestCallPermissionResolver,
  SendCallButtonResolver,
  CreateCallTemplateResolver,
  CallDeepLinkResolver,
  ConsumerMessageResolver,
  SetFirstContactButtonResolver,
  FirstContactButtonResolver,
];
