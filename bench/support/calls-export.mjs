import { Failure } from '../../scripts/lib/failure.mjs';
import { machineClient } from '../../scripts/lib/seed.mjs';

const EXPORT = `mutation {
  exportCalls(input: { format: JSONL }) {
    ... on ExportCallsSuccess { export { id } }
    ... on MutationError { code message }
  }
}`;
const ONE = `query ($id: CallExportID!) { callsExport(id: $id) { state rows url } }`;

/** Exports of a seeded tenant's calls, asked for as the tenant asks. */
export class CallsExport {
  #url;
  #token;

  static async open(stack, key) {
    const exports = new CallsExport();
    const { clientId, clientSecret } = machineClient(stack.logins, key);
    exports.#url = stack.urls.api.publicUrl;
    const form = { grant_type: 'client_credentials', client_id: clientId };
    const body = new URLSearchParams({ ...form, client_secret: clientSecret });
    const response = await fetch(`${exports.#url}/oauth/token`, { method: 'POST', body });
    exports.#token = (await response.json()).access_token;
    return exports;
  }

  /** Asks for a file with all calls; gives its id. */
  async start() {
    const { exportCalls: result } = await this.#ask(EXPORT);
    if (!result.export) throw new Failure(`${result.code}: ${result.message}`);
    return result.export.id;
  }

  /** How far an export is: `{state, rows, url}`. */
  async look(id) {
    const { callsExport } = await this.#ask(ONE, { id });
    return callsExport;
  }

  async #ask(query, variables = {}) {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Failure(JSON.stringify(errors));
    return data;
  }
}
