import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(ROOT, 'deploy/alerts');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

const duration = z.string().regex(/^\d+[smhd]$/);
const ruleSchema = z.strictObject({
  alert: z.string().regex(/^Patchbay[A-Za-z]+$/),
  expr: z.string().min(1),
  for: duration.optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(10) }),
});
const fileSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(ruleSchema).min(1) })).min(1),
});
type Rule = z.output<typeof ruleSchema>;

const rulesIn = (file: string): Rule[] => {
  const parsed: unknown = parse(readFileSync(path.join(FOLDER, file), 'utf8'));
  return fileSchema.parse(parsed).groups.flatMap(({ rules }) => rules);
};
const RULES = FILES.flatMap((file) => rulesIn(file).map((rule) => [rule.alert, rule] as const));

const METRIC = /new (Counter|Gauge|Histogram)(?:<[^>]*>)?\(\{\s*name: '(\w+)'[^]*?registers/g;

/** The series of the metrics in a text, with their labels. */
function seriesIn(text: string): [string, readonly string[]][] {
  return [...text.matchAll(METRIC)].flatMap(([whole, kind, name = '']) => {
    const list = /labelNames: \[([^\]]*)\]/.exec(whole)?.[1] ?? '';
    const labels = [...list.matchAll(/'(\w+)'/g)].map(([, label = '']) => label);
    if (kind !== 'Histogram') return [[name, labels]];
    return [
      [`${name}_bucket`, [...labels, 'le']],
      [`${name}_sum`, labels],
      [`${name}_count`, labels],
    ];
  });
}

function metricsOfCode(): Map<string, readonly string[]> {
  const files = ['libs', 'apps'].flatMap((top) =>
    readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!spec)\.ts$/.test(file))
      .map((file) => path.join(ROOT, top, file)),
  );
  return new Map(files.flatMap((file) => seriesIn(readFileSync(file, 'utf8'))));
}
const METRICS = metricsOfCode();

/** The metrics that an expression names, each with the labels it asks for. */
const selectorsOf = ({ expr }: Rule): [string, string[]][] =>
  [...expr.matchAll(/\b(patchbay_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', labels = '']) => [
    name,
    [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  ]);

describe('the alert rules', () => {
  it('are there for webhooks from Meta, each alert once', () => {
    const alerts = RULES.map(([alert]) => alert);
    expect(alerts).toContain('PatchbayWebhookOfUnboundApp');
    expect(new Set(alerts).size).toBe(alerts.length);
  });

  it.each(RULES)('%s asks for metrics and labels that the code has', (_, rule) => {
    const selectors = selectorsOf(rule);
    expect(selectors).not.toEqual([]);
    const unknown = selectors.filter(([name, labels]) => {
      const known = METRICS.get(name);
      return known === undefined || labels.some((label) => !known.includes(label));
    });
    expect(unknown).toEqual([]);
  });

  it.each(RULES)('%s groups by, and tells of, labels that its metrics have', (_, rule) => {
    const grouped = [...rule.expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(',').map((label) => label.trim()),
    );
    const texts = Object.values(rule.annotations).join(' ');
    const told = [...texts.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
    const known = new Set(selectorsOf(rule).flatMap(([name]) => METRICS.get(name) ?? []));
    expect([...grouped, ...told].filter((label) => !known.has(label))).toEqual([]);
    expect(told.filter((label) => !grouped.includes(label))).toEqual([]);
  });
});
