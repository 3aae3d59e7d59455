/** The names of the processes: `api`, `worker`, `media`, `simulator`, `sample-tenant-<tenant key>`. */
export type ProcessName = string;

/** What startStack can be told. Everything has a default; without any, the whole system starts. */
export interface StackOptions {
  /** Folder of the state (data, secrets, logins); a temporary one, removed at the end, when missing. */
  readonly dir?: string;
  /** Servers to start; all four when missing. */
  readonly servers?: readonly ('api' | 'worker' | 'media' | 'simulator')[];
  /** Keys of the seeded tenants that get a sample tenant process; `['acme']` when missing. */
  readonly tenants?: readonly string[];
  /** A migrated database to use instead of starting PostgreSQL. */
  readonly database?: { readonly ownerUrl: string; readonly appUrl: string };
  /** A Redis to use instead of starting one. */
  readonly redisUrl?: string;
  /** DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL as the user's shell has them. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Variables on top of what a process gets: `all` for every one, else by process. */
  readonly env?: Readonly<Record<ProcessName, Readonly<Record<string, string>>>>;
  /** Fixed public ports by process, and of `postgres` and `redis`. */
  readonly ports?: Readonly<Record<string, number | undefined>>;
  /** Opens the clock routes, see Stack.setClock. */
  readonly virtualClock?: boolean;
  /** DANGEROUS_CRASH_AT by process; a restart clears it. */
  readonly crashAt?: Readonly<Record<ProcessName, string>>;
  /** False leaves the database without tenants; then no sample tenant can start. */
  readonly shouldSeed?: boolean;
  /** False gives up PostgreSQL's durability for speed. */
  readonly isDurable?: boolean;
  readonly onLine?: (name: ProcessName, line: string) => void;
  /** A process ended though nobody asked it to. */
  readonly onExit?: (name: ProcessName, exit: ProcessExit) => void;
  readonly say?: (text: string) => void;
}

export interface ProcessExit {
  readonly code?: number | null;
  readonly signal?: string | null;
  readonly error?: string;
}

export interface ApiLogin {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly roles: readonly string[];
}

export interface Logins {
  readonly tenants: readonly {
    readonly key: string;
    readonly tenantId: string;
    readonly name: string;
    readonly clients: readonly ApiLogin[];
  }[];
  readonly staff?: ApiLogin | readonly ApiLogin[];
}

export interface PublicListener {
  readonly publicUrl: string;
  readonly privateUrl: string;
}

/** Where the processes listen. Every one that was asked for is there. */
export interface StackUrls {
  readonly api: PublicListener;
  readonly simulator: PublicListener;
  readonly worker: { readonly privateUrl: string };
  readonly media: { readonly privateUrl: string };
  readonly [tenant: `sample-tenant-${string}`]: PublicListener;
}

export interface Stack {
  readonly urls: StackUrls;
  /** Also `postgres` and `redis`, where the stack has started them. */
  readonly pids: Readonly<Record<ProcessName, number | undefined>>;
  readonly logins: Logins;
  readonly internalToken: string;
  readonly services: {
    readonly ownerUrl: string;
    readonly appUrl: string;
    readonly redisUrl: string;
  };
  envOf(name: ProcessName): Readonly<Record<string, string>>;
  /** The last lines of a process. */
  logs(name: ProcessName): readonly string[];
  /** Resolves when the running instance has ended, e.g. at its crash point. */
  exited(name: ProcessName): Promise<ProcessExit>;
  kill(name: ProcessName, signal?: NodeJS.Signals): Promise<void>;
  restart(name: ProcessName, env?: Readonly<Record<string, string>>): Promise<void>;
  setClock(offsetMs: number): Promise<void>;
  stop(): Promise<void>;
}

export function startStack(options?: StackOptions): Promise<Stack>;
