import { describe, expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import type { GraphClient, GraphOutcome, GraphRequest } from './graph-client.js';
import { type CallMessageContent, sendMessage } from './send-message.js';

const NUMBER = { phoneNumberId: '106', accessToken: new Secret('EAAtoken') };

async function send(
  content: CallMessageContent,
  outcome: GraphOutcome = { kind: 'done', body: { messages: [{ id: 'wamid.1' }] } },
  whom: { to?: string; recipient?: string } = { to: '254700000101' },
) {
  const asked: GraphRequest[] = [];
  const request = (each: GraphRequest): Promise<GraphOutcome> => {
    asked.push(each);
    return Promise.resolve(outcome);
  };
  const message = { ...whom, content, bizOpaqueCallbackData: 'pbm1.x.' };
  const result = await sendMessage({ request } as unknown as GraphClient, NUMBER, message);
  return { result, asked };
}

const REQUEST: CallMessageContent = { kind: 'call_permission_request', body: 'May we call?' };

describe('a message', () => {
  it.each<[string, CallMessageContent, object]>([
    [
      'that asks for calls',
      REQUEST,
      {
        type: 'interactive',
        interactive: {
          type: 'call_permission_request',
          action: { name: 'call_permission_request' },
          body: { text: 'May we call?' },
        },
      },
    ],
    [
      'that asks for calls without a word',
      { kind: 'call_permission_request' },
      {
        type: 'interactive',
        interactive: {
          type: 'call_permission_request',
          action: { name: 'call_permission_request' },
        },
      },
    ],
    [
      'with a call button',
      {
        kind: 'voice_call',
        body: 'Need help?',
        displayText: 'Call us',
        ttlMinutes: 60,
        payload: 'order=1',
      },
      {
        type: 'interactive',
        interactive: {
          type: 'voice_call',
          body: { text: 'Need help?' },
          action: {
            name: 'voice_call',
            parameters: { display_text: 'Call us', ttl_minutes: 60, payload: 'order=1' },
          },
        },
      },
    ],
    [
      'with a call button as Meta has it',
      { kind: 'voice_call', body: 'Need help?' },
      {
        type: 'interactive',
        interactive: {
          type: 'voice_call',
          body: { text: 'Need help?' },
          action: { name: 'voice_call', parameters: {} },
        },
      },
    ],
    [
      'of a template',
      {
        kind: 'template',
        name: 'ask',
        language: 'pt_BR',
        headerParameters: ['1522'],
        bodyParameters: ['1522', 'Ana'],
        button: { ttlMinutes: 100, payload: 'order=1' },
      },
      {
        type: 'template',
        template: {
          name: 'ask',
          language: { code: 'pt_BR' },
          components: [
            { type: 'header', parameters: [{ type: 'text', text: '1522' }] },
            {
              type: 'body',
              parameters: [
                { type: 'text', text: '1522' },
                { type: 'text', text: 'Ana' },
              ],
            },
            {
              type: 'button',
              sub_type: 'voice_call',
              parameters: [
                { type: 'ttl_minutes', ttl_minutes: 100 },
                { type: 'payload', payload: 'order=1' },
              ],
            },
          ],
        },
      },
    ],
    [
      'of a template without parameters',
      { kind: 'template', name: 'ask', language: 'en' },
      { type: 'template', template: { name: 'ask', language: { code: 'en' } } },
    ],
  ])('%s has the body that Meta documents', async (_, content, body) => {
    const { asked, result } = await send(content);
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/106/messages',
        accessToken: NUMBER.accessToken,
        action: 'send_message',
        body: {
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: '254700000101',
          biz_opaque_callback_data: 'pbm1.x.',
          ...body,
        },
      },
    ]);
    expect(result).toEqual({ kind: 'sent', wamid: 'wamid.1' });
  });

  it('names one of both ids of a consumer, the number first, as Meta does', async () => {
    const both = await send(REQUEST, undefined, { to: '254700000101', recipient: 'KE.1' });
    const other = await send(REQUEST, undefined, { recipient: 'KE.1' });
    expect(both.asked[0]?.body).not.toHaveProperty('recipient');
    expect(other.asked[0]?.body).toMatchObject({ recipient: 'KE.1' });
    expect(other.asked[0]?.body).not.toHaveProperty('to');
  });

  it.each<[string, GraphOutcome, object]>([
    ['no answer', { kind: 'unknown', reason: 'timeout' }, { kind: 'unknown' }],
    ['an answer without an id', { kind: 'done', body: { success: true } }, { kind: 'unknown' }],
    ['nobody there', { kind: 'not_sent', reason: 'ECONNREFUSED' }, { kind: 'not_sent' }],
  ])('is %s: once, and never again', async (_, outcome, expected) => {
    const { asked, result } = await send(REQUEST, outcome);
    expect(result).toMatchObject(expected);
    expect(asked).toHaveLength(1);
  });

  it('that Meta refuses keeps Meta’s words', async () => {
    const error = {
      code: 138_009,
      title: 'Call Permission Request Limit Hit',
      details: null,
      fbtraceId: 'A1',
      httpStatus: 400,
    };
    const { result } = await send(REQUEST, { kind: 'refused', error });
    expect(result).toEqual({ kind: 'refused', error });
  });
});
