/**
 * Something the person at the keyboard can mend. It is printed as its message alone: the message
 * says what is wrong and what to do, so a stack trace would only hide it.
 */
export class Failure extends Error {}

/** The last lines of a child's output, indented, for the end of a Failure's message. */
export function quote(lines, count = 20) {
  return lines
    .slice(-count)
    .map((line) => `  | ${line}`)
    .join('\n');
}
