/* global EventSource */

/** Asks the control API; a refusal is an Error with its reason. */
export async function ask(method, path, body) {
  const response = await fetch(`/_sim/v1${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Follows what happens; `on` is called with the name and the data of each event. */
export function follow(names, on, onConnection) {
  const source = new EventSource(`/_sim/v1/events?names=${names.join(',')}`);
  source.addEventListener('hello', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  for (const name of names) {
    source.addEventListener(name, ({ data }) => on(name, JSON.parse(data)));
  }
}
