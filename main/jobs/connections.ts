import type { Dispatcher, Pool } from 'undici';
import type { Clock } from '../clock.ts';
import { isLoopback } from '../config.ts';
import { AuthorityError } from '../errors.ts';
import type { Access } from './access.ts';
import { type Route, routesFrom } from './route.ts';
import { trusting } from './trust.ts';

export interface ConnectionsOptions {
  readonly access: () => Pick<Access, 'authorities' | 'systemProxy'>;
  readonly clock: Clock;
  readonly connectTimeout: number;
  readonly answerTimeout: number;
  readonly largestAnswer: number;
}

/** Kept connections to one origin, by the way that the system has it reached. */
export interface Connections {
  /** @throws AuthorityError `proxy-unknown` where the system names no way that can be taken here */
  current(): Promise<Dispatcher>;
  /** It led nowhere: the next of the ways is taken, and after the last the system is asked again. */
  lost(dispatcher: Dispatcher): void;
  stop(): Promise<void>;
}

/** A laptop changes its network, and with it the way, without telling anybody. */
const ASK_AGAIN_MS = 60_000;
const DIRECT = 'DIRECT';

export function keepConnections(origin: string, options: ConnectionsOptions): Connections {
  const { clock, access } = options;
  const { systemProxy } = access();
  // What runs on this machine is reached by no proxy, whatever the system says.
  const ask = systemProxy && !isLoopback(new URL(origin).hostname) ? systemProxy : null;
  let said = DIRECT;
  let askedAt: number | null = null;
  let asking: Promise<void> | null = null;
  let turn = 0;
  let kept: { readonly way: string; readonly authorities: string; readonly opened: Promise<Dispatcher> } | null = null;
  let stopped = false;

  const isFresh = (): boolean => {
    if (!ask) return true;
    const age = askedAt === null ? Number.POSITIVE_INFINITY : clock.now() - askedAt;
    // A clock that was set back makes it look younger than it is.
    return age >= 0 && age < ASK_AGAIN_MS;
  };

  const askSystem = async (): Promise<void> => {
    if (!ask || isFresh()) return;
    asking ??= ask(`${origin}/`)
      .then((answer) => {
        if (answer !== said) turn = 0;
        said = answer;
        askedAt = clock.now();
      })
      .finally(() => {
        asking = null;
      });
    await asking;
  };

  /** What is under way on it ends in its own time. */
  const retire = () => {
    void kept?.opened.then((dispatcher) => dispatcher.close()).catch(() => {});
    kept = null;
  };

  return {
    current: async () => {
      // As good as always: whatever is done here is done for every request.
      const { authorities } = access();
      if (kept?.authorities === authorities && isFresh()) return kept.opened;
      await askSystem();
      if (stopped) throw new Error('requests are over');
      const routes = routesFrom(said);
      const route = routes[turn % routes.length] ?? { via: 'unknown', said };
      const way = JSON.stringify(route);
      if (kept?.way !== way || kept.authorities !== authorities) {
        retire();
        kept = { way, authorities, opened: open(origin, route, authorities, options) };
      }
      return kept.opened;
    },
    lost: (dispatcher) => {
      const routes = routesFrom(said);
      if (routes.length < 2 || !kept) return;
      const { opened } = kept;
      void opened.then((current) => {
        // Of several requests that failed together only the first speaks of the way that is taken now.
        if (current !== dispatcher || kept?.opened !== opened) return;
        turn += 1;
        if (turn % routes.length === 0) askedAt = null;
        retire();
      });
    },
    stop: async () => {
      stopped = true;
      const last = kept;
      kept = null;
      await (await last?.opened.catch(() => null))?.destroy();
    },
  };
}

async function open(
  origin: string,
  route: Route,
  authorities: string,
  options: ConnectionsOptions,
): Promise<Dispatcher> {
  const { connectTimeout, answerTimeout, largestAnswer } = options;
  if (route.via === 'unknown') {
    throw new AuthorityError('proxy-unknown', `no way to ${origin}: ${route.said}`, { detail: route.said });
  }
  // Loaded with the first request: by then the window stands, which would have had to wait for it.
  const { Pool, ProxyAgent } = await import('undici');
  const secure = {
    timeout: connectTimeout,
    // Said outright: left to itself, Node trusts everybody where NODE_TLS_REJECT_UNAUTHORIZED is 0 in the environment.
    rejectUnauthorized: true,
    ...(origin.startsWith('https:') && { secureContext: trusting(authorities) }),
  };
  const kept = {
    connections: 8,
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
    keepAliveTimeout: 30_000,
    maxResponseSize: largestAnswer,
  };
  if (route.via === 'direct') return new Pool(origin, { ...kept, connect: secure });
  return new ProxyAgent({
    ...kept,
    uri: route.url,
    requestTls: secure,
    proxyTls: secure,
    // A proxy that takes the connection and then says nothing is as good as none.
    clientFactory: (proxy, { connect }: { connect: Pool.Options['connect'] }) =>
      new Pool(proxy, { ...(connect && { connect }), headersTimeout: connectTimeout }),
  } as ConstructorParameters<typeof ProxyAgent>[0]);
}
