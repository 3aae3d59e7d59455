/** Ends what global-setup.js has started. A run that is killed leaves it to the guardian process. */
export default async function globalTeardown() {
  await globalThis.testServicesGuard?.end();
}
