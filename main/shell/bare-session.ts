import { type Session, session } from 'electron';

/**
 * A session in which no page is ever shown: it reaches the network as the system does and keeps nothing, no cookie and no
 * cache. Left to itself the engine would fetch a dictionary for it from its maker: switching spelling off is too late
 * for that, having no language is not.
 */
export function bareSession(name: string): Session {
  const bare = session.fromPartition(name, { cache: false });
  bare.setSpellCheckerLanguages([]);
  bare.setSpellCheckerEnabled(false);
  return bare;
}
