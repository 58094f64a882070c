import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Snapshot, Undoable } from '../../preload/contract.ts';
import { useActing } from '../acting.ts';
import { authorityOf } from '../bridge.ts';
import { useSecondsUntil } from '../clock.ts';
import { Command } from '../parts/command.tsx';
import { MarkedText } from '../parts/marked-text.tsx';
import { RefusalNotice } from '../parts/refusal-notice.tsx';
import { ShownBeginning } from '../parts/shown-value.tsx';

interface ApprovalProps {
  readonly approval: Undoable;
  /** Name of its service, where there are several. */
  readonly service: string | undefined;
  /** All signing is stopped: it waits for that, and no clock runs. */
  readonly held: boolean;
  readonly onUndo: () => void;
}

function Approval({ approval, service, held, onUndo }: ApprovalProps) {
  const { t } = useTranslation();
  const left = useSecondsUntil(approval.undoUntil);
  return (
    <li>
      <span className="undo-what">
        {approval.value && (
          <span className="undo-value">
            <ShownBeginning shown={approval.value} characters={40} />
          </span>
        )}
        <code>{approval.jobId}</code>
        {service !== undefined && <MarkedText text={service} />}
        <span>{held ? t('undo.held') : left > 0 ? t('undo.signsIn', { count: left }) : t('undo.late')}</span>
      </span>
      <Command icon={Undo2} onPress={onUndo}>
        {t('undo.button')}
      </Command>
    </li>
  );
}

/** Approvals that can still be undone, in view wherever the operator has moved on to, another service among it. */
export function UndoBar({
  undoable,
  undoableMore,
  services,
}: Pick<Snapshot, 'undoable' | 'undoableMore' | 'services'>) {
  const { t } = useTranslation();
  const { act, refusal, clear } = useActing();
  if (undoable.length === 0 && !refusal) return null;
  return (
    <section className="undo-bar" aria-label={t('undo.region')}>
      {refusal && (
        <>
          <RefusalNotice refusal={refusal} />
          <Command onPress={clear}>{t('common.close')}</Command>
        </>
      )}
      <ul>
        {undoable.map((approval) => (
          <Approval
            key={`${approval.service} ${approval.jobId}`}
            approval={approval}
            service={services.length > 1 ? services.find(({ id }) => id === approval.service)?.name : undefined}
            held={services.find(({ id }) => id === approval.service)?.glance.signingStopped ?? false}
            onUndo={() => void act(() => authorityOf(approval.service).undo({ jobId: approval.jobId }))}
          />
        ))}
      </ul>
      {undoableMore > 0 && <p>{t('undo.more', { count: undoableMore })}</p>}
    </section>
  );
}
