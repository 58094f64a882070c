import { useTranslation } from 'react-i18next';
import type { Policy } from '../../preload/contract.ts';
import { Facts } from '../parts/facts.tsx';
import { MarkedText } from '../parts/marked-text.tsx';

const code = (text: string) => (
  <code>
    <MarkedText text={text} />
  </code>
);

/** Names, and beside each its pattern where it has one, as the administrator wrote them; null where there are none. */
function written(of: readonly (readonly [name: string, pattern?: string])[]) {
  return of.length === 0 ? null : (
    <ul className="rule-values">
      {of.map(([name, pattern]) => (
        <li key={`${name} ${pattern}`}>
          {code(name)}
          {pattern !== undefined && code(pattern)}
        </li>
      ))}
    </ul>
  );
}

/** What the administrator asks of approvals, in words: nothing of it can be changed here. */
export function PolicyPanel({ policy, practice }: { readonly policy: Policy; readonly practice: boolean }) {
  const { t } = useTranslation();
  const required = policy.claimRules.filter((rule) => rule.required).map(({ claim }) => [claim] as const);
  const patterns = policy.claimRules.flatMap(({ claim, pattern }) =>
    pattern === null ? [] : [[claim, pattern] as const],
  );
  const scopes = policy.allowedScopes?.map((scope) => [scope] as const) ?? null;
  const { longestLifetimeDays: days, approvalsPerHour: hourly, approvalsPerDay: daily } = policy;
  const rules = [
    [t('policy.required'), written(required)],
    [t('policy.patterns'), written(patterns)],
    [t('policy.scopes'), scopes && (written(scopes) ?? t('policy.noScopes'))],
    [t('policy.lifetime'), days && t('policy.days', { count: days })],
    [t('policy.hourly'), hourly && t('policy.most', { count: hourly })],
    [t('policy.daily'), daily && t('policy.most', { count: daily })],
    [t('policy.firstTime'), policy.typedForFirstTime ? t('policy.typed') : null],
    [
      t('policy.systemDialog'),
      policy.systemConfirmation === 'never' ? null : t(`policy.confirmation.${policy.systemConfirmation}`),
    ],
  ] as const;
  const none = rules.every(([, value]) => value === null);
  return (
    <section className="panel rules">
      <h2>{t('policy.title')}</h2>
      {none ? <p>{t('policy.none')}</p> : <Facts of={rules} />}
      {!none && practice && <p>{t('policy.notInPractice')}</p>}
      <p className="entry-hint">{t('settings.onlyAdministrator')}</p>
    </section>
  );
}
