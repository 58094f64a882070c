import {
  type Answer,
  type Bridge,
  type Refusal,
  type RequestName,
  type Requests,
  requestNames,
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

function ask<Name extends RequestName>(name: Name): Authority[Name];
function ask(name: RequestName) {
  return async (argument: unknown): Promise<unknown> => {
    const call = window.authority[name] as (argument: unknown) => Promise<Answer<unknown>>;
    const answer = await call(argument).catch(() => {
      throw new AuthorityRefusal({ code: 'unreachable' });
    });
    if (!answer.ok) throw new AuthorityRefusal(answer.error);
    return answer.value;
  };
}

export const authority = Object.fromEntries(requestNames.map((name) => [name, ask(name)])) as unknown as Authority;

export const subscribe: Bridge['subscribe'] = (listener) => window.authority.subscribe(listener);
