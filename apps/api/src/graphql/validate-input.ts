import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type FieldProblem } from '#patchbay/kernel';

/** What PostgreSQL keeps in no text, and no JSON: U+0000, and halves of surrogate pairs. */
const HALF_PAIR = /\p{Surrogate}/u;
const NO_TEXT = 'must not have U+0000 or half a surrogate pair';

/** RFC 3339 §1: years have four digits. PostgreSQL knows none before 4714 BC. */
const FAR_AWAY = 'must be a time of the years 1 to 9999';

function isFarAway(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year < 1 || year > 9999;
}

function problemsOf(errors: readonly ValidationError[], path = ''): FieldProblem[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const field = `${path}${property}`;
    const own = Object.values(constraints).map((text) => ({
      field,
      // Texts begin with the name of the property, which `field` has.
      problem: text.startsWith(`${property} `) ? text.slice(property.length + 1) : text,
    }));
    return [...own, ...problemsOf(children, `${field}.`)];
  });
}

/** What in a value nothing can keep, by where it stands. */
function keepingProblems(value: unknown, field: string): FieldProblem[] {
  if (typeof value === 'string') {
    const isText = !value.includes('\0') && !HALF_PAIR.test(value);
    return isText ? [] : [{ field, problem: NO_TEXT }];
  }
  if (value instanceof Date) return isFarAway(value) ? [{ field, problem: FAR_AWAY }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    keepingProblems(inner, field === '' ? name : `${field}.${name}`),
  );
}

/** Checks the shape of inputs; rules are the domain's. Every problem is told at once. */
class InputPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'custom') {
      const field = typeof value === 'string' ? (metadata.data ?? 'value') : '';
      const fields = keepingProblems(value, field);
      if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
    }
    return super.transform(value, metadata);
  }
}

/** What arguments of operations pass before a resolver sees them. */
export function inputValidation(): ValidationPipe {
  return new InputPipe({
    transform: true,
    exceptionFactory: (errors) => new AppError('BAD_USER_INPUT', { fields: problemsOf(errors) }),
  });
}
