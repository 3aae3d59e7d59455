/** What `npm start` prints when everything runs: where, who, and a first question to ask. */
export async function welcome(stack, readyMs) {
  const { urls, logins } = stack;
  const tenant = logins.tenants[0];
  return `
Patchbay is ready in ${(readyMs / 1000).toFixed(1)} s.

${table([
  ['GraphQL', `${urls.api.publicUrl}/graphql`],
  ['Tokens', `${urls.api.publicUrl}/oauth/token`],
  ['Simulator of Meta', `${urls.simulator.publicUrl}/ (a page to play WhatsApp users)`],
  ...Object.entries(urls)
    .filter(([name]) => name.startsWith('sample-tenant-'))
    .map(([name, { publicUrl }]) => [name, publicUrl]),
])}

Logins (client id, secret, roles)
${table(clientsOf(logins).map(({ who, clientId, clientSecret, roles }) => [who, clientId, clientSecret ?? '(secret not known here)', roles.join(' ')]))}

Ask ${tenant.name}'s calls:
${exampleQuery(
  urls.api.publicUrl,
  tenant.clients.find(({ clientSecret }) => clientSecret),
)}
Ctrl-C stops everything and keeps the data in .local; \`npm start -- --fresh\` begins anew.

`;
}

function clientsOf({ staff, tenants }) {
  return [
    ...[staff ?? []].flat().map((client) => ({ who: 'BSP staff', ...client })),
    ...tenants.flatMap(({ name, clients }) => clients.map((client) => ({ who: name, ...client }))),
  ].map((client) => ({ roles: [], ...client }));
}

function exampleQuery(apiUrl, client) {
  if (!client) return '';
  return `
  TOKEN=$(curl -s ${apiUrl}/oauth/token -d grant_type=client_credentials \\
    -d client_id=${client.clientId} -d client_secret=${client.clientSecret} \\
    | node -pe 'JSON.parse(require("fs").readFileSync(0)).access_token')
  curl -s ${apiUrl}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"query":"{ calls(first: 5) { edges { node { id direction state } } } }"}'
`;
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd(),
    )
    .join('\n');
}
