/** What a file of calls may be written as: RFC 4180, or a JSON object a line. */
export const CALL_EXPORT_FORMATS = ['CSV', 'JSONL'] as const;
export type CallExportFormat = (typeof CALL_EXPORT_FORMATS)[number];

export const CALL_EXPORT_MIME_TYPES: Readonly<Record<CallExportFormat, string>> = {
  CSV: 'text/csv; charset=utf-8; header=present',
  JSONL: 'application/x-ndjson; charset=utf-8',
};

/** The columns of an export, in their order; their names are those of the API. */
export const CALL_EXPORT_COLUMNS = [
  'id',
  'wacid',
  'direction',
  'state',
  'control',
  'signalling',
  'mediaMode',
  'phoneNumberId',
  'displayPhoneNumber',
  'consumerWaId',
  'consumerUserId',
  'consumerName',
  'startedAt',
  'answeredAt',
  'endedAt',
  'ringSeconds',
  'talkSeconds',
  'billableSeconds',
  'terminationCause',
  'disconnectedBy',
  'endCode',
  'metaErrorCode',
  'metaErrorTitle',
  'graphRequestId',
  'bizOpaqueCallbackData',
  'ctaPayload',
  'deeplinkPayload',
] as const;

export type CallExportColumn = (typeof CALL_EXPORT_COLUMNS)[number];
/** A call as an export has it. Times are instants, written in UTC. */
export type ExportedCall = Readonly<Record<CallExportColumn, string | number | Date | null>>;

const LINE_END = '\r\n';
const NEEDS_QUOTES = /[",\r\n]/;
/**
 * What a spreadsheet takes for the start of a formula, also in full width:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function csvField(value: string | number | Date | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return value.toISOString();
  // The apostrophe makes it text; what anybody but us can write into a call must not become code.
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a file begins with. */
export function exportHead(format: CallExportFormat): string {
  return format === 'CSV' ? `${CALL_EXPORT_COLUMNS.join(',')}${LINE_END}` : '';
}

/** The line of one call, with its end. */
export function exportLine(format: CallExportFormat, call: ExportedCall): string {
  if (format === 'CSV') {
    return `${CALL_EXPORT_COLUMNS.map((column) => csvField(call[column])).join(',')}${LINE_END}`;
  }
  // With an array, the keys come in its order whatever the object's.
  return `${JSON.stringify(call, CALL_EXPORT_COLUMNS as unknown as string[])}\n`;
}
