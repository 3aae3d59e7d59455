import { registerEnumType } from '@nestjs/graphql';
import type { CallSignalling } from '#patchbay/calls';

export const CallSignallingEnum: { readonly [S in CallSignalling]: S } = {
  GRAPH_API: 'GRAPH_API',
  SIP: 'SIP',
};
registerEnumType(CallSignallingEnum, {
  name: 'CallSignalling',
  description: "By which of Meta's ways a call is signalled.",
});
