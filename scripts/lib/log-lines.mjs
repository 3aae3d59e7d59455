const LEVELS = { 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };
/** Fields that say the same on every line of a process. */
const DULL = new Set(['level', 'time', 'msg', 'name', 'pid', 'hostname', 'traceId', 'err']);
const NAME_WIDTH = 14;

/** The parsed pino line, or null when the text is something else. */
export function parseLogLine(line) {
  if (!line.startsWith('{')) return null;
  try {
    const record = JSON.parse(line);
    return typeof record.msg === 'string' ? record : null;
  } catch {
    return null;
  }
}

/** One line of a process for the terminal: time, who, what, and the fields as key=value. */
export function formatLine(name, line) {
  const who = name.padEnd(NAME_WIDTH);
  const record = parseLogLine(line);
  if (record === null) return `${who} ${line}`;
  const fields = Object.entries(record)
    .filter(([key]) => !DULL.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const level = LEVELS[record.level];
  const problem = record.err?.message ?? record.err?.type;
  return [
    timeOf(record.time),
    who,
    ...(level ? [level] : []),
    record.msg,
    ...fields,
    ...(problem ? [`err=${JSON.stringify(problem)}`] : []),
  ].join(' ');
}

function timeOf(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? '--:--:--.---' : date.toISOString().slice(11, 23);
}
