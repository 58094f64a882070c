import {
  type Answer,
  type Bridge,
  type Refusal,
  type RequestName,
  type Requests,
  requestNames,
  type ServiceRequestName,
} from '../preload/contract.ts';

declare global {
  interface Window {
    readonly authority: Bridge;
  }
}

/** A call that main refused or could not carry out: a stable code, and the values its words need. */
export class AuthorityRefusal extends Error implements Refusal {
  override readonly name = 'AuthorityRefusal';
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;

  constructor({ code, values }: Refusal) {
    super(code);
    this.code = code;
    this.values = values ?? {};
  }
}

/** Whatever was thrown, as the one error that the page knows how to put into words. */
export const asRefusal = (thrown: unknown): AuthorityRefusal =>
  thrown instanceof AuthorityRefusal ? thrown : new AuthorityRefusal({ code: 'unreachable' });

/** Every request by its name. Resolves to the bare answer, rejects with an AuthorityRefusal. */
export type Authority = {
  readonly [Name in RequestName]: (argument: Requests[Name]['argument']) => Promise<Requests[Name]['answer']>;
};

type Service = string | null;

function ask(name: RequestName, service: Service | undefined) {
  return async (argument: unknown): Promise<unknown> => {
    const call = window.authority[name] as (argument: unknown, service?: Service) => Promise<Answer<unknown>>;
    const answer = await call(argument, service).catch(() => {
      throw new AuthorityRefusal({ code: 'unreachable' });
    });
    if (!answer.ok) throw new AuthorityRefusal(answer.error);
    return answer.value;
  };
}

const asking = (service?: Service): Authority =>
  Object.fromEntries(requestNames.map((name) => [name, ask(name, service)])) as unknown as Authority;

/** Calls that are about no one service. Those that are, belong to what is shown of it: see useAuthority. */
export const authority: Omit<Authority, ServiceRequestName> = asking();

const bound = new Map<Service, Authority>();

/** Every call, said to be about this service; the same object for the same service. */
export function authorityOf(service: Service): Authority {
  const held = bound.get(service) ?? asking(service);
  bound.set(service, held);
  return held;
}

export const subscribe: Bridge['subscribe'] = (listener) => window.authority.subscribe(listener);
