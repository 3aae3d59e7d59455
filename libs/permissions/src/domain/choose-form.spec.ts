import { describe, expect, it } from '@jest/globals';
import { chooseForm, type FormRequest, type KnownCallTemplate } from './choose-form.js';
import { refusalOfMeta } from './message-refusal.js';

const ASK: KnownCallTemplate = {
  name: 'ask',
  language: 'en',
  purpose: 'PERMISSION_REQUEST',
  status: 'APPROVED',
  headerVariables: 0,
  bodyVariables: 0,
};
const NAMED = { name: 'ask', language: 'en', headerParameters: [], bodyParameters: [] };

const choose = (changes: Partial<FormRequest>) =>
  chooseForm({
    purpose: 'PERMISSION_REQUEST',
    form: undefined,
    template: undefined,
    isWindowOpen: false,
    templates: [ASK],
    ...changes,
  });

describe('the form', () => {
  it('is free while the window is open, and a template’s when it is closed', () => {
    expect(choose({ isWindowOpen: true })).toEqual({ kind: 'free_form' });
    expect(choose({})).toEqual({ kind: 'template', template: NAMED });
  });

  it('is the one that was told, whatever is known of the window', () => {
    expect(choose({ form: 'FREE_FORM' })).toEqual({ kind: 'free_form' });
    expect(choose({ form: 'TEMPLATE', isWindowOpen: true })).toMatchObject({ kind: 'template' });
  });

  it('is a template unknown here when it is named: Meta may know it', () => {
    const template = { ...NAMED, name: 'made_elsewhere', bodyParameters: ['1'] };
    expect(choose({ template })).toEqual({ kind: 'template', template });
  });

  it.each<[string, Partial<FormRequest>, string]>([
    ['no template and no window', { templates: [] }, 'NO_CONVERSATION'],
    ['only a rejected one', { templates: [{ ...ASK, status: 'REJECTED' }] }, 'NO_CONVERSATION'],
    ['only one with variables', { templates: [{ ...ASK, bodyVariables: 1 }] }, 'NO_CONVERSATION'],
    [
      'only one of call buttons',
      { templates: [{ ...ASK, purpose: 'CALL_BUTTON' }] },
      'NO_CONVERSATION',
    ],
    [
      'a template told, and none there',
      { form: 'TEMPLATE', templates: [] },
      'CALL_TEMPLATE_NOT_USABLE',
    ],
    [
      'a named one that waits',
      { template: NAMED, templates: [{ ...ASK, status: 'PENDING' }] },
      'CALL_TEMPLATE_NOT_USABLE',
    ],
    [
      'a named one of the other kind',
      { template: NAMED, templates: [{ ...ASK, purpose: 'CALL_BUTTON' }] },
      'CALL_TEMPLATE_NOT_USABLE',
    ],
    [
      'too few parameters',
      { template: NAMED, templates: [{ ...ASK, bodyVariables: 1 }] },
      'CALL_TEMPLATE_NOT_USABLE',
    ],
    [
      'too many parameters',
      { template: { ...NAMED, headerParameters: ['1'] } },
      'CALL_TEMPLATE_NOT_USABLE',
    ],
  ])('is refused with %s', (_, changes, code) => {
    expect(choose(changes)).toMatchObject({ kind: 'refused', refusal: { code, metaError: null } });
  });
});

describe('an error of Meta’s', () => {
  const AT = new Date('2026-11-22T12:00:00Z');
  const refusal = (code: number) =>
    refusalOfMeta({ code, title: 'T', details: 'D', fbtraceId: 'F' }, AT);

  it.each([
    [138_011, 'NO_CONVERSATION', /exchange a message, or send a template/],
    [131_047, 'NO_CONVERSATION', /exchange a message/],
    [138_009, 'PERMISSION_REQUESTS_USED_UP', /as often as Meta allows/],
    [138_017, 'PERMISSION_IS_PERMANENT', /nothing to ask/],
    [138_000, 'CALLING_NOT_ENABLED', /Switch calling on/],
    [131_026, 'CONSUMER_CANNOT_BE_CALLED', /update WhatsApp/],
    [132_001, 'CALL_TEMPLATE_NOT_USABLE', /approved/],
    [138_014, 'CALLING_PAUSED', /low quality/],
    [190, 'META_ACCESS_LOST', /provider/],
    [999_999, 'CALL_REFUSED_BY_META', /trace id/],
  ])('%i is %s and says what to do', (code, expected, text) => {
    expect(refusal(code)).toMatchObject({
      code: expected,
      message: expect.stringMatching(text),
      metaError: { code, title: 'T', details: 'D', fbtraceId: 'F' },
    });
    expect(refusal(code).message).toContain(`T (${code})`);
  });
});
