import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';

type Operator = 'EQUAL' | 'IN' | 'ALL' | 'GREATER_THAN' | 'LESS_THAN';

interface Filter {
  readonly field: string;
  readonly operator: Operator;
  readonly value: unknown;
}

/** Reads a field of an item for comparison: a text, a number, or several texts. */
export type FilterFields<T> = Readonly<
  Record<string, (item: T) => string | number | readonly string[]>
>;

function asList(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function compare(held: string | number | readonly string[], { operator, value }: Filter): boolean {
  const wanted = asList(value);
  const has = asList(held);
  switch (operator) {
    case 'EQUAL':
      return has.length === 1 && has[0] === wanted[0];
    case 'IN':
      return has.some((one) => wanted.includes(one));
    case 'ALL':
      return wanted.every((one) => has.includes(one));
    case 'GREATER_THAN':
      return Number(held) > Number(wanted[0]);
    case 'LESS_THAN':
      return Number(held) < Number(wanted[0]);
  }
}

const OPERATORS: readonly string[] = ['EQUAL', 'IN', 'ALL', 'GREATER_THAN', 'LESS_THAN'];

function readFilter(value: unknown, known: readonly string[]): Filter {
  const { field, operator, value: wanted } = value as Partial<Record<keyof Filter, unknown>>;
  if (typeof field !== 'string' || !known.includes(field)) {
    throw invalidParameter(`Filtering field '${String(field)}' with operation is not supported`);
  }
  if (typeof operator !== 'string' || !OPERATORS.includes(operator)) {
    throw invalidParameter(`Filtering operator '${String(operator)}' is not supported`);
  }
  return { field, operator: operator as Operator, value: wanted };
}

function readFilters(request: GraphRequest, known: readonly string[]): Filter[] {
  const text = request.query.get('filtering');
  if (text === null) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below, like JSON that is no list.
  }
  const isList =
    Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
  if (!isList) throw invalidParameter('Param filtering must be an array of objects.');
  return (value as unknown[]).map((one) => readFilter(one, known));
}

/** The items that pass `filtering=[{"field":…,"operator":…,"value":…}]`. */
export function filtered<T>(
  request: GraphRequest,
  items: readonly T[],
  fields: FilterFields<T>,
): T[] {
  const filters = readFilters(request, Object.keys(fields));
  return items.filter((item) =>
    filters.every((filter) => {
      const read = fields[filter.field];
      return read !== undefined && compare(read(item), filter);
    }),
  );
}
