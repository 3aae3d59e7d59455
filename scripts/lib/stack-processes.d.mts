/** Which entry point a process of this name runs. */
export function entryPoint(name: string): string;

/** What each process gets besides the common environment. */
export function envOf(
  name: string,
  parts: {
    readonly services: { readonly appUrl: string; readonly redisUrl: string };
    readonly secretsFile: string;
    readonly urls: Readonly<
      Record<string, { readonly publicUrl: string; readonly privateUrl: string }>
    >;
    readonly client?: { readonly clientId: string; readonly clientSecret: string };
  },
): Readonly<Record<string, string>>;
