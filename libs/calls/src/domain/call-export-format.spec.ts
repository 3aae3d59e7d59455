import { describe, expect, it } from '@jest/globals';
import {
  CALL_EXPORT_COLUMNS,
  type ExportedCall,
  exportHead,
  exportLine,
} from './call-export-format.js';

const empty = Object.fromEntries(CALL_EXPORT_COLUMNS.map((name) => [name, null]));
const callWith = (values: Partial<ExportedCall>) => ({ ...empty, ...values }) as ExportedCall;
const fields = (values: Partial<ExportedCall>) =>
  exportLine('CSV', callWith(values)).replace(/^,+|,*\r\n$/g, '');

describe('a line of an export', () => {
  it('has a field for each column of the head and ends with CR LF (RFC 4180)', () => {
    const line = exportLine('CSV', callWith({}));
    expect(line).toBe(`${','.repeat(CALL_EXPORT_COLUMNS.length - 1)}\r\n`);
    expect(exportHead('CSV')).toBe(`${CALL_EXPORT_COLUMNS.join(',')}\r\n`);
    expect(exportHead('JSONL')).toBe('');
  });

  it.each([
    ['plain', 'plain'],
    ['two, three', '"two, three"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['Zoë 你好 🎉', 'Zoë 你好 🎉'],
  ])('writes %j as %s', (consumerName, written) => {
    expect(fields({ consumerName })).toBe(written);
  });

  it.each(['=1+1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x'])(
    'a spreadsheet takes %j for text',
    (consumerName) => {
      const written = fields({ consumerName });
      expect(written.replace(/^"|"$/g, '')).toBe(`'${consumerName}`);
    },
  );

  it('a formula that is also quoted stays text', () => {
    expect(fields({ ctaPayload: '=HYPERLINK("http://x","y")' })).toBe(
      `"'=HYPERLINK(""http://x"",""y"")"`,
    );
  });

  it('writes times in UTC and numbers as they are', () => {
    const startedAt = new Date('2026-11-21T23:59:59.123+02:00');
    expect(fields({ startedAt, ringSeconds: 0 })).toBe('2026-11-21T21:59:59.123Z,,,0');
  });

  it('as JSON has every column, null where there is nothing, and text as it is', () => {
    const call = callWith({ consumerName: '=1+1\n', talkSeconds: 7, startedAt: new Date(0) });
    const line = exportLine('JSONL', call);
    expect(line.endsWith('}\n')).toBe(true);
    expect(line.slice(0, -1)).not.toContain('\n');
    const read = JSON.parse(line) as Record<string, unknown>;
    expect(Object.keys(read)).toEqual([...CALL_EXPORT_COLUMNS]);
    expect(read).toMatchObject({
      consumerName: '=1+1\n',
      talkSeconds: 7,
      startedAt: '1970-01-01T00:00:00.000Z',
      wacid: null,
    });
  });
});
