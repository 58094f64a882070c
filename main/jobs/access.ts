import type { Settings } from '../../preload/contract.ts';

/** How a service is reached, beside its address: whom its certificate may come from, who we say we are, and by which way. */
export interface Access {
  /** Certificates (PEM) of authorities that are trusted beside those of Node and of the system. */
  readonly authorities: string;
  /** Headers that tell the service who asks; they go to its own origin and nowhere else. */
  readonly credentials: Readonly<Record<string, string>>;
  /** The system's way to a URL, as a PAC function answers (`DIRECT`, `PROXY host:port; DIRECT`); null: always straight. */
  readonly systemProxy: ((url: string) => Promise<string>) | null;
}

/** Straight there, as nobody in particular, trusting whom the system trusts. */
export const plainAccess: Access = { authorities: '', credentials: {}, systemProxy: null };

/** @param secret what the service's header carries; null where there is none */
export const accessFrom = (
  { ca, authHeader }: Pick<Settings, 'ca' | 'authHeader'>,
  secret: string | null,
  systemProxy: Access['systemProxy'],
): Access => ({
  authorities: ca,
  credentials: authHeader !== '' && secret !== null ? { [authHeader]: secret } : {},
  systemProxy,
});

/** How another origin is reached that has to do with the service, its feed's say: in the same way, and told nothing of us. */
export const accessTo = (origin: string, access: Access, service: string): Access =>
  origin === new URL(service).origin ? access : { ...access, credentials: {} };
