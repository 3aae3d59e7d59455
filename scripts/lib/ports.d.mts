/** Free ports of the loopback interface, all different. */
export function freePorts(count: number): Promise<number[]>;

/** The port a variable names, proved free; undefined when the variable is not set. */
export function configuredPort(
  name: string,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<number | undefined>;
