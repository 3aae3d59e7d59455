import { describe, expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import { createTemplate, findTemplate, type NewCallTemplate } from './create-template.js';
import type { GraphClient, GraphOutcome, GraphRequest } from './graph-client.js';

const WABA = { wabaId: '510', accessToken: new Secret('EAAtoken') };
const ASK: NewCallTemplate = {
  name: 'ask',
  language: 'en',
  category: 'UTILITY',
  body: { text: 'May we call?', examples: [] },
  extra: { kind: 'call_permission_request' },
};

function graph(outcome: GraphOutcome) {
  const asked: GraphRequest[] = [];
  const request = (each: GraphRequest): Promise<GraphOutcome> => {
    asked.push(each);
    return Promise.resolve(outcome);
  };
  return { client: { request } as unknown as GraphClient, asked };
}

const CREATED: GraphOutcome = {
  kind: 'done',
  body: { id: '99', status: 'PENDING', category: 'UTILITY' },
};

describe('a template', () => {
  it('that asks for calls is filed with its texts and what they may hold', async () => {
    const { client, asked } = graph(CREATED);
    const outcome = await createTemplate(client, WABA, {
      ...ASK,
      header: { text: 'Order {{1}}', examples: ['1522'] },
      body: { text: 'May we call about {{1}}, {{2}}?', examples: ['1522', 'Ana'] },
      footer: 'Thank you',
    });
    expect(asked).toMatchObject([
      { method: 'POST', path: '/510/message_templates', action: 'create_template' },
    ]);
    expect(asked[0]?.body).toEqual({
      name: 'ask',
      language: 'en',
      category: 'UTILITY',
      components: [
        {
          type: 'HEADER',
          format: 'TEXT',
          text: 'Order {{1}}',
          example: { header_text: ['1522'] },
        },
        {
          type: 'BODY',
          text: 'May we call about {{1}}, {{2}}?',
          example: { body_text: [['1522', 'Ana']] },
        },
        { type: 'FOOTER', text: 'Thank you' },
        { type: 'call_permission_request' },
      ],
    });
    expect(outcome).toEqual({
      kind: 'created',
      template: { id: '99', status: 'PENDING', category: 'UTILITY' },
    });
  });

  it('with a call button may have a website beside it', async () => {
    const { client, asked } = graph(CREATED);
    const website = { text: 'Site', url: 'https://example.net' };
    await createTemplate(client, WABA, {
      ...ASK,
      extra: { kind: 'voice_call', text: 'Call now', ttlMinutes: 1440, website },
    });
    const buttons = [
      { type: 'voice_call', text: 'Call now', ttl_minutes: 1440 },
      { type: 'URL', ...website },
    ];
    expect(asked[0]?.body).toMatchObject({
      components: [
        { type: 'BODY', text: 'May we call?' },
        { type: 'BUTTONS', buttons },
      ],
    });
  });

  it.each<[GraphOutcome, object]>([
    [{ kind: 'done', body: {} }, { kind: 'unknown' }],
    [{ kind: 'unknown', reason: 'timeout' }, { kind: 'unknown' }],
    [
      { kind: 'done', body: { id: 99 } },
      { kind: 'created', template: { id: '99' } },
    ],
  ])('after %j is %j', async (outcome, expected) => {
    expect(await createTemplate(graph(outcome).client, WABA, ASK)).toMatchObject(expected);
  });

  it('is found by its whole name and its language', async () => {
    const rows = [
      { id: '1', name: 'ask_again', language: 'en', status: 'APPROVED' },
      { id: '2', name: 'ask', language: 'de', status: 'APPROVED' },
      { id: '3', name: 'ask', language: 'en', status: 'REJECTED', category: 'MARKETING' },
    ];
    const { client, asked } = graph({ kind: 'done', body: { data: rows } });
    expect(await findTemplate(client, WABA, ASK)).toEqual({
      id: '3',
      status: 'REJECTED',
      category: 'MARKETING',
    });
    expect(asked[0]).toMatchObject({
      method: 'GET',
      path: '/510/message_templates?name=ask&fields=name%2Clanguage%2Cstatus%2Ccategory',
    });
  });

  it('that Meta does not have is null, one of which Meta says nothing undefined', async () => {
    const none = graph({ kind: 'done', body: { data: [] } });
    const silent = graph({ kind: 'unknown', reason: 'timeout' });
    expect(await findTemplate(none.client, WABA, ASK)).toBeNull();
    expect(await findTemplate(silent.client, WABA, ASK)).toBeUndefined();
  });
});
