import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../preload/contract.ts';
import { authority } from '../bridge.ts';
import { useSecondsUntil } from '../clock.ts';
import { Command } from '../parts/command.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { useRequest } from '../request.ts';

/** So many approvals are listed; the others are counted. */
const listed = 3;

type Undoable = Snapshot['undoable'][number];

function Approval({ approval, onUndo }: { readonly approval: Undoable; readonly onUndo: () => void }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(approval.undoUntil);
  return (
    <li>
      <span className="undo-what">
        <code>{approval.jobId}</code>
        <span>{left > 0 ? t('undo.signsIn', { count: left }) : t('undo.signing')}</span>
      </span>
      <Command icon={Undo2} onPress={onUndo} isDisabled={left === 0}>
        {t('undo.button')}
      </Command>
    </li>
  );
}

/** Approvals that can still be undone, in view wherever the operator has moved on to. */
export function UndoBar({ undoable }: { readonly undoable: Snapshot['undoable'] }) {
  const { t } = useTranslation();
  const { run, refusal } = useRequest();
  if (undoable.length === 0 && !refusal) return null;
  const more = undoable.length - listed;
  return (
    <section className="undo-bar" aria-label={t('undo.region')}>
      <RefusalNotice refusal={refusal} />
      <ul>
        {undoable.slice(0, listed).map((approval) => (
          <Approval
            key={approval.jobId}
            approval={approval}
            onUndo={() => void run(() => authority.undo({ jobId: approval.jobId }))}
          />
        ))}
      </ul>
      {more > 0 && <p className="quiet">{t('undo.more', { count: more })}</p>}
    </section>
  );
}
