import { invalidParameter } from './graph-error.js';

/** One item of `fields=`: `name.arg(value).arg2(value){sub,fields}`. */
export interface Field {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
}

/** Splits at commas that stand outside brackets of any kind. */
function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  if (depth !== 0) throw invalidParameter(`Syntax error in the parameter fields: ${text}`);
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

const FIELD = /^(\w+)((?:\.\w+\([^)]*\))*)(?:\{(.*)\})?$/s;

function parseField(text: string): Field {
  const match = FIELD.exec(text);
  if (match === null) throw invalidParameter(`Syntax error in the parameter fields: ${text}`);
  const [, name = '', argText = '', sub = ''] = match;
  const args: Record<string, string> = {};
  for (const [, key = '', value = ''] of argText.matchAll(/\.(\w+)\(([^)]*)\)/g)) args[key] = value;
  return { name, args, fields: splitOutside(sub).map(parseField) };
}

/** Reads the `fields` parameter with Graph's field expansion. */
export function parseFields(text: string): Field[] {
  return splitOutside(text).map(parseField);
}
