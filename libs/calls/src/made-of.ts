import type { InjectionToken, Provider, Type } from '@nestjs/common';
import { TenantDatabase, UseCases } from '#patchbay/database';
import {
  type Clock,
  CLOCK,
  type Envelope,
  ENVELOPE,
  type Secrets,
  SECRETS,
} from '#patchbay/kernel';
import { OBJECT_STORE, type ObjectStore } from '#patchbay/storage';

type Tokens<Parts> = { readonly [Name in keyof Parts]: InjectionToken };

/**
 * Provides a class that takes its parts as one object: what is injected under each name, and what stands
 * fast when the module is made.
 */
export function madeOf<Parts extends object, Fixed extends Partial<Parts> = object>(
  made: Type<object> & (new (parts: Parts) => object),
  tokens: Tokens<Omit<Parts, keyof Fixed>>,
  fixed?: Fixed,
): Provider {
  const names = Object.keys(tokens);
  return {
    provide: made,
    inject: Object.values(tokens),
    useFactory: (...injected: unknown[]) => {
      const parts = Object.fromEntries(names.map((name, index) => [name, injected[index]]));
      return new made({ ...parts, ...fixed } as Parts);
    },
  };
}

/** What shows files to their tenants and opens them for whoever has a link. */
interface FileReaderParts {
  readonly useCases: UseCases;
  readonly database: TenantDatabase;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly envelope: Envelope;
  /** Signs the links. */
  readonly lookupKey: Buffer;
}

/** Provides a reader of files, which signs its links with the installation's key. */
export function fileReader(
  made: Type<object> & (new (parts: FileReaderParts) => object),
): Provider {
  return {
    provide: made,
    inject: [UseCases, TenantDatabase, OBJECT_STORE, CLOCK, ENVELOPE, SECRETS],
    useFactory: (...parts: [UseCases, TenantDatabase, ObjectStore, Clock, Envelope, Secrets]) => {
      const [useCases, database, store, clock, envelope, { lookupKey }] = parts;
      return new made({ useCases, database, store, clock, envelope, lookupKey });
    },
  };
}
