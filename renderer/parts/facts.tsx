import type { ReactNode } from 'react';

/** Names and their values, side by side; a name that is no word, but a code, stands as one. Facts without a value are left out. */
export function Facts({ of }: { readonly of: readonly (readonly [name: string, value: ReactNode, code?: boolean])[] }) {
  return (
    <dl className="facts">
      {of.map(([name, value, code = false]) =>
        value === null || value === undefined ? null : (
          <div className="fact" key={name}>
            <dt>{code ? <code>{name}</code> : name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
