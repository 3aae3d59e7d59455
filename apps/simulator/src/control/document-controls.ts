import { ControlFile, type ControlRoute, controlRoute } from './control-route.js';
import { writeOpenApi } from './openapi.js';

/** What control offers, for programs; the page at `/_sim/docs` shows the same to people. */
export function documentControls(operations: () => readonly ControlRoute[]): ControlRoute[] {
  const own = controlRoute({
    method: 'GET',
    path: '/openapi.json',
    tag: 'document',
    summary: 'This document',
    handle: () => {
      const document = writeOpenApi([...operations(), own]);
      const content = Buffer.from(JSON.stringify(document, null, 2));
      return new ControlFile('application/json; charset=UTF-8', content);
    },
  });
  return [own];
}
