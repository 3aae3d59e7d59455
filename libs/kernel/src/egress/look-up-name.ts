import { lookup, Resolver } from 'node:dns/promises';

/** All addresses of a name, in the order in which to try them. */
export type AddressLookup = (name: string) => Promise<readonly { readonly address: string }[]>;

const TIMEOUT_MS = 2000;
const TRIES = 2;

const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });

/**
 * Asks DNS itself, IPv4 first. Not `getaddrinfo`: of that two run at a time in a process, so two names
 * whose server does not answer would hold up every other name; and it reads the hosts file, whose
 * names are of the inside. Throws Node's error when the name has neither kind of address.
 */
export const lookUpByDns: AddressLookup = async (name) => {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
  const found = [four, six].flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  return found.map((address) => ({ address }));
};

/** Asks the machine, which knows `localhost` and the names of containers: for laptops. */
export const lookUpByMachine: AddressLookup = (name) => lookup(name, { all: true, verbatim: true });
